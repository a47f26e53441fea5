-- Generated from the migrations by scripts/dump-schema.ts; do not edit.

CREATE TABLE addresses (
  address bytea NOT NULL,
  organization_id uuid NOT NULL,
  session_id uuid NOT NULL,
  xpub_id uuid NOT NULL,
  address_index bigint NOT NULL,
  CONSTRAINT addresses_pkey PRIMARY KEY (address),
  CONSTRAINT addresses_xpub_id_address_index_key UNIQUE (xpub_id, address_index)
);

CREATE TABLE api_keys (
  hash bytea NOT NULL,
  id uuid NOT NULL,
  organization_id uuid NOT NULL,
  livemode boolean NOT NULL,
  name text NOT NULL,
  ending text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  last_used_at timestamp(3) with time zone,
  revoked_at timestamp(3) with time zone,
  CONSTRAINT api_keys_pkey PRIMARY KEY (hash),
  CONSTRAINT api_keys_id_key UNIQUE (id),
  CONSTRAINT api_keys_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id)
);

CREATE TABLE chain_blocks (
  network text NOT NULL,
  number bigint NOT NULL,
  hash bytea NOT NULL,
  parent_hash bytea NOT NULL,
  block_time timestamp(3) with time zone NOT NULL,
  CONSTRAINT chain_blocks_pkey PRIMARY KEY (network, number)
);

CREATE TABLE chain_cursors (
  network text NOT NULL,
  chain_id bigint NOT NULL,
  genesis_hash bytea NOT NULL,
  first_number bigint NOT NULL,
  number bigint NOT NULL,
  hash bytea NOT NULL,
  block_time timestamp(3) with time zone NOT NULL,
  reread_number bigint NOT NULL,
  tip_number bigint NOT NULL,
  lease_token bigint NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT chain_cursors_pkey PRIMARY KEY (network)
);

CREATE TABLE events (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  type text NOT NULL,
  session_id uuid,
  version integer,
  data json NOT NULL,
  endpoint_id uuid,
  created_at timestamp(3) with time zone NOT NULL,
  dispatched_at timestamp(3) with time zone,
  CONSTRAINT events_pkey PRIMARY KEY (organization_id, id)
) WITH (toast_tuple_target=4096);
CREATE INDEX events_of_session ON events USING btree (organization_id, session_id) WHERE (session_id IS NOT NULL);
CREATE INDEX events_to_prune ON events USING btree (created_at) WHERE (type <> 'session.created'::text);
CREATE INDEX events_undispatched ON events USING btree (id) WHERE (dispatched_at IS NULL);

CREATE TABLE idempotency_records (
  organization_id uuid NOT NULL,
  livemode boolean NOT NULL,
  route text NOT NULL,
  key text NOT NULL,
  body_hash bytea NOT NULL,
  event_id uuid,
  response_status integer NOT NULL,
  response_body bytea,
  created_at timestamp(3) with time zone NOT NULL,
  expires_at timestamp(3) with time zone,
  CONSTRAINT idempotency_records_pkey PRIMARY KEY (organization_id, livemode, route, key)
);
CREATE INDEX idempotency_records_expiring ON idempotency_records USING btree (expires_at) WHERE (expires_at IS NOT NULL);

CREATE TABLE leases (
  name text NOT NULL,
  holder uuid NOT NULL,
  token bigint NOT NULL,
  expires_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT leases_pkey PRIMARY KEY (name)
);

CREATE TABLE organizations (
  id uuid NOT NULL,
  name text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT organizations_pkey PRIMARY KEY (id)
);

CREATE TABLE payments (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  session_id uuid NOT NULL,
  method text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT payments_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT payments_organization_id_session_id_method_key UNIQUE (organization_id, session_id, method)
);

CREATE TABLE rates (
  symbol text NOT NULL,
  currency text NOT NULL,
  price text NOT NULL,
  observed_at timestamp(3) with time zone NOT NULL,
  sources jsonb NOT NULL,
  CONSTRAINT rates_pkey PRIMARY KEY (symbol, currency)
);

CREATE TABLE schema_migrations (
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamp(3) with time zone NOT NULL DEFAULT now(),
  CONSTRAINT schema_migrations_pkey PRIMARY KEY (name)
);

CREATE TABLE sessions (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  site_id uuid NOT NULL,
  status text NOT NULL,
  version integer NOT NULL,
  terms json NOT NULL,
  networks text[] NOT NULL,
  method text,
  address bytea,
  acts jsonb NOT NULL DEFAULT '[]'::jsonb,
  told_paid boolean NOT NULL DEFAULT false,
  told_overpaid boolean NOT NULL DEFAULT false,
  expires_at timestamp(3) with time zone NOT NULL,
  grace_ends_at timestamp(3) with time zone NOT NULL,
  next_deadline timestamp(3) with time zone,
  search_unlisted_at timestamp(3) with time zone,
  paid_at timestamp(3) with time zone,
  tx_hash bytea,
  description text,
  line_items jsonb,
  metadata jsonb,
  customer_email text,
  success_url text,
  cancel_url text,
  return_url text,
  restarted_as uuid,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT sessions_pkey PRIMARY KEY (organization_id, id)
);
CREATE INDEX sessions_by_email ON sessions USING btree (organization_id, customer_email) WHERE (customer_email IS NOT NULL);
CREATE UNIQUE INDEX sessions_by_id ON sessions USING btree (id);
CREATE INDEX sessions_due ON sessions USING btree (next_deadline) WHERE (next_deadline IS NOT NULL);
CREATE INDEX sessions_to_search ON sessions USING btree (search_unlisted_at) WHERE (search_unlisted_at IS NOT NULL);

