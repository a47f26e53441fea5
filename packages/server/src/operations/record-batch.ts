import type { NetworkConfig } from '../config/network-spec.ts';
import { strictestRequirement } from '../core/chain/assurance.ts';
import type { BlockHeader, ChainBlock } from '../core/chain/blocks.ts';
import { higher, lower } from '../core/chain/heights.ts';
import { type ReadingPolicy, readingPolicy } from '../core/chain/reading-policy.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Hex } from '../core/hex.ts';
import { keepHeaders } from '../store/chain-blocks.ts';
import { advanceCursor } from '../store/chain-cursor-moves.ts';
import { type ChainCursor, readCursor } from '../store/chain-cursors.ts';
import type { Store, Transaction } from '../store/database.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import type { SessionKey } from '../store/sessions.ts';
import type { FoundTransfer } from '../store/transfers.ts';
import { addTransfers } from './add-transfers.ts';
import { matchBlocks } from './match-transfers.ts';
import type { ToldChange } from './rederive-sessions.ts';
import type { Runtime } from './runtime.ts';

/** `rederiveSessions` with its dependencies bound. */
export type Rederive = (tx: Transaction, keys: readonly SessionKey[]) => Promise<readonly ToldChange[]>;

export interface RecordDeps {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly rederive: Rederive;
}

export interface Batch {
  readonly network: NetworkConfig;
  /** Linked and continuing the cursor: `checkBatch` said so. Not empty. */
  readonly blocks: readonly ChainBlock[];
  /** The tip's height, read before the blocks were, as far as it is believed: how far the books are behind. */
  readonly tipNumber: bigint;
  /** Depth is counted from here: the tip's height, as far as it is proven. */
  readonly depthFrom: bigint;
  readonly leaseToken: bigint;
  /** The hash on which the books stood when the blocks were checked. */
  readonly expectedParent: Hex;
}

/** Another follower has taken over, or the cursor stands elsewhere: nothing was written. */
export type NotOurs = { readonly outcome: 'lost_lease' } | { readonly outcome: 'moved' };
export type BatchOutcome =
  | { readonly outcome: 'recorded'; readonly cursor: ChainCursor; readonly changes: readonly ToldChange[] }
  | NotOurs;

/**
 * Writes a batch in one transaction: cursor, headers, transfers, confirmations, the sessions touched and their events. It
 * is written only while the lease and the cursor are those under which it was read. The caller wakes after the commit.
 */
export async function recordBatch(
  deps: RecordDeps,
  source: Pick<ChainSource, 'withoutReverted'>,
  batch: Batch,
): Promise<BatchOutcome> {
  const found = await matchBlocks(deps, batch.network, source, batch.blocks);
  return retriedTransaction(deps.store, (tx) => write(deps, tx, batch, found));
}

async function write(
  { runtime, rederive }: RecordDeps,
  tx: Transaction,
  batch: Batch,
  found: readonly FoundTransfer[],
): Promise<BatchOutcome> {
  const { blocks, tipNumber, depthFrom, leaseToken, expectedParent } = batch;
  const { name } = batch.network.spec;
  const policy = policyOf(batch.network);
  const claim = { network: name, leaseToken, expected: expectedParent };
  // First of all: it locks out every other writer of this network, and nothing is to be undone when it fails.
  const cursor = await advanceCursor(tx, claim, {
    to: blocks.at(-1)!,
    tipNumber: higher(tipNumber, blocks.at(-1)!.number),
    finalNumber: depthFrom - policy.finalDepth,
    at: runtime.now(),
  });
  if (cursor === null) return whyNotOurs(tx, name, leaseToken);
  await keepRecent(tx, name, blocks, depthFrom - policy.keptHeaders);
  const { touched } = await addTransfers(runtime, tx, { network: name, found, confirming: blocks });
  return { outcome: 'recorded', cursor, changes: touched.length === 0 ? [] : await rederive(tx, touched) };
}

/** Of blocks so deep that no reorg reaches them only the last one's is kept: catching up writes next to no headers. */
function keepRecent(tx: Transaction, network: string, blocks: readonly BlockHeader[], deepest: bigint): Promise<void> {
  const oldest = lower(deepest, blocks.at(-1)!.number);
  const recent = blocks.filter(({ number }) => number >= oldest);
  return keepHeaders(tx, network, recent, oldest);
}

export function policyOf(network: NetworkConfig): ReadingPolicy {
  const { confirmations } = strictestRequirement(network);
  return readingPolicy({ confirmations, blockTimeMs: network.spec.blockTimeMs });
}

/** Why a claim on the cursor did not hold. */
export async function whyNotOurs(tx: Transaction, network: string, leaseToken: bigint): Promise<NotOurs> {
  const cursor = await readCursor(tx, network);
  return { outcome: cursor?.leaseToken === leaseToken ? 'moved' : 'lost_lease' };
}
