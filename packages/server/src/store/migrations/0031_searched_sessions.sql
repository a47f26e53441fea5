-- Ended sessions that were searched for tokens outside the catalogue, by the end of their grace: a reorg that reaches below it
-- has them searched again.
CREATE INDEX sessions_searched ON sessions (grace_ends_at)
  WHERE search_unlisted_at IS NULL AND status IN ('expired', 'underpaid', 'canceled');
