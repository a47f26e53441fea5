import pLimit from 'p-limit';
import type { ChainBlock } from '../core/chain/blocks.ts';
import { lower } from '../core/chain/heights.ts';
import type { ChainSource } from '../core/chain/source.ts';

/** Batches read ahead, the one that the consumer writes not counted: the node works while the database does. */
const DEPTH = 3;
/** Readings that the node has to answer at the same moment. */
const AT_ONCE = 4;
/** The most blocks of one reading: what goes into one request. */
export const LARGEST_READING = 100;

interface Range {
  readonly from: bigint;
  readonly to: bigint;
}

/**
 * Yields blocks `from…to` in batches of `size` as it is then, in order, reading the next ones while the consumer works.
 * All batches are read through the same few readings at once, the earliest block first: so the first batch comes soon, and
 * the last one is not waited for while the node has less to do than it could. A failed read throws when its turn comes, and
 * nothing more is asked after it; a consumer that leaves early abandons what is under way.
 */
export async function* readAhead(
  source: Pick<ChainSource, 'readBlocks'>,
  { from, to, size }: Range & { readonly size: () => number },
): AsyncGenerator<readonly ChainBlock[]> {
  const readings = pLimit(AT_ONCE);
  const underWay: Promise<readonly ChainBlock[]>[] = [];
  let next = from;
  let failed = false;

  async function read(range: Range): Promise<readonly ChainBlock[]> {
    try {
      return await source.readBlocks(range.from, range.to);
    } catch (error) {
      failed = true;
      readings.clearQueue();
      throw error;
    }
  }

  async function readBatch(batch: Range): Promise<readonly ChainBlock[]> {
    const parts = await Promise.all(cut(batch, BigInt(LARGEST_READING)).map((range) => readings(read, range)));
    return parts.length === 1 ? parts[0]! : parts.flat();
  }

  try {
    while (next <= to || underWay.length > 0) {
      while (next <= to && underWay.length <= DEPTH && !failed) {
        const end = lower(next + BigInt(size()) - 1n, to);
        const batch = readBatch({ from: next, to: end });
        // It is awaited below; should it fail while nobody awaits it yet, that is not unhandled.
        batch.catch(() => {});
        underWay.push(batch);
        next = end + 1n;
      }
      yield await underWay.shift()!;
    }
  } finally {
    readings.clearQueue();
  }
}

function cut({ from, to }: Range, most: bigint): Range[] {
  const ranges: Range[] = [];
  for (let start = from; start <= to; start += most) ranges.push({ from: start, to: lower(start + most - 1n, to) });
  return ranges;
}
