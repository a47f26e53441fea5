import type { BlockHeader } from '../core/chain/blocks.ts';
import type { Hex } from '../core/hex.ts';
import { forgetAudits } from '../store/balance-audits.ts';
import { dropHeadersAbove, keepHeaders } from '../store/chain-blocks.ts';
import { restartCursor } from '../store/chain-cursor-moves.ts';
import type { ChainCursor } from '../store/chain-cursors.ts';
import { holdSessions } from '../store/hold-sessions.ts';
import { findUnfinishedSessions, freezeOrOrphanAll } from '../store/orphaned-transfers.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { type NotOurs, type RecordDeps, whyNotOurs } from './record-batch.ts';
import type { ToldChange } from './rederive-sessions.ts';

export interface Restart {
  readonly cursor: ChainCursor;
  readonly leaseToken: bigint;
  readonly genesisHash: Hex;
  /** The new chain's tip: the books go on after it. */
  readonly start: BlockHeader;
}

export interface Restarted {
  readonly outcome: 'restarted';
  readonly cursor: ChainCursor;
  readonly changes: readonly ToldChange[];
}

/**
 * The chain was replaced by another one with its own genesis, as happens to a devnet: the cursor starts again at the new
 * tip. Sessions that have ended keep their status and their transfers for good; the others lose what no longer exists.
 */
export function restartChain(
  { store, runtime, rederive }: RecordDeps,
  { cursor, leaseToken, genesisHash, start }: Restart,
): Promise<Restarted | NotOurs> {
  const { network } = cursor;
  return retriedTransaction(store, async (tx) => {
    const at = runtime.now();
    const claim = { network, leaseToken, expected: cursor.hash };
    const restarted = await restartCursor(tx, claim, { genesisHash, start, at });
    if (restarted === null) return whyNotOurs(tx, network, leaseToken);
    const unfinished = await findUnfinishedSessions(tx, network);
    await holdSessions(tx, unfinished);
    await freezeOrOrphanAll(tx, network, at);
    await dropHeadersAbove(tx, network, -1n);
    await forgetAudits(tx, network);
    await keepHeaders(tx, network, [start]);
    const changes = unfinished.length === 0 ? [] : await rederive(tx, unfinished);
    return { outcome: 'restarted', cursor: restarted, changes };
  });
}
