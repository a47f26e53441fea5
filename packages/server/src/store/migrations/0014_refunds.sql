-- Refunds that merchants send from wallets of their own; each is confirmed by what its network shows, never by their word.
CREATE TABLE refunds (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  -- The session whose money it gives back.
  session_id uuid NOT NULL,
  -- The unexpected transfer that it gives back; null where the money counted as payment.
  transfer_id uuid,
  network text NOT NULL,
  contract bytea,
  amount numeric(78, 0) NOT NULL CHECK (amount > 0),
  -- Null until the customer, or the merchant, has given it.
  to_address bytea,
  status text NOT NULL CHECK (status IN ('awaiting_address', 'ready', 'sent', 'confirmed', 'failed', 'canceled')),
  tx_hash bytea,
  -- Why the transaction that was named does not confirm it.
  problem text,
  reason text NOT NULL,
  -- Part of the signed link: a greater number makes every link from before worthless.
  link_number integer NOT NULL DEFAULT 1,
  -- When the money came, by its chain: no transaction of an earlier block can be its refund.
  not_before timestamptz(3) NOT NULL,
  -- The block that holds the transaction, once it is confirmed or failed.
  block_number bigint,
  block_hash bytea,
  block_time timestamptz(3),
  address_given_at timestamptz(3),
  sent_at timestamptz(3),
  confirmed_at timestamptz(3),
  -- While it is sent: when its network is looked at again.
  next_check_at timestamptz(3),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (organization_id, id),
  CHECK (to_address IS NOT NULL OR status IN ('awaiting_address', 'canceled')),
  CHECK (tx_hash IS NOT NULL OR status NOT IN ('sent', 'confirmed', 'failed'))
);
-- The customer's page knows the id alone.
CREATE INDEX refunds_by_id ON refunds (id);
CREATE INDEX refunds_of_session ON refunds (organization_id, session_id);
-- A transfer is given back once.
CREATE UNIQUE INDEX refunds_of_transfer ON refunds (organization_id, transfer_id)
  WHERE transfer_id IS NOT NULL AND status NOT IN ('failed', 'canceled');
CREATE INDEX refunds_of_transaction ON refunds (organization_id, network, tx_hash) WHERE tx_hash IS NOT NULL;
CREATE INDEX refunds_watched ON refunds (next_check_at) WHERE status = 'sent';

-- From confirmed refunds of what was credited; no part of `status`, and written by no create.
ALTER TABLE sessions ADD COLUMN refund_status text CHECK (refund_status IN ('partial', 'full'));
