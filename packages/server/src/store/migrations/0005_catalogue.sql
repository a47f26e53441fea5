-- What a merchant sells, what is taken off, and who buys.

CREATE TABLE products (
  organization_id uuid NOT NULL REFERENCES organizations (id),
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  name text NOT NULL,
  description text,
  image_url text,
  tax_category text,
  -- Decimal text in the currency; both or neither: without them each line item names its own price.
  unit_amount text,
  currency text,
  active boolean NOT NULL,
  metadata jsonb,
  -- The first session that took it up: from then on it is archived, not deleted.
  first_used_at timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (organization_id, id),
  CHECK ((unit_amount IS NULL) = (currency IS NULL))
);

CREATE TABLE discounts (
  organization_id uuid NOT NULL REFERENCES organizations (id),
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  code text NOT NULL,
  -- The code in capitals (ASCII alone is allowed): «summer» and «SUMMER» are one.
  code_key text NOT NULL,
  name text,
  percent_off text,
  amount_off text,
  currency text,
  max_redemptions integer,
  once_per_customer boolean NOT NULL,
  starts_at timestamptz(3),
  expires_at timestamptz(3),
  active boolean NOT NULL,
  metadata jsonb,
  -- Redemptions that stand; counted under this row's lock, so that a limit is never oversold.
  times_redeemed integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (organization_id, id),
  CHECK ((percent_off IS NULL) <> (amount_off IS NULL)),
  CHECK ((amount_off IS NULL) = (currency IS NULL))
);
-- The code of an archived discount may be given to another.
CREATE UNIQUE INDEX discounts_by_code ON discounts (organization_id, livemode, code_key) WHERE active;

-- One session's use of one discount, written in the transaction that writes the session.
CREATE TABLE discount_redemptions (
  organization_id uuid NOT NULL,
  discount_id uuid NOT NULL,
  session_id uuid NOT NULL,
  livemode boolean NOT NULL,
  customer_id uuid,
  -- Trimmed, in small letters; null once erased.
  email text,
  redeemed_at timestamptz(3) NOT NULL,
  -- When the session ended unpaid; null again if its money came after all.
  released_at timestamptz(3),
  PRIMARY KEY (organization_id, discount_id, session_id)
);
CREATE INDEX discount_redemptions_of_session ON discount_redemptions (organization_id, session_id);
CREATE INDEX discount_redemptions_by_customer ON discount_redemptions (organization_id, discount_id, customer_id)
  WHERE customer_id IS NOT NULL AND released_at IS NULL;
CREATE INDEX discount_redemptions_by_email ON discount_redemptions (organization_id, discount_id, email)
  WHERE email IS NOT NULL AND released_at IS NULL;

CREATE TABLE customers (
  organization_id uuid NOT NULL REFERENCES organizations (id),
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  email text,
  -- Trimmed, in small letters: what two spellings of one address have in common.
  email_key text,
  name text,
  phone text,
  billing_address jsonb,
  shipping_address jsonb,
  metadata jsonb,
  -- What the merchant calls them.
  external_reference text,
  archived_at timestamptz(3),
  -- Personal data was erased: nothing can be added again.
  erased_at timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX customers_by_reference ON customers (organization_id, livemode, external_reference)
  WHERE external_reference IS NOT NULL;
CREATE INDEX customers_by_email ON customers (organization_id, livemode, email_key) WHERE email_key IS NOT NULL;

-- By address, however it is spelled.
DROP INDEX sessions_by_email;
CREATE INDEX sessions_by_email ON sessions (organization_id, lower(customer_email), id)
  WHERE customer_email IS NOT NULL;
