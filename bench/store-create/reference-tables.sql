-- What reference.sql writes into: the columns and indexes that a session, its event and its idempotency record need in
-- any design, as plain as they can be.
CREATE SCHEMA reference;

CREATE TABLE reference.sessions (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  status text NOT NULL,
  body jsonb NOT NULL,
  next_deadline timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX ON reference.sessions (id);
CREATE INDEX ON reference.sessions (next_deadline) WHERE next_deadline IS NOT NULL;

CREATE TABLE reference.events (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  session_id uuid NOT NULL,
  type text NOT NULL,
  data json NOT NULL,
  created_at timestamptz NOT NULL,
  dispatched_at timestamptz,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX ON reference.events (id) WHERE dispatched_at IS NULL;
CREATE INDEX ON reference.events (organization_id, session_id);

CREATE TABLE reference.idempotency_records (
  organization_id uuid NOT NULL,
  key text NOT NULL,
  body_hash bytea NOT NULL,
  event_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, key)
);
