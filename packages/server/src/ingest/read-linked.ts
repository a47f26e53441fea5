import type { ChainBlock } from '../core/chain/blocks.ts';
import { checkBatch } from '../core/chain/check-batch.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import type { ChainSource } from '../core/chain/source.ts';
import { readAhead } from './read-ahead.ts';

/** Small enough that each answer comes within a node's patience, and progress shows. */
const BATCH = 100;

/**
 * Blocks of the past, in batches, in order, each the child of the one before. Throws `ChainReadError` where they do not fit:
 * they were read across a reorg, or from nodes that disagree.
 */
export async function* readLinked(
  source: Pick<ChainSource, 'readBlocks' | 'network'>,
  { from, to, size = BATCH }: { readonly from: bigint; readonly to: bigint; readonly size?: number },
): AsyncGenerator<readonly ChainBlock[]> {
  let last: ChainBlock | undefined;
  for await (const blocks of readAhead(source, { from, to, size: () => size })) {
    const [first, ...rest] = blocks;
    const check = last === undefined ? first && checkBatch(first, rest) : checkBatch(last, blocks);
    // A single block follows from nothing.
    const isLinked = check?.outcome === 'linked' || (last === undefined && first !== undefined && rest.length === 0);
    if (!isLinked) {
      throw new ChainReadError(
        'inconsistent',
        `the blocks of ${source.network} from ${from} to ${to} do not fit together`,
      );
    }
    last = blocks.at(-1);
    yield blocks;
  }
}
