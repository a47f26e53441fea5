import type { Hex } from '../hex.ts';
import type { Instant } from '../time.ts';
import type { BlockHeader } from './blocks.ts';

/** The last block whose contents are in the books. */
export interface ChainPosition {
  readonly number: bigint;
  readonly hash: Hex;
  readonly timestamp: Instant;
}

export type BatchFlaw = 'empty' | 'number' | 'parent' | 'time';

export type BatchCheck =
  | { readonly outcome: 'linked' }
  /** The chain no longer holds the block we stand on: the books must go back to where it forked. */
  | { readonly outcome: 'forked'; readonly at: bigint }
  /** The blocks do not belong together, for instance because they were read across a reorg: read again, conclude nothing. */
  | { readonly outcome: 'torn'; readonly at: bigint; readonly flaw: BatchFlaw };

/**
 * Whether `blocks` continue the chain after `position`: contiguous numbers, each block the child of the one before,
 * timestamps that never decrease (a watermark must not either), the first block the child of `position`.
 */
export function checkBatch(position: ChainPosition, blocks: readonly BlockHeader[]): BatchCheck {
  if (blocks.length === 0) return { outcome: 'torn', at: position.number + 1n, flaw: 'empty' };
  let before = position;
  for (const block of blocks) {
    const flaw = flawBetween(before, block);
    if (flaw === 'parent' && before === position) return { outcome: 'forked', at: block.number };
    if (flaw !== null) return { outcome: 'torn', at: block.number, flaw };
    before = block;
  }
  return { outcome: 'linked' };
}

function flawBetween(before: ChainPosition, block: BlockHeader): BatchFlaw | null {
  if (block.number !== before.number + 1n) return 'number';
  if (block.parentHash !== before.hash) return 'parent';
  return block.timestamp < before.timestamp ? 'time' : null;
}
