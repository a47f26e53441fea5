-- Payment links: one public address, a fresh session for each visit.
CREATE TABLE payment_links (
  organization_id uuid NOT NULL REFERENCES organizations (id),
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  site_id uuid NOT NULL,
  -- The current one; earlier ones lead here too, by `slugs`.
  slug text NOT NULL,
  name text NOT NULL,
  description text,
  image_url text,
  active boolean NOT NULL,
  currency text NOT NULL,
  -- In the currency's minor unit. A fixed price has an amount; one that the customer chooses may have bounds and a preset.
  amount_kind text NOT NULL CHECK (amount_kind IN ('fixed', 'customer')),
  amount numeric(78, 0),
  amount_min numeric(78, 0),
  amount_max numeric(78, 0),
  amount_preset numeric(78, 0),
  -- Both or neither: the customer chooses how many.
  quantity_min integer,
  quantity_max integer,
  -- Method ids; empty: all that are on offer.
  allowed_methods text[] NOT NULL,
  -- {email, name, phone, billingAddress, shippingAddress}: none, optional or required.
  collect jsonb NOT NULL,
  -- [{key, label, type, required, options}]
  questions jsonb NOT NULL,
  -- How many sessions may be paid; null: any number. What is used up is counted from the sessions.
  use_limit integer CHECK (use_limit > 0),
  success_url text,
  cancel_url text,
  -- Seconds; null: the site's.
  expires_in integer,
  metadata jsonb,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  deleted_at timestamptz(3),
  PRIMARY KEY (organization_id, id),
  CHECK ((amount_kind = 'fixed') = (amount IS NOT NULL)),
  CHECK ((quantity_min IS NULL) = (quantity_max IS NULL))
);

-- Global: a slug is the address of one link over all organizations, for good, so that a printed code never leads elsewhere.
CREATE TABLE slugs (
  slug text PRIMARY KEY,
  organization_id uuid NOT NULL,
  link_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  FOREIGN KEY (organization_id, link_id) REFERENCES payment_links (organization_id, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX slugs_of_link ON slugs (organization_id, link_id);

-- Answers how much of a link is used up without reading the sessions themselves.
CREATE INDEX sessions_using_link ON sessions (organization_id, link_id)
  INCLUDE (id, completed_at, status, grace_ends_at, restarted_as) WHERE link_id IS NOT NULL;
