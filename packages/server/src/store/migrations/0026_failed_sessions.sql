-- Sessions that were told as paid and whose payment a reorg took: few, and asked for by /metrics.
CREATE INDEX sessions_failed ON sessions (livemode) WHERE status = 'failed';
