import type { NetworkConfig } from '../config/network-spec.ts';
import { assuranceOf } from '../core/chain/assurance.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import { lower } from '../core/chain/heights.ts';
import type { ChainSource } from '../core/chain/source.ts';
import { advanceReread } from '../store/chain-cursor-moves.ts';
import type { ChainCursor } from '../store/chain-cursors.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { addLateTransfers } from './add-transfers.ts';
import { askWitnesses } from './ask-witnesses.ts';
import { locateTransfers, readConfirming } from './locate-transfers.ts';
import { matchTransfers } from './match-transfers.ts';
import { policyOf, type RecordDeps } from './record-batch.ts';
import type { ToldChange } from './rederive-sessions.ts';

export interface Reread {
  readonly network: NetworkConfig;
  readonly cursor: ChainCursor;
  readonly leaseToken: bigint;
}

export type RereadOutcome =
  /** Not enough blocks have reached their final depth yet. */
  | { readonly outcome: 'nothing_due' }
  /** Another follower has taken over, or a reorg came between: nothing was written. */
  | { readonly outcome: 'overtaken' }
  | {
      readonly outcome: 'reread';
      readonly cursor: ChainCursor;
      /** Transfers that the first reading did not show. */
      readonly missed: number;
      readonly changes: readonly ToldChange[];
    };

/**
 * Reads the token logs of blocks that have reached their final depth once more: nodes have been seen to answer with logs
 * that fill only later. What was missed goes into the books as if it had been found at once.
 */
export async function rereadLogs(
  deps: RecordDeps,
  source: Pick<ChainSource, 'readTokenTransfers' | 'readHeaders' | 'witnesses'>,
  { network, cursor, leaseToken }: Reread,
): Promise<RereadOutcome> {
  const range = rangeDue(network, cursor);
  if (range === null) return { outcome: 'nothing_due' };
  const transfers = await readAgain(source, network, range);
  const located = await locateTransfers(deps.store, source, network, transfers);
  const found = await matchTransfers(deps, network, located);
  const confirming = await readConfirming(deps.store, source, found, cursor);
  const claim = { network: network.spec.name, leaseToken };
  return retriedTransaction(deps.store, async (tx) => {
    const advanced = await advanceReread(tx, claim, range);
    if (advanced === null) return { outcome: 'overtaken' };
    const additions = { network: claim.network, found, confirming };
    const { inserted, touched } = await addLateTransfers(deps.runtime, tx, additions, advanced.number);
    const changes = touched.length === 0 ? [] : await deps.rederive(tx, touched);
    return { outcome: 'reread', cursor: advanced, missed: inserted.length, changes };
  });
}

/** By one node, or by as many as the quorum asks: then what any of them shows is found. */
async function readAgain(
  source: Pick<ChainSource, 'readTokenTransfers' | 'witnesses'>,
  network: NetworkConfig,
  { from, to }: { from: bigint; to: bigint },
) {
  const { quorum } = assuranceOf(network);
  if (quorum === 1) return source.readTokenTransfers(from, to);
  const heard = await askWitnesses(source.witnesses(), quorum, (witness) => witness.readTokenTransfers(from, to));
  if (heard.length < quorum) {
    throw new ChainReadError('incomplete', `${heard.length} of ${quorum} nodes of ${network.spec.name} have answered`);
  }
  return heard.flatMap(({ answer }) => answer);
}

/** The next blocks to read again, once there are enough of them to be worth a call. */
function rangeDue(network: NetworkConfig, cursor: ChainCursor): { from: bigint; to: bigint } | null {
  const policy = policyOf(network);
  // By what is in the books: a node may tell of any tip.
  const final = cursor.number - policy.finalDepth;
  const from = cursor.rereadNumber + 1n;
  if (final - from + 1n < policy.rereadSpan) return null;
  return { from, to: lower(from + BigInt(policy.largestBatch) - 1n, final) };
}
