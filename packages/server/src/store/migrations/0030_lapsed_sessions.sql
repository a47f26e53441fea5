-- Underpaid sessions by the end of their grace window: when that has passed it is told, once.
CREATE INDEX sessions_underpaid ON sessions (grace_ends_at) WHERE status = 'underpaid';
