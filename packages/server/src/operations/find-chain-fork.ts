import type { BlockHeader } from '../core/chain/blocks.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import { findFork, type KnownBlock } from '../core/chain/find-fork.ts';
import type { ChainSource } from '../core/chain/source.ts';
import { readHeadersBelow } from '../store/chain-blocks.ts';
import type { ChainCursor } from '../store/chain-cursors.ts';
import type { Store } from '../store/database.ts';
import { readTransferBlocksBelow } from '../store/orphaned-transfers.ts';

/** Most reorgs are shallow: a few headers first, then as many as one answer bears. */
const FIRST_LOOK = 16;
const FURTHER_LOOK = 500;

type Reading = Pick<ChainSource, 'readHeaders' | 'readTip' | 'network'>;

/**
 * Walks back from the cursor, through the kept headers and then through the blocks of known transfers, to the last block
 * that the chain still has. Where it has none of them the books begin again where they once began. Throws
 * `ChainReadError` when the node shows nothing at these heights, which proves nothing.
 */
export async function findChainFork(
  store: Store,
  source: Reading,
  cursor: ChainCursor,
): Promise<{ readonly fork: BlockHeader; readonly isKnown: boolean }> {
  let below = cursor.number + 1n;
  let contradicted = false;
  for await (const known of knownBlocks(store, cursor)) {
    const search = findFork(known, await source.readHeaders(known.map(({ number }) => number)));
    if (search.outcome === 'found') return { fork: search.fork, isKnown: true };
    contradicted ||= search.outcome === 'deeper';
    below = known.at(-1)!.number;
  }
  if (!contradicted) {
    throw new ChainReadError(
      'behind',
      `the node of ${source.network} shows no block from ${below} to ${cursor.number}`,
    );
  }
  return { fork: await readBeginning(source, cursor), isKnown: false };
}

/** What is known of the chain, highest first, page by page. */
async function* knownBlocks(
  store: Store,
  { network, number, hash }: ChainCursor,
): AsyncGenerator<readonly KnownBlock[]> {
  let lowest = number;
  let page: readonly KnownBlock[] = [{ number, hash }, ...(await readHeadersBelow(store, network, number, FIRST_LOOK))];
  while (page.length > 0) {
    yield page;
    lowest = page.at(-1)!.number;
    page = await readHeadersBelow(store, network, lowest, FURTHER_LOOK);
  }
  page = await readTransferBlocksBelow(store, network, lowest, FURTHER_LOOK);
  while (page.length > 0) {
    yield page;
    page = await readTransferBlocksBelow(store, network, page.at(-1)!.number, FURTHER_LOOK);
  }
}

/** The block after which the books began; on a chain that is shorter than that, its tip. */
async function readBeginning(source: Reading, { firstNumber }: ChainCursor): Promise<BlockHeader> {
  const [beginning] = await source.readHeaders([firstNumber - 1n]);
  return beginning ?? (await source.readTip());
}
