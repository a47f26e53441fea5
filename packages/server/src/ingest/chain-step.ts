import type { BlockHeader, ChainBlock } from '../core/chain/blocks.ts';
import { checkBatch } from '../core/chain/check-batch.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import { amendBlockTime } from '../operations/amend-block-time.ts';
import { expireDueSessions } from '../operations/expire-due-sessions.ts';
import { throwFaults } from '../operations/one-by-one.ts';
import { proveTip, type TipBelief } from '../operations/prove-tip.ts';
import { recordBatch } from '../operations/record-batch.ts';
import { isDeepReorg, rollBackChain } from '../operations/roll-back-chain.ts';
import { readHeadersAt } from '../store/chain-blocks.ts';
import { type ChainCursor, readCursor } from '../store/chain-cursors.ts';
import type { BatchSize } from './batch-size.ts';
import { createCatchUp } from './catch-up.ts';
import type { FollowerDeps } from './follower-deps.ts';
import { createGate, isGated } from './gate.ts';
import { openCursor } from './open-cursor.ts';
import { LARGEST_READING, readAhead } from './read-ahead.ts';

/** Where a step left the books, or that another follower has them now. */
export type StepResult =
  | { readonly outcome: 'at_tip' | 'moved'; readonly cursor: ChainCursor; readonly tip: BlockHeader }
  | { readonly outcome: 'overtaken' };

export interface ChainStep {
  /** Looks at the node once and does what follows: reads on to its tip, or takes back what is no longer there. */
  take(wanted: () => boolean): Promise<StepResult>;
  /** Whether the last look, however it ended, has moved the books. */
  hasMoved(): boolean;
}

