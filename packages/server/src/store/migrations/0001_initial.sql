-- Tenant tables carry the organization's id in their key, so that they can be sharded on it.
-- Global by nature: addresses, api_keys, xpubs, networks (chain_cursors, chain_blocks), leases, rates.

CREATE TABLE organizations (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  created_at timestamptz(3) NOT NULL
);

CREATE TABLE sites (
  organization_id uuid NOT NULL REFERENCES organizations (id),
  id uuid NOT NULL,
  name text NOT NULL,
  -- What the page shows of the merchant: {logoUrl, accent, supportEmail}.
  brand jsonb NOT NULL,
  -- What a new session copies: see SitePolicy.
  policy jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (organization_id, id)
);

CREATE TABLE api_keys (
  -- SHA-256 of the key's whole text; the text itself is shown once and kept nowhere.
  hash bytea PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  organization_id uuid NOT NULL REFERENCES organizations (id),
  livemode boolean NOT NULL,
  name text NOT NULL,
  -- The last four characters, to tell keys apart in a list.
  ending text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  last_used_at timestamptz(3),
  revoked_at timestamptz(3)
);

CREATE TABLE xpubs (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organizations (id),
  livemode boolean NOT NULL,
  family text NOT NULL,
  xpub text NOT NULL UNIQUE,
  -- The first index that no process has leased yet.
  next_index bigint NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL
);

-- Runs of indexes that a process leased and handed back unused; leased again before new ones.
CREATE TABLE xpub_returned_indexes (
  xpub_id uuid NOT NULL REFERENCES xpubs (id),
  first_index bigint NOT NULL,
  last_index bigint NOT NULL,
  PRIMARY KEY (xpub_id, first_index),
  CHECK (first_index <= last_index)
);

CREATE TABLE addresses (
  address bytea PRIMARY KEY,
  organization_id uuid NOT NULL,
  session_id uuid NOT NULL,
  xpub_id uuid NOT NULL,
  address_index bigint NOT NULL,
  UNIQUE (xpub_id, address_index)
);

CREATE TABLE sessions (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  site_id uuid NOT NULL,
  -- Derived from facts, never stepped: the last told result.
  status text NOT NULL,
  version integer NOT NULL,
  -- Copied at creation, immutable: total, offers with their quotes, tolerances, durations. Only ever read as a whole.
  terms json NOT NULL,
  -- The offered networks, for the expiry job's question «has each been read past the deadline?».
  networks text[] NOT NULL,
  -- The chosen method; null where there is nothing to pay.
  method text,
  address bytea,
  -- What people did, in order.
  acts jsonb NOT NULL DEFAULT '[]',
  told_paid boolean NOT NULL DEFAULT false,
  told_overpaid boolean NOT NULL DEFAULT false,
  expires_at timestamptz(3) NOT NULL,
  grace_ends_at timestamptz(3) NOT NULL,
  -- The next moment at which watermarks alone can change the status; null when none can.
  next_deadline timestamptz(3),
  -- When it has ended unpaid: the moment after which tokens outside the catalogue are searched for, once.
  search_unlisted_at timestamptz(3),
  paid_at timestamptz(3),
  tx_hash bytea,
  description text,
  line_items jsonb,
  metadata jsonb,
  customer_email text,
  success_url text,
  cancel_url text,
  return_url text,
  -- The session that took this one's place when the customer started again.
  restarted_as uuid,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX sessions_by_id ON sessions (id);
CREATE INDEX sessions_due ON sessions (next_deadline) WHERE next_deadline IS NOT NULL;
CREATE INDEX sessions_to_search ON sessions (search_unlisted_at) WHERE search_unlisted_at IS NOT NULL;
CREATE INDEX sessions_by_email ON sessions (organization_id, customer_email) WHERE customer_email IS NOT NULL;

-- One attempt: a method that was chosen on the page or by API, or paid without being chosen.
CREATE TABLE payments (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  session_id uuid NOT NULL,
  method text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, session_id, method)
);

-- One movement on a chain to an address ever handed out. Orphaned by a reorg: marked, never deleted.
CREATE TABLE transfers (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  session_id uuid NOT NULL,
  network text NOT NULL,
  block_number bigint NOT NULL,
  block_hash bytea NOT NULL,
  block_time timestamptz(3) NOT NULL,
  tx_hash bytea NOT NULL,
  position text NOT NULL,
  contract bytea,
  sender bytea NOT NULL,
  recipient bytea NOT NULL,
  amount numeric(78, 0) NOT NULL CHECK (amount > 0),
  listed boolean NOT NULL,
  -- The block whose reading confirms it, and that block's time once read.
  confirm_number bigint NOT NULL,
  confirmed_at timestamptz(3),
  found_at timestamptz(3) NOT NULL,
  orphaned_at timestamptz(3),
  -- A test chain was replaced by one with another genesis after the session had ended: the row stays as it is for good,
  -- and no reorg or confirmation of the new chain reaches it.
  frozen_at timestamptz(3),
  PRIMARY KEY (organization_id, id),
  UNIQUE (network, block_hash, tx_hash, position)
);
CREATE INDEX transfers_of_session ON transfers (organization_id, session_id);
CREATE INDEX transfers_by_block ON transfers (network, block_number) WHERE orphaned_at IS NULL AND frozen_at IS NULL;
CREATE INDEX transfers_by_confirming_block ON transfers (network, confirm_number)
  WHERE orphaned_at IS NULL AND frozen_at IS NULL;

