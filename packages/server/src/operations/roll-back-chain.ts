import type { BlockHeader } from '../core/chain/blocks.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import type { ChainSource } from '../core/chain/source.ts';
import { dropHeadersAbove, keepHeaders } from '../store/chain-blocks.ts';
import { setCursorBack } from '../store/chain-cursor-moves.ts';
import type { ChainCursor } from '../store/chain-cursors.ts';
import type { Transaction } from '../store/database.ts';
import { holdSessions } from '../store/hold-sessions.ts';
import { findSessionsAbove, orphanAbove } from '../store/orphaned-transfers.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
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
}

/**
 * A reorg: takes back what stood above the fork and derives the sessions touched again, in one transaction. Transfers are
 * marked, never deleted: one whose very block returns comes back under its old row. Throws `ChainReadError` when the chain
 * does hold the cursor's block: then one of several nodes was on another fork, and the books stay.
 */
export async function rollBackChain(
  deps: RecordDeps,
  source: Pick<ChainSource, 'readHeaders' | 'readTip' | 'network'>,
  { cursor, leaseToken }: RollBack,
): Promise<RolledBack | NotOurs> {
  const { fork, isKnown } = await findChainFork(deps.store, source, cursor);
  if (fork.hash === cursor.hash) {
    throw new ChainReadError(
      'inconsistent',
      `nodes of ${cursor.network} disagree on what follows block ${fork.number}`,
    );
  }
  return retriedTransaction(deps.store, async (tx) => {
    const claim = { network: cursor.network, leaseToken, expected: cursor.hash };
    const at = deps.runtime.now();
    const set = await setCursorBack(tx, claim, { to: fork, at });
    if (set === null) return whyNotOurs(tx, cursor.network, leaseToken);
    const { orphaned, changes } = await takeBack(deps, tx, cursor.network, fork);
    return { outcome: 'rolled_back', cursor: set, depth: cursor.number - fork.number, orphaned, isKnown, changes };
  });
}

async function takeBack({ runtime, rederive }: RecordDeps, tx: Transaction, network: string, fork: BlockHeader) {
  const above = fork.number;
  const touched = await findSessionsAbove(tx, network, above);
  await holdSessions(tx, touched);
  const orphaned = await orphanAbove(tx, network, above, runtime.now());
  await dropHeadersAbove(tx, network, above);
  await keepHeaders(tx, network, [fork]);
  return { orphaned, changes: touched.length === 0 ? [] : await rederive(tx, touched) };
}
