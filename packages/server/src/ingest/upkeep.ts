import type { BlockHeader } from '../core/chain/blocks.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import { higher } from '../core/chain/heights.ts';
import type { InternalTransfers } from '../core/chain/source.ts';
import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';
import { rereadLogs } from '../operations/reread-logs.ts';
import { type ChainCursor, noteInternalTransfers, touchCursor } from '../store/chain-cursors.ts';
import { createApartWatch } from './apart-watch.ts';
import type { FollowerDeps } from './follower-deps.ts';
import { createGate } from './gate.ts';
import { createWitnessing } from './witnessing.ts';

/** How often a network without new blocks is marked as heard. */
const TOUCH_EVERY_MS = 5000;
const REREAD_AGAIN_MS = 60_000;
/** A main network whose head stands still for so long, or for so many blocks, is not being read. */
const LONGEST_SILENCE_MS = 600_000;
const LONGEST_SILENCE_BLOCKS = 100;

export interface Upkeep {
  /** What is done besides reading on, after each step. */
  after(cursor: ChainCursor, tip: BlockHeader): Promise<UpkeepDone>;
}

export interface UpkeepDone {
  readonly cursor: ChainCursor;
  /** Blocks were read again, and there may be more of them: not to be waited with. */
  readonly hasMore: boolean;
}

/**
 * Of one network under one lease: signs of life, confirmations that ask for more than blocks, readings by further nodes,
 * second readings.
 */
export function createUpkeep(deps: FollowerDeps, leaseToken: bigint): Upkeep {
  const { store, source, runtime, network, log } = deps;
  const { name, blockTimeMs, livemode } = network.spec;
  const longestSilenceMs = Math.max(LONGEST_SILENCE_MS, LONGEST_SILENCE_BLOCKS * blockTimeMs);
  const gate = createGate(deps, leaseToken);
  const witnesses = createWitnessing(deps, leaseToken);
  const apart = createApartWatch(runtime.now, (host, detail) => log.nodeApart({ network: name, host, detail }));
  let head: { readonly hash: Hex; readonly since: Instant } | undefined;
  let touchedAt = Number.NEGATIVE_INFINITY;
  let noted: InternalTransfers | null = null;
  let rereadFrom = Number.NEGATIVE_INFINITY;

  async function touch(cursor: ChainCursor, tip: BlockHeader): Promise<void> {
    const now = runtime.now();
    if (head?.hash !== tip.hash) head = { hash: tip.hash, since: now };
    // A node that has stopped looks just like a quiet chain; its network must not be offered on its word.
    if (livemode && now - head.since > longestSilenceMs) {
      throw new ChainReadError(
        'behind',
        `the head of ${name} has not moved for ${Math.round((now - head.since) / 1000)} s`,
      );
    }
    if (now - Math.max(touchedAt, cursor.updatedAt) < TOUCH_EVERY_MS) return;
    touchedAt = now;
    // A tip that has not been read to is believed as far as it was when the last batch was written, and no further.
    const tipNumber = tip.number > cursor.number ? higher(cursor.tipNumber, cursor.number) : cursor.number;
    await touchCursor(store, { network: name, leaseToken }, { tipNumber, at: now });
  }

  async function noteTraces(): Promise<void> {
    const found = source.internalTransfers();
    if (found === null || found === noted) return;
    await noteInternalTransfers(store, { network: name, leaseToken }, found);
    noted = found;
  }

  /** A second reading that fails is tried again later: it must not hold up the first reading of what is new. */
  async function readAgain(cursor: ChainCursor): Promise<ChainCursor> {
    if (runtime.now() < rereadFrom) return cursor;
    try {
      const result = await rereadLogs(deps, source, { network, cursor, leaseToken });
      if (result.outcome !== 'reread') return cursor;
      apart.note(result);
      if (result.missed > 0) log.missedTransfersFound({ network: name, count: result.missed });
      deps.onChanges(result.changes);
      return result.cursor;
    } catch (error) {
      if (!(error instanceof ChainReadError)) throw error;
      rereadFrom = runtime.now() + REREAD_AGAIN_MS;
      log.faltered({ network: name, error, retryInMs: REREAD_AGAIN_MS });
      return cursor;
    }
  }

  return {
    async after(cursor, tip) {
      await touch(cursor, tip);
      await noteTraces();
      await gate.after(cursor);
      const witnessed = await witnesses.after(cursor);
      const reread = await readAgain(witnessed.cursor);
      return { cursor: reread, hasMore: witnessed.hasMore || reread.rereadNumber !== witnessed.cursor.rereadNumber };
    },
  };
}