CREATE TABLE chain_cursors (
  network text PRIMARY KEY,
  chain_id bigint NOT NULL,
  genesis_hash bytea NOT NULL,
  -- The first block ever read: what came before is not in the books.
  first_number bigint NOT NULL,
  -- The last block whose contents are in the books; its time is the network's watermark.
  number bigint NOT NULL,
  hash bytea NOT NULL,
  block_time timestamptz(3) NOT NULL,
  -- Every block up to here was read a second time at its final depth.
  reread_number bigint NOT NULL,
  tip_number bigint NOT NULL,
  -- The lease's token under which the last batch was committed.
  lease_token bigint NOT NULL,
  updated_at timestamptz(3) NOT NULL
);

-- The canonical chain's recent headers, to find where a reorg forked.
CREATE TABLE chain_blocks (
  network text NOT NULL,
  number bigint NOT NULL,
  hash bytea NOT NULL,
  parent_hash bytea NOT NULL,
  block_time timestamptz(3) NOT NULL,
  PRIMARY KEY (network, number)
);

CREATE TABLE leases (
  name text PRIMARY KEY,
  holder uuid NOT NULL,
  token bigint NOT NULL,
  expires_at timestamptz(3) NOT NULL
);

-- The outbox and the record in one: undispatched rows are work, dispatched ones history.
CREATE TABLE events (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  type text NOT NULL,
  session_id uuid,
  -- The session's version that this event tells; null for events of no session.
  version integer,
  -- The resource at that moment, as the API shows it.
  data json NOT NULL,
  -- A test event goes to this endpoint alone.
  endpoint_id uuid,
  created_at timestamptz(3) NOT NULL,
  dispatched_at timestamptz(3),
  PRIMARY KEY (organization_id, id)
)
-- A session's resource is a little over the 2 kB at which PostgreSQL begins to compress: a seventh of a create's time.
WITH (toast_tuple_target = 4096);
CREATE INDEX events_undispatched ON events (id) WHERE dispatched_at IS NULL;
CREATE INDEX events_of_session ON events (organization_id, session_id) WHERE session_id IS NOT NULL;
-- What is pruned by age. A session.created event is a create's replay and lives as long as its session; leaving it out
-- of the index also keeps the busiest insert free of it.
CREATE INDEX events_to_prune ON events (created_at) WHERE type <> 'session.created';

CREATE TABLE webhook_endpoints (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  url text NOT NULL,
  description text,
  -- Event types, or a single '*'.
  event_types text[] NOT NULL,
  status text NOT NULL CHECK (status IN ('enabled', 'disabled')),
  disabled_reason text,
  -- Encrypted; the previous one signs beside the current until it expires.
  secret bytea NOT NULL,
  previous_secret bytea,
  previous_secret_expires_at timestamptz(3),
  -- Failures in a row over all its deliveries; past five the endpoint rests as a whole until then.
  consecutive_failures integer NOT NULL DEFAULT 0,
  resting_until timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  deleted_at timestamptz(3),
  PRIMARY KEY (organization_id, id)
);

CREATE TABLE webhook_deliveries (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL,
  endpoint_id uuid NOT NULL,
  event_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'delivered', 'failed')),
  attempt_count integer NOT NULL DEFAULT 0,
  -- When the next attempt is due; a claimed delivery is pushed past its own timeout, so that a crash only delays it.
  next_attempt_at timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (organization_id, id),
  CHECK ((status = 'pending') = (next_attempt_at IS NOT NULL))
);
-- Each endpoint's queue in order: the worker steps from endpoint to endpoint and never reads a queue that must wait.
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (organization_id, endpoint_id, next_attempt_at)
  WHERE status = 'pending';
CREATE INDEX webhook_deliveries_of_event ON webhook_deliveries (organization_id, event_id);
CREATE INDEX webhook_deliveries_of_endpoint ON webhook_deliveries (organization_id, endpoint_id, id);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (created_at);

CREATE TABLE webhook_attempts (
  organization_id uuid NOT NULL,
  delivery_id uuid NOT NULL,
  attempt integer NOT NULL,
  started_at timestamptz(3) NOT NULL,
  duration_ms integer NOT NULL,
  -- The reply's status; null when none came.
  response_status integer,
  -- The first 2 kB of the reply.
  response_body text,
  error text,
  PRIMARY KEY (organization_id, delivery_id, attempt)
);

CREATE TABLE idempotency_records (
  organization_id uuid NOT NULL,
  livemode boolean NOT NULL,
  route text NOT NULL,
  key text NOT NULL,
  -- SHA-256 of the body's canonical JSON.
  body_hash bytea NOT NULL,
  -- A create's replay is its session.created snapshot, stored once as that event's data; other answers are kept here, encrypted.
  event_id uuid,
  response_status integer NOT NULL,
  response_body bytea,
  created_at timestamptz(3) NOT NULL,
  -- Null: lives as long as the session it made.
  expires_at timestamptz(3),
  PRIMARY KEY (organization_id, livemode, route, key)
);
CREATE INDEX idempotency_records_expiring ON idempotency_records (expires_at) WHERE expires_at IS NOT NULL;

-- The last accepted price of a coin in US dollars, or of a US dollar in another currency, and the names of the sources that agreed on it.
CREATE TABLE rates (
  symbol text NOT NULL,
  currency text NOT NULL,
  price text NOT NULL,
  observed_at timestamptz(3) NOT NULL,
  sources jsonb NOT NULL,
  PRIMARY KEY (symbol, currency)
);
