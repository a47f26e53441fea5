import type { BlockHeader } from '../core/chain/blocks.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Instant } from '../core/time.ts';
import { readHeaderBefore } from '../store/chain-blocks.ts';
import type { ChainCursor } from '../store/chain-cursors.ts';
import type { Store } from '../store/database.ts';

/** Heights asked at once: each answer narrows the search seventeen-fold. */
const PROBES = 16n;

/**
 * The number of a block in the books from before `instant`, and close to it: what came from then on lies above. From the
 * kept headers where they reach back so far, else searched for on the chain. The books' first block bounds the search.
 */
export async function findBlockBefore(
  store: Store,
  source: Pick<ChainSource, 'readHeaders' | 'network'>,
  cursor: ChainCursor,
  instant: Instant,
): Promise<bigint> {
  const kept = await readHeaderBefore(store, cursor.network, instant);
  if (kept !== undefined) return kept.number;
  let low = cursor.firstNumber - 1n;
  let high = cursor.number;
  while (high - low > PROBES) {
    const headers = await readProbes(source, low, high);
    const before = headers.filter(({ timestamp }) => timestamp < instant);
    high = headers.find(({ timestamp }) => timestamp >= instant)?.number ?? high;
    low = before.at(-1)?.number ?? low;
  }
  return low;
}

async function readProbes(
  source: Pick<ChainSource, 'readHeaders' | 'network'>,
  low: bigint,
  high: bigint,
): Promise<readonly BlockHeader[]> {
  const numbers = Array.from(
    { length: Number(PROBES) },
    (_, i) => low + ((high - low) * BigInt(i + 1)) / (PROBES + 1n),
  );
  const headers = await source.readHeaders(numbers);
  return headers.map((header) => {
    if (header !== null) return header;
    throw new ChainReadError('behind', `a node of ${source.network} lacks blocks that were read before`);
  });
}
