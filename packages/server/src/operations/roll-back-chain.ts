import type { NetworkConfig } from '../config/network-spec.ts';
import { assuranceOf } from '../core/chain/assurance.ts';
import type { BlockHeader } from '../core/chain/blocks.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import type { ChainSource } from '../core/chain/source.ts';
import { dropHeadersAbove, keepHeaders } from '../store/chain-blocks.ts';
import { setCursorBack } from '../store/chain-cursor-moves.ts';
import type { ChainCursor } from '../store/chain-cursors.ts';
import type { Transaction } from '../store/database.ts';
import { holdSessions } from '../store/hold-sessions.ts';
import { confirmFailedAnew, findSessionsAbove, orphanAbove } from '../store/orphaned-transfers.ts';
import { recheckRefundsAbove } from '../store/refunds.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { findSearchedSince, searchAnew } from '../store/searched-sessions.ts';
import { eachOnce } from '../store/sessions.ts';
import { askWitnesses } from './ask-witnesses.ts';
import { findChainFork } from './find-chain-fork.ts';
import { type NotOurs, type RecordDeps, whyNotOurs } from './record-batch.ts';
import type { ToldChange } from './rederive-sessions.ts';

export interface RolledBack {
  readonly outcome: 'rolled_back';
  /** On the last block that still stands. */
  readonly cursor: ChainCursor;
  /** How many blocks were taken back. */
  readonly depth: bigint;
  readonly orphaned: number;
  /** False: the chain had none of the blocks that the books know, and is read again from where the books began. */
  readonly isKnown: boolean;
  readonly changes: readonly ToldChange[];
}

export interface RollBack {
  readonly cursor: ChainCursor;
  readonly leaseToken: bigint;
  readonly network: NetworkConfig;
}

/**
 * A reorg: takes back what stood above the fork and derives the sessions touched again, in one transaction. Transfers are
 * marked, never deleted: one whose very block returns comes back under its old row. Throws `ChainReadError` when the chain
 * does hold the cursor's block: then one of several nodes was on another fork, and the books stay; and when fewer nodes than
 * the quorum asks show a deep one.
 */
export async function rollBackChain(
  deps: RecordDeps,
  source: Pick<ChainSource, 'readHeaders' | 'readTip' | 'network' | 'witnesses'>,
  { cursor, leaseToken, network }: RollBack,
): Promise<RolledBack | NotOurs> {
  const { fork, isKnown } = await findChainFork(deps.store, source, cursor);
  if (fork.hash === cursor.hash) {
    throw new ChainReadError(
      'inconsistent',
      `nodes of ${cursor.network} disagree on what follows block ${fork.number}`,
    );
  }
  if (isDeepReorg(network, cursor.number - fork.number)) await checkWitnessed(source, network, cursor, fork);
  return retriedTransaction(deps.store, async (tx) => {
    const claim = { network: cursor.network, leaseToken, expected: cursor.hash };
    const at = deps.runtime.now();
    const set = await setCursorBack(tx, claim, { to: fork, at });
    if (set === null) return whyNotOurs(tx, cursor.network, leaseToken);
    const { orphaned, changes } = await takeBack(deps, tx, cursor, fork);
    return { outcome: 'rolled_back', cursor: set, depth: cursor.number - fork.number, orphaned, isKnown, changes };
  });
}

/** So deep that it reaches a block whose payments have all the confirmations that the network asks. */
export function isDeepReorg({ confirmations }: NetworkConfig, depth: bigint): boolean {
  return depth >= BigInt(confirmations);
}

/** What several nodes had to show before it was credited, one alone does not take back. */
async function checkWitnessed(
  source: Pick<ChainSource, 'witnesses'>,
  network: NetworkConfig,
  cursor: ChainCursor,
  fork: BlockHeader,
): Promise<void> {
  const { quorum } = assuranceOf(network);
  if (quorum === 1) return;
  const heard = await askWitnesses(source.witnesses(), quorum, async (witness) => {
    const [same, gone] = await witness.readHeaders([fork.number, cursor.number]);
    if (same?.hash === fork.hash && gone?.hash !== cursor.hash) return true;
    throw new ChainReadError('inconsistent', `${witness.host} shows no reorg`, { host: witness.host });
  });
  if (heard.length >= quorum) return;
  throw new ChainReadError(
    'inconsistent',
    `${heard.length} of ${quorum} nodes of ${cursor.network} show a reorg of ${cursor.number - fork.number} blocks`,
  );
}

async function takeBack({ runtime, rederive }: RecordDeps, tx: Transaction, from: ChainCursor, fork: BlockHeader) {
  const { network } = from;
  const above = fork.number;
  const { touched, searched } = await holdSessionsAbove(tx, network, fork);
  const orphaned = await orphanAbove(tx, network, above, runtime.now());
  await dropHeadersAbove(tx, network, above);
  await keepHeaders(tx, network, [fork]);
  const changes = touched.length === 0 ? [] : [...(await rederive(tx, touched))];
  const failed = await confirmFailedAnew(tx, touched);
  if (failed.length > 0) changes.push(...(await rederive(tx, eachOnce(failed))));
  await recheckRefundsAbove(tx, network, above, runtime.now());
  await searchAnew(tx, searched, from.timestamp);
  return { orphaned, changes };
}

/**
 * Locks the sessions with transfers above, and those that were searched there. Nobody attaches a transfer elsewhere meanwhile:
 * that takes the cursor, which we hold.
 */
async function holdSessionsAbove(tx: Transaction, network: string, { number, timestamp }: BlockHeader) {
  const touched = await findSessionsAbove(tx, network, number);
  const searched = await findSearchedSince(tx, network, timestamp);
  await holdSessions(tx, eachOnce([...touched, ...searched]));
  return { touched, searched };
}
