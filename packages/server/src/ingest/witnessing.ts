import { assuranceOf } from '../core/chain/assurance.ts';
import type { BlockHeader } from '../core/chain/blocks.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import type { Instant } from '../core/time.ts';
import { amendBlockTime } from '../operations/amend-block-time.ts';
import { expireDueSessions } from '../operations/expire-due-sessions.ts';
import { witnessBlocks } from '../operations/witness-blocks.ts';
import { type ChainCursor, readCursor } from '../store/chain-cursors.ts';
import { createApartWatch } from './apart-watch.ts';
import type { FollowerDeps } from './follower-deps.ts';

/** Nodes are a block apart all the time: only when they stay so is it told. */
const PATIENCE_MS = 60_000;

export interface Witnessing {
  /** Has the blocks in the books read by further nodes, a batch at a time. */
  after(cursor: ChainCursor): Promise<{ readonly cursor: ChainCursor; readonly hasMore: boolean }>;
}

/** Keeps the reading by several nodes up with the first, where a quorum is asked. A node that fails holds nothing up. */
export function createWitnessing(deps: FollowerDeps, leaseToken: bigint): Witnessing {
  const { store, source, runtime, network, log } = deps;
  const { name } = network.spec;
  let ownAbove: bigint | undefined;
  let missingSince: Instant | null = null;
  let isTold = false;
  const apart = createApartWatch(runtime.now, (host, detail) => log.nodeApart({ network: name, host, detail }));

  function noteMissing(cursor: ChainCursor): void {
    missingSince ??= runtime.now();
    if (isTold || runtime.now() - missingSince < PATIENCE_MS) return;
    isTold = true;
    log.quorumMissing({ network: name, above: cursor.witnessedNumber });
  }

  function noteHeard(): void {
    if (isTold) log.quorumMissing({ network: name, above: null });
    missingSince = null;
    isTold = false;
  }

  /** What keeps the nodes from agreeing may be the time that one of them once gave a block. */
  async function amend(doubted: readonly BlockHeader[]): Promise<boolean> {
    let isAmended = false;
    for (const block of new Map(doubted.map((each) => [each.hash, each])).values()) {
      const result = await amendBlockTime(deps, source, { network, leaseToken, block });
      if (result.outcome !== 'amended') continue;
      isAmended = true;
      log.timeAmended({ network: name, block: block.number, byMs: result.time - block.timestamp });
      deps.onChanges(result.changes);
    }
    return isAmended;
  }

  async function read(cursor: ChainCursor) {
    ownAbove ??= cursor.number;
    const result = await witnessBlocks(deps, source, { network, cursor, leaseToken, ownAbove });
    if (result.outcome === 'too_few') {
      noteMissing(cursor);
      if (await amend(result.doubted)) return { cursor: (await readCursor(store, name)) ?? cursor, hasMore: true };
    }
    if (result.outcome !== 'witnessed') return { cursor, hasMore: false };
    noteHeard();
    apart.note(result);
    if (result.missed > 0) log.missedTransfersFound({ network: name, count: result.missed });
    deps.onChanges(result.changes);
    // What these blocks made due, as after a batch.
    deps.onChanges(await expireDueSessions(deps, { since: cursor.watermark, rounds: 1 }));
    return { cursor: result.cursor, hasMore: result.cursor.witnessedNumber! < result.cursor.number };
  }

  return {
    async after(cursor) {
      if (assuranceOf(network).quorum === 1) return { cursor, hasMore: false };
      // The one that was handed in may be from before the last of our readings.
      const current = (await readCursor(store, name)) ?? cursor;
      if (current.hash !== cursor.hash || current.leaseToken !== leaseToken) return { cursor, hasMore: false };
      try {
        return await read(current);
      } catch (error) {
        if (!(error instanceof ChainReadError)) throw error;
        noteMissing(current);
        return { cursor: current, hasMore: false };
      }
    },
  };
}
