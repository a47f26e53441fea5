-- Clocks that a developer moves: what is attached to one lives that much ahead of the server and of the chains.
CREATE TABLE test_clocks (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  livemode boolean NOT NULL CHECK (NOT livemode),
  name text NOT NULL,
  -- How far it is ahead. Never less than before.
  offset_ms bigint NOT NULL DEFAULT 0 CHECK (offset_ms >= 0),
  advances integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  deleted_at timestamptz(3),
  PRIMARY KEY (organization_id, id)
);

-- The moments of an attached session are in its clock's time; next_deadline and search_unlisted_at stay in real time, since
-- they are held against what was read of the chains.
ALTER TABLE sessions
  ADD COLUMN test_clock_id uuid,
  ADD COLUMN clock_offset_ms bigint NOT NULL DEFAULT 0 CHECK (clock_offset_ms >= 0),
  -- [{since, offsetMs, watermarks}]: each advance, with how far every network had been read at it.
  ADD COLUMN clock_advances jsonb;
CREATE INDEX sessions_of_clock ON sessions (organization_id, test_clock_id, id) WHERE test_clock_id IS NOT NULL;
