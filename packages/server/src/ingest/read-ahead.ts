import type { ChainBlock } from '../core/chain/blocks.ts';
import { lower } from '../core/chain/heights.ts';
import type { ChainSource } from '../core/chain/source.ts';

/** Batches under way at once, the one being written not counted: the node works while the database does. */
const DEPTH = 3;

/**
 * Yields blocks `from…to` in batches of `size` as it is then, in order, reading the next ones while the consumer works. A failed read
 * throws when its turn comes; a consumer that leaves early abandons what is under way.
 */
export async function* readAhead(
  source: Pick<ChainSource, 'readBlocks'>,
  { from, to, size }: { from: bigint; to: bigint; size: () => number },
): AsyncGenerator<readonly ChainBlock[]> {
  const underWay: Promise<readonly ChainBlock[]>[] = [];
  let next = from;
  while (next <= to || underWay.length > 0) {
    while (next <= to && underWay.length <= DEPTH) {
      const end = lower(next + BigInt(size()) - 1n, to);
      const batch = source.readBlocks(next, end);
      // It is awaited below; should it fail while nobody awaits it yet, that is not unhandled.
      batch.catch(() => {});
      underWay.push(batch);
      next = end + 1n;
    }
    yield await underWay.shift()!;
  }
}
