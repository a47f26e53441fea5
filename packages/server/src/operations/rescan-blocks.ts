import type { NetworkConfig } from '../config/network-spec.ts';
import { compareTransfers } from '../core/books/compare-transfers.ts';
import type { Difference } from '../core/books/difference.ts';
import type { ChainBlock } from '../core/chain/blocks.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import type { ChainSource } from '../core/chain/source.ts';
import { type ChainCursor, holdCursor, readCursor } from '../store/chain-cursors.ts';
import type { Transaction } from '../store/database.ts';
import { advanceRescan, type Rescan } from '../store/rescans.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { readStandingTransfers } from '../store/standing-transfers.ts';
import { showsLikeThese } from './audit-movements.ts';
import { checkTakenBack } from './check-taken-back.ts';
import { readConfirming } from './locate-transfers.ts';
import { readMovements } from './read-movements.ts';
import type { RecordDeps } from './record-batch.ts';
import type { ToldChange } from './rederive-sessions.ts';
import { repairBlocks, takenBack } from './repair-blocks.ts';
import { standsOn } from './search-network.ts';

export interface RescanBatch {
  readonly network: NetworkConfig;
  /** Stands before the first of the blocks. */
  readonly rescan: Rescan;
  /** Linked, below the cursor, not empty. */
  readonly blocks: readonly ChainBlock[];
}

export type RescanOutcome =
  /** A reorg came between: nothing was written. Read the blocks again. */
  | { readonly outcome: 'moved' }
  /** Another process goes on with this rescan: nothing was written. */
  | { readonly outcome: 'overtaken' }
  | {
      readonly outcome: 'rescanned';
      readonly rescan: Rescan;
      /** What was wrong in the books, and is mended. */
      readonly repaired: readonly Difference[];
      readonly changes: readonly ToldChange[];
    };

type Source = Pick<ChainSource, 'network' | 'readHeaders' | 'withoutReverted' | 'witnesses'>;

/**
 * Makes the books say of these blocks what the chain says, in one transaction with the progress: what is missing is put in as
 * if it had been found at once, what is not on the chain is marked as orphaned, what is other is amended, and sessions that
 * their facts contradict are derived again. Done twice it changes nothing. The caller wakes. Throws `ChainReadError`.
 */
export async function rescanBlocks(deps: RecordDeps, source: Source, batch: RescanBatch): Promise<RescanOutcome> {
  const { network, blocks } = batch;
  const cursor = await cursorOn(deps, source, blocks);
  const movements = await readMovements(deps, network, source, blocks);
  const before = await readStandingTransfers(deps.store, network.spec.name, spanOf(blocks));
  const confirming = await readConfirming(deps.store, source, [...movements, ...before], cursor);
  const reading = { movements, hashes: hashesOf(blocks), shows: showsLikeThese(network, isTraced(blocks)) };
  const doubted = takenBack(compareTransfers(reading, before));
  await checkTakenBack(source, network, doubted);
  const write = async (tx: Transaction): Promise<RescanOutcome> => {
    const now = await holdCursor(tx, network.spec.name);
    if (now === undefined || !(await standsOn(tx, now, cursor))) return { outcome: 'moved' };
    const ids = new Set(doubted.map(({ id }) => id));
    const how = { network, span: spanOf(blocks), cursor: now, confirming, reading, doubted: ids };
    const done = await repairBlocks(deps, tx, how);
    if (done === null) return { outcome: 'moved' };
    const { repaired, changes } = done;
    const at = deps.runtime.now();
    const rescan = await advanceRescan(tx, batch.rescan, {
      done: blocks.at(-1)!.number,
      repaired: repaired.length,
      at,
    });
    if (rescan === undefined) throw new OvertakenError();
    return { outcome: 'rescanned', rescan, repaired, changes };
  };
  return retriedTransaction(deps.store, write).catch((error: unknown): RescanOutcome => {
    if (error instanceof OvertakenError) return { outcome: 'overtaken' };
    throw error;
  });
}

/** Ends the transaction without a trace. */
class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
}

const hashesOf = (blocks: readonly ChainBlock[]) => new Map(blocks.map(({ number, hash }) => [number, hash]));

function isTraced(blocks: readonly ChainBlock[]): (number: bigint) => boolean {
  const traced = new Set(blocks.filter((block) => block.isTraced).map(({ number }) => number));
  return (number) => traced.has(number);
}

const spanOf = (blocks: readonly ChainBlock[]) => ({ from: blocks[0]!.number, to: blocks.at(-1)!.number });

/** The cursor of a chain that holds these blocks, as the node shows it now. */
async function cursorOn({ store }: RecordDeps, source: Source, blocks: readonly ChainBlock[]): Promise<ChainCursor> {
  const cursor = await readCursor(store, source.network);
  const last = blocks.at(-1)!;
  if (cursor === undefined || cursor.number < last.number) {
    throw new ChainReadError('behind', `the books of ${source.network} do not reach block ${last.number} any more`);
  }
  const [top, block] = await source.readHeaders([cursor.number, last.number]);
  if (top?.hash === cursor.hash && block?.hash === last.hash) return cursor;
  throw new ChainReadError('inconsistent', `the node of ${source.network} is on another fork than the books`);
}
