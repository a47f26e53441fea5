import type { ChainSource } from '../core/chain/source.ts';
import type { Instant, Milliseconds } from '../core/time.ts';
import { readHeadersAt } from '../store/chain-blocks.ts';
import { readCursor } from '../store/chain-cursors.ts';
import type { Store } from '../store/database.ts';
import type { Wake } from '../store/wake.ts';

const TIMEOUT_MS = 5000;
const LOOK_EVERY_MS = 25;

export interface ReadToTipDeps {
  readonly store: Store;
  readonly wake: Wake;
  readonly now: () => Instant;
}

/**
 * Waits until all that the nodes have now is in the books, read by as many as the quorum asks, whichever process follows the
 * network: that one is poked, and the cursor in the books tells. False when no node answers, when all of them may have stopped,
 * or when the follower does not get there in time.
 */
export async function readToTip(
  { store, wake, now }: ReadToTipDeps,
  source: Pick<ChainSource, 'network' | 'readHighestTip'>,
  timeoutMs: Milliseconds = TIMEOUT_MS,
): Promise<boolean> {
  const deadline = now() + timeoutMs;
  const tip = await source.readHighestTip().catch(() => null);
  if (tip === null) return false;
  wake.emit('follow', source.network);
  for (;;) {
    const cursor = await readCursor(store, source.network);
    if (cursor !== undefined && (cursor.witnessedNumber ?? cursor.number) >= tip.number) {
      const [kept] = await readHeadersAt(store, source.network, [tip.number]);
      // Another block at that height: the follower has yet to see the reorg that our node shows.
      if ((kept ?? tip).hash === tip.hash) return true;
    }
    if (now() >= deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
