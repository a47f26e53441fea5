-- Also refunds that are confirmed, failed or canceled are looked at again: after a reorg took their block, or because a transaction
-- that nobody has seen may still be mined.
DROP INDEX refunds_watched;
CREATE INDEX refunds_watched ON refunds (next_check_at) WHERE next_check_at IS NOT NULL;
CREATE INDEX refunds_in_block ON refunds (network, block_number) WHERE block_number IS NOT NULL;
