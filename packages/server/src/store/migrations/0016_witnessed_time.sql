-- The time of the block up to which as many nodes as the quorum asks have read: then it is the network's watermark. Null where one
-- node is enough, and `block_time` is.
ALTER TABLE chain_cursors ADD COLUMN witnessed_time timestamptz(3);
UPDATE chain_cursors SET witnessed_time = coalesce(
  (SELECT block.block_time FROM chain_blocks block
    WHERE block.network = chain_cursors.network AND block.number = chain_cursors.witnessed_number),
  block_time)
  WHERE witnessed_number IS NOT NULL;
