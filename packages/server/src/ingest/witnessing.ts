import { assuranceOf } from '../core/chain/assurance.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import type { Instant } from '../core/time.ts';
import { witnessBlocks } from '../operations/witness-blocks.ts';
import { type ChainCursor, readCursor } from '../store/chain-cursors.ts';
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

  async function read(cursor: ChainCursor) {
    ownAbove ??= cursor.number;
    const result = await witnessBlocks(deps, source, { network, cursor, leaseToken, ownAbove });
    if (result.outcome === 'too_few') noteMissing(cursor);
    if (result.outcome !== 'witnessed') return { cursor, hasMore: false };
    noteHeard();
    if (result.missed > 0) log.missedTransfersFound({ network: name, count: result.missed });
    deps.onChanges(result.changes);
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