CREATE TABLE sites (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  brand jsonb NOT NULL,
  policy jsonb NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT sites_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT sites_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id)
);

CREATE TABLE transfers (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  session_id uuid NOT NULL,
  network text NOT NULL,
  block_number bigint NOT NULL,
  block_hash bytea NOT NULL,
  block_time timestamp(3) with time zone NOT NULL,
  tx_hash bytea NOT NULL,
  position text NOT NULL,
  contract bytea,
  sender bytea NOT NULL,
  recipient bytea NOT NULL,
  amount numeric(78,0) NOT NULL,
  listed boolean NOT NULL,
  confirm_number bigint NOT NULL,
  confirmed_at timestamp(3) with time zone,
  found_at timestamp(3) with time zone NOT NULL,
  orphaned_at timestamp(3) with time zone,
  frozen_at timestamp(3) with time zone,
  CONSTRAINT transfers_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT transfers_amount_check CHECK ((amount > (0)::numeric)),
  CONSTRAINT transfers_network_block_hash_tx_hash_position_key UNIQUE (network, block_hash, tx_hash, "position")
);
CREATE INDEX transfers_by_block ON transfers USING btree (network, block_number) WHERE ((orphaned_at IS NULL) AND (frozen_at IS NULL));
CREATE INDEX transfers_by_confirming_block ON transfers USING btree (network, confirm_number) WHERE ((orphaned_at IS NULL) AND (frozen_at IS NULL));
CREATE INDEX transfers_of_session ON transfers USING btree (organization_id, session_id);

CREATE TABLE webhook_attempts (
  organization_id uuid NOT NULL,
  delivery_id uuid NOT NULL,
  attempt integer NOT NULL,
  started_at timestamp(3) with time zone NOT NULL,
  duration_ms integer NOT NULL,
  response_status integer,
  response_body text,
  error text,
  CONSTRAINT webhook_attempts_pkey PRIMARY KEY (organization_id, delivery_id, attempt)
);

CREATE TABLE webhook_deliveries (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  endpoint_id uuid NOT NULL,
  event_id uuid NOT NULL,
  status text NOT NULL,
  attempt_count integer NOT NULL DEFAULT 0,
  next_attempt_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT webhook_deliveries_check CHECK (((status = 'pending'::text) = (next_attempt_at IS NOT NULL))),
  CONSTRAINT webhook_deliveries_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'delivered'::text, 'failed'::text])))
);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries USING btree (created_at);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries USING btree (organization_id, endpoint_id, next_attempt_at) WHERE (status = 'pending'::text);
CREATE INDEX webhook_deliveries_of_endpoint ON webhook_deliveries USING btree (organization_id, endpoint_id, id);
CREATE INDEX webhook_deliveries_of_event ON webhook_deliveries USING btree (organization_id, event_id);

CREATE TABLE webhook_endpoints (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  url text NOT NULL,
  description text,
  event_types text[] NOT NULL,
  status text NOT NULL,
  disabled_reason text,
  secret bytea NOT NULL,
  previous_secret bytea,
  previous_secret_expires_at timestamp(3) with time zone,
  consecutive_failures integer NOT NULL DEFAULT 0,
  resting_until timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL,
  updated_at timestamp(3) with time zone NOT NULL,
  deleted_at timestamp(3) with time zone,
  CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT webhook_endpoints_status_check CHECK ((status = ANY (ARRAY['enabled'::text, 'disabled'::text])))
);

CREATE TABLE xpub_returned_indexes (
  xpub_id uuid NOT NULL,
  first_index bigint NOT NULL,
  last_index bigint NOT NULL,
  CONSTRAINT xpub_returned_indexes_pkey PRIMARY KEY (xpub_id, first_index),
  CONSTRAINT xpub_returned_indexes_check CHECK ((first_index <= last_index)),
  CONSTRAINT xpub_returned_indexes_xpub_id_fkey FOREIGN KEY (xpub_id) REFERENCES xpubs(id)
);

CREATE TABLE xpubs (
  id uuid NOT NULL,
  organization_id uuid NOT NULL,
  livemode boolean NOT NULL,
  family text NOT NULL,
  xpub text NOT NULL,
  next_index bigint NOT NULL DEFAULT 0,
  created_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT xpubs_pkey PRIMARY KEY (id),
  CONSTRAINT xpubs_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id),
  CONSTRAINT xpubs_xpub_key UNIQUE (xpub)
);
