-- Up to here the blocks were read by as many nodes as the quorum asks; null where one is enough.
ALTER TABLE chain_cursors ADD COLUMN witnessed_number bigint;

ALTER TABLE transfers
  -- The tag that must have reached its block, beside its confirming block; null: none.
  ADD COLUMN finality text CHECK (finality IN ('safe', 'finalized')),
  -- Its confirming block does not confirm it by itself: nodes are asked first.
  ADD COLUMN gated boolean NOT NULL DEFAULT false,
  -- Why it is not confirmed though its block has been read: too few nodes answered, or one of them shows something else.
  ADD COLUMN doubt text CHECK (doubt IN ('unheard', 'disputed')),
  -- Not asked again before.
  ADD COLUMN check_at timestamptz(3);
CREATE INDEX transfers_gated ON transfers (network, confirm_number)
  WHERE gated AND confirmed_at IS NULL AND orphaned_at IS NULL AND frozen_at IS NULL;