/** Follows one network step by step under one lease. After a step that threw, the next one asks again where the books stand. */
export function createChainStep(deps: FollowerDeps, leaseToken: bigint, batchSize: BatchSize): ChainStep {
  const { store, source, network } = deps;
  const catchUp = createCatchUp(deps.log, network.spec.name, deps.runtime.now);
  // What waits is told after the step, once.
  const gate = createGate(deps, leaseToken, { unverified() {}, nodeApart() {} });
  let known: ChainCursor | undefined;
  let hasMoved = false;

  async function take(wanted: () => boolean): Promise<StepResult> {
    const cursor = known ?? (await openCursor(deps, leaseToken));
    known = undefined;
    hasMoved = false;
    if (cursor === 'overtaken') return { outcome: 'overtaken' };
    const tip = await source.readTip();
    const result = await towards(cursor, tip, wanted).catch(doubting);
    if (result.outcome !== 'overtaken') known = result.cursor;
    return result;
  }

  /** What no single node can be blamed for comes of several that do not agree: the next look begins at another. */
  function doubting(error: unknown): never {
    if (error instanceof ChainReadError && error.reason === 'inconsistent' && error.host === null) source.doubt(error);
    throw error;
  }

  async function towards(cursor: ChainCursor, tip: BlockHeader, wanted: () => boolean): Promise<StepResult> {
    if (tip.number > cursor.number) return readOn(cursor, tip, wanted);
    if (tip.hash === cursor.hash) return { outcome: 'at_tip', cursor, tip };
    return (await mayLag(cursor, tip)) ? lag(cursor, tip) : rollBack(cursor, tip);
  }

  /** A tip at or below the cursor is a reorg only if the books know another block at its height. */
  async function mayLag(cursor: ChainCursor, tip: BlockHeader): Promise<boolean> {
    if (tip.number === cursor.number) return false;
    const [kept] = await readHeadersAt(store, cursor.network, [tip.number]);
    return kept === undefined || kept.hash === tip.hash;
  }

  /** Waits for the node to catch up, once it is sure that it is the same chain at all. */
  async function lag(cursor: ChainCursor, tip: BlockHeader): Promise<StepResult> {
    const current = await openCursor(deps, leaseToken);
    if (current === 'overtaken') return { outcome: 'overtaken' };
    return { outcome: current.hash === cursor.hash ? 'at_tip' : 'moved', cursor: current, tip };
  }

  async function readOn(start: ChainCursor, tip: BlockHeader, wanted: () => boolean): Promise<StepResult> {
    let cursor = start;
    catchUp.readTo(cursor.number, tip.number);
    const belief = await proveTip(source, network, { tip: tip.number, from: cursor.number });
    try {
      for await (const blocks of readAhead(source, {
        from: start.number + 1n,
        to: tip.number,
        size: batchSize.blocks,
      })) {
        const result = await apply(cursor, tip, belief, blocks);
        if (result.outcome === 'overtaken') return result;
        const isForked = result.cursor.number < blocks.at(-1)!.number;
        cursor = result.cursor;
        catchUp.readTo(cursor.number, tip.number);
        if (isForked || !wanted()) break;
        batchSize.noteRead(blocks.length);
      }
    } catch (error) {
      if (error instanceof ChainReadError) {
        batchSize.noteFailed(Math.min(LARGEST_READING, Number(tip.number - cursor.number)));
      }
      throw error;
    }
    return { outcome: 'moved', cursor, tip };
  }

  async function apply(
    cursor: ChainCursor,
    tip: BlockHeader,
    belief: TipBelief,
    blocks: readonly ChainBlock[],
  ): Promise<StepResult> {
    const check = checkBatch(cursor, blocks);
    if (check.outcome === 'forked') return rollBack(cursor, tip);
    if (check.outcome === 'torn') {
      const amended = check.flaw === 'time' ? await amend(cursor, tip) : null;
      if (amended !== null) return amended;
      const what = `block ${check.at} of ${cursor.network} does not follow the one before it (${check.flaw})`;
      throw new ChainReadError('inconsistent', what);
    }
    const batch = { network, blocks, ...belief, leaseToken, expectedParent: cursor.hash };
    const result = await recordBatch(deps, source, batch);
    if (result.outcome !== 'recorded') return { outcome: 'overtaken' };
    hasMoved = true;
    deps.onChanges(result.changes);
    // What this batch made due; one round, so that a long backlog does not hold up the reading. The job does the rest.
    const faults: unknown[] = [];
    deps.onChanges(await expireDueSessions(deps, { since: cursor.watermark, rounds: 1, faults }));
    // Told once; the reading goes on from here, and what failed is put aside.
    throwFaults(faults);
    // Not only at the tip: of a long backlog, too, what is certain is told as soon as it is.
    if (isGated(network)) await gate.after(result.cursor);
    return { outcome: 'moved', cursor: result.cursor, tip };
  }

  /** The block that we stand on may be the one whose time is wrong. Null where the nodes stand by it. */
  async function amend(cursor: ChainCursor, tip: BlockHeader): Promise<StepResult | null> {
    const result = await amendBlockTime(deps, source, { network, leaseToken, block: cursor });
    if (result.outcome === 'stands') return null;
    if (result.outcome !== 'amended') return { outcome: 'overtaken' };
    deps.log.timeAmended({ network: cursor.network, block: cursor.number, byMs: result.time - cursor.timestamp });
    deps.onChanges(result.changes);
    const current = await readCursor(store, cursor.network);
    return current?.leaseToken === leaseToken ? { outcome: 'moved', cursor: current, tip } : { outcome: 'overtaken' };
  }

  async function rollBack(cursor: ChainCursor, tip: BlockHeader): Promise<StepResult> {
    // Another chain altogether looks like a reorg of everything, and is none.
    const current = await openCursor(deps, leaseToken);
    if (current === 'overtaken') return { outcome: 'overtaken' };
    if (current.hash !== cursor.hash) return { outcome: 'moved', cursor: current, tip };
    const result = await rollBackChain(deps, source, { cursor, leaseToken, network });
    if (result.outcome !== 'rolled_back') return { outcome: 'overtaken' };
    const { depth, orphaned, isKnown } = result;
    const isDeep = !isKnown || isDeepReorg(network, depth);
    deps.log.rolledBack({ network: cursor.network, to: result.cursor.number, depth, orphaned, isDeep });
    deps.onChanges(result.changes);
    return { outcome: 'moved', cursor: result.cursor, tip };
  }

  return { take, hasMoved: () => hasMoved };
}
