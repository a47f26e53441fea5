import type { NetworkConfig } from '../config/network-spec.ts';
import type { ChainBlock } from '../core/chain/blocks.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import type { TransactionReceipt } from '../core/chain/receipt.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Refund, RefundBlock } from '../core/refund/refund.ts';
import type { Instant } from '../core/time.ts';
import type { Store } from '../store/database.ts';
import { findRefundsToCheck, postponeRefundCheck } from '../store/refunds.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import type { RefundDeps } from './refund-deps.ts';
import { settleRefund } from './settle-refund.ts';

/** A network whose transactions can be looked up. */
export interface WatchedNetwork {
  readonly network: NetworkConfig;
  readonly source: Pick<ChainSource, 'readReceipt' | 'readBlocks'>;
}

export interface WatchRefundsDeps extends RefundDeps {
  readonly store: Store;
}

/** What the node shows of a refund's transaction: the block is the one at that height of its chain, when asked for by number. */
export interface ShownTransaction {
  readonly receipt: TransactionReceipt | null;
  readonly block: RefundBlock | null;
}

const AT_ONCE = 100;
const LONGEST_WAIT_MS = 10 * 60_000;
const SHORTEST_WAIT_MS = 1000;
/** A network that is off, or whose node fails, is asked again after so long. */
const FAILED_WAIT_MS = 15_000;

/**
 * The job: looks up the transactions of all refunds that were sent, and books those that the chain has confirmed or failed.
 * Where a node fails, its refunds wait and no others do. Returns the refunds that changed; the caller wakes.
 */
export async function watchRefunds(
  deps: WatchRefundsDeps,
  networks: readonly WatchedNetwork[],
): Promise<readonly Refund[]> {
  const settled: Refund[] = [];
  const failed = new Set<string>();
  const now = deps.runtime.now();
  for (;;) {
    const due = await findRefundsToCheck(deps.store, { now, except: [...failed], limit: AT_ONCE });
    for (const refund of due.filter(({ network }) => !failed.has(network))) {
      const watched = networks.find(({ network }) => network.spec.name === refund.network);
      const shown = watched && (await look(watched, refund));
      if (!shown) {
        failed.add(refund.network);
        continue;
      }
      const after = await retriedTransaction(deps.store, (tx) =>
        settleRefund(deps, tx, watched.network, refund, {
          ...shown,
          nextCheckAt: nextCheck(watched.network, refund, now),
        }),
      );
      if (after) settled.push(after);
    }
    for (const refund of due.filter(({ network }) => failed.has(network)))
      await postponeRefundCheck(deps.store, refund, now + FAILED_WAIT_MS);
    if (due.length < AT_ONCE) return settled;
  }
}

/** Undefined where the node cannot be trusted to have answered. */
async function look({ source }: WatchedNetwork, { txHash }: Refund): Promise<ShownTransaction | undefined> {
  try {
    const receipt = await source.readReceipt(txHash!);
    if (receipt === null) return { receipt, block: null };
    const [block] = await source.readBlocks(receipt.blockNumber, receipt.blockNumber);
    // Between the two answers a reorg has come.
    if (block?.hash !== receipt.blockHash) return { receipt, block: null };
    return { receipt: withInnerTransfers(receipt, block), block };
  } catch (error) {
    if (error instanceof ChainReadError) return undefined;
    throw error;
  }
}

/** Coin that a contract sends, a merchant's multisig wallet say, is in no receipt: it is seen where the block's reading has it. */
function withInnerTransfers(receipt: TransactionReceipt, block: ChainBlock): TransactionReceipt {
  if (!receipt.succeeded) return receipt;
  const known = new Set(receipt.transfers.map(({ position }) => position));
  const inner = block.transfers.filter(
    ({ txHash, contract, position }) => txHash === receipt.txHash && contract === null && !known.has(position),
  );
  return { ...receipt, transfers: [...receipt.transfers, ...inner] };
}

/** Each block at first; what has waited long is looked at less and less often. */
function nextCheck({ spec }: NetworkConfig, { sentAt, createdAt }: Refund, now: Instant): Instant {
  const age = now - (sentAt ?? createdAt);
  const wait = Math.max(SHORTEST_WAIT_MS, spec.blockTimeMs, Math.floor(age / 20));
  return now + Math.min(wait, LONGEST_WAIT_MS);
}
