import type { NetworkConfig } from '../config/network-spec.ts';
import { assuranceOf } from '../core/chain/assurance.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import { lower } from '../core/chain/heights.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { ChainWitness } from '../core/chain/witness.ts';
import { advanceReread } from '../store/chain-cursor-moves.ts';
import type { ChainCursor } from '../store/chain-cursors.ts';
import type { Store } from '../store/database.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { addLateTransfers } from './add-transfers.ts';
import { agreedHeaders } from './agreed-headers.ts';
import { askWitnesses } from './ask-witnesses.ts';
import { locateTransfers, readConfirming } from './locate-transfers.ts';
import { type LocatedTransfer, matchTransfers } from './match-transfers.ts';
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
      /** The hosts whose logs these are, and what kept others from being heard in their stead. */
      readonly heard: readonly string[];
      readonly faults: readonly ChainReadError[];
    };

type Source = Pick<ChainSource, 'readTokenTransfers' | 'readHeaders' | 'witnesses'>;

/**
 * Reads the token logs of blocks that have reached their final depth once more: nodes have been seen to answer with logs
 * that fill only later. What was missed goes into the books as if it had been found at once.
 */
export async function rereadLogs(
  deps: RecordDeps,
  source: Source,
  { network, cursor, leaseToken }: Reread,
): Promise<RereadOutcome> {
  const range = rangeDue(network, cursor);
  if (range === null) return { outcome: 'nothing_due' };
  const { located, heard, faults } = await readAgain(deps.store, source, network, range);
  const found = await matchTransfers(deps, network, located);
  const confirming = await readConfirming(deps.store, agreedHeaders(source, network), found, cursor);
  const claim = { network: network.spec.name, leaseToken };
  return retriedTransaction(deps.store, async (tx) => {
    const advanced = await advanceReread(tx, claim, range);
    if (advanced === null) return { outcome: 'overtaken' };
    const additions = { network: claim.network, found, confirming };
    const { inserted, touched } = await addLateTransfers(deps.runtime, tx, additions, advanced.number);
    const changes = touched.length === 0 ? [] : await deps.rederive(tx, touched);
    return { outcome: 'reread', cursor: advanced, missed: inserted.length, changes, heard, faults };
  });
}

interface Again {
  readonly located: readonly LocatedTransfer[];
  readonly heard: readonly string[];
  readonly faults: readonly ChainReadError[];
}

/**
 * By one node, or by as many as the quorum asks: then what any of them shows is found. One that shows logs of blocks that are not
 * there has not answered.
 */
async function readAgain(
  store: Store,
  source: Source,
  network: NetworkConfig,
  { from, to }: { from: bigint; to: bigint },
): Promise<Again> {
  const { quorum } = assuranceOf(network);
  const headers = agreedHeaders(source, network);
  const read = async (at: Pick<ChainSource, 'readTokenTransfers'>, host?: string) =>
    locateTransfers(store, headers, network, await at.readTokenTransfers(from, to), host);
  if (quorum === 1) return { located: await read(source), heard: [], faults: [] };
  const faults: ChainReadError[] = [];
  const ask = (witness: ChainWitness) => read(witness, witness.host);
  const heard = await askWitnesses(source.witnesses(), quorum, ask, (fault) => void faults.push(fault));
  if (heard.length < quorum) {
    throw new ChainReadError('incomplete', `${heard.length} of ${quorum} nodes of ${network.spec.name} have answered`);
  }
  const hosts = heard.map(({ witness }) => witness.host);
  return { located: heard.flatMap(({ answer }) => answer), heard: hosts, faults };
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
