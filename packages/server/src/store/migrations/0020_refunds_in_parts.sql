-- A transfer can go back in parts, and a refund that was confirmed can be waiting again after a reorg, whatever came after it: that
-- no more goes back than came is seen to under the session's lock.
DROP INDEX refunds_of_transfer;
CREATE INDEX refunds_of_transfer ON refunds (organization_id, transfer_id) WHERE transfer_id IS NOT NULL;
CREATE INDEX ledger_entries_of_refund ON ledger_entries (organization_id, refund_id) WHERE refund_id IS NOT NULL;
