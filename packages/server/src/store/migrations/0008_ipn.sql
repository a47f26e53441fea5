-- The server of a merchant that checkouts name in `ipnUrl` (docs/dialects/paymentgateway.md): an endpoint that nobody made,
-- one for each host, so that its deliveries wait, rest and are logged like any other's. `url` is the origin alone; where a
-- notification goes is in its session.
ALTER TABLE webhook_endpoints ADD COLUMN ipn boolean NOT NULL DEFAULT false;
CREATE UNIQUE INDEX webhook_endpoints_ipn ON webhook_endpoints (organization_id, livemode, url) WHERE ipn;

-- What signs an organization's notifications in one mode: a single secret, whatever the host. Encrypted.
CREATE TABLE ipn_secrets (
  organization_id uuid NOT NULL,
  livemode boolean NOT NULL,
  secret bytea NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (organization_id, livemode)
);

-- Underpaid checkouts, to tell their merchants once nothing more can count.
CREATE INDEX sessions_underpaid_checkouts ON sessions (grace_ends_at)
  WHERE status = 'underpaid' AND dialect_fields ->> 'dialect' = 'paymentgateway';
