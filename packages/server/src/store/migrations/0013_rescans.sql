-- Readings of a network's past, asked for by the operator, with how far each is: what was interrupted goes on there.
CREATE TABLE rescans (
  id uuid PRIMARY KEY,
  network text NOT NULL,
  from_number bigint NOT NULL,
  to_number bigint NOT NULL,
  -- Every block of it up to this one has been read and repaired.
  done_number bigint NOT NULL,
  -- How many differences were found, and mended.
  repaired bigint NOT NULL DEFAULT 0,
  started_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  finished_at timestamptz(3),
  CHECK (from_number <= to_number AND done_number BETWEEN from_number - 1 AND to_number)
);
-- One at a time for the same blocks: a second one takes its place up.
CREATE UNIQUE INDEX rescans_unfinished ON rescans (network, from_number, to_number) WHERE finished_at IS NULL;
