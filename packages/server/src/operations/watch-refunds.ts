import type { NetworkConfig } from '../config/network-spec.ts';
import type { ChainBlock } from '../core/chain/blocks.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import type { TransactionReceipt } from '../core/chain/receipt.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Refund } from '../core/refund/refund.ts';
import type { Instant } from '../core/time.ts';
import type { Store } from '../store/database.ts';
import { findRefundsToCheck, postponeRefundCheck } from '../store/refunds.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { assureRefund } from './assure-refund.ts';
import type { RefundDeps } from './refund-deps.ts';
import { settleRefund } from './settle-refund.ts';
import type { ShownTransaction } from './shown-transaction.ts';

/** A network whose transactions can be looked up. */
export interface WatchedNetwork {
  readonly network: NetworkConfig;
  readonly source: Pick<ChainSource, 'readReceipt' | 'readBlocks' | 'readHeaders' | 'witnesses'>;
}

export interface WatchRefundsDeps extends RefundDeps {
  readonly store: Store;
}

const AT_ONCE = 100;
const LONGEST_WAIT_MS = 10 * 60_000;
const SHORTEST_WAIT_MS = 1000;
/** A network that is off, or whose node fails, is asked again after so long. */
const FAILED_WAIT_MS = 15_000;
/** So often a run asks a network that does not answer; one transaction that a node cannot show keeps nothing else waiting. */
const MOST_MISSES = 3;

/**
 * The job: looks up the transactions of all refunds that were sent, and books those that the chain has confirmed or failed; and
 * once more those of which a reorg took the block, or that were given up while theirs may still be mined.
 * Where a node fails, its refunds wait and no others do. Returns the refunds that changed; the caller wakes.
 */
export async function watchRefunds(
  deps: WatchRefundsDeps,
  networks: readonly WatchedNetwork[],
): Promise<readonly Refund[]> {
  const settled: Refund[] = [];
  const faults: unknown[] = [];
  const misses = new Map<string, number>();
  const isGivenUp = (network: string) => (misses.get(network) ?? 0) >= MOST_MISSES;
  const now = deps.runtime.now();
  for (;;) {
    const except = [...misses.keys()].filter(isGivenUp);
    const due = await findRefundsToCheck(deps.store, { now, except, limit: AT_ONCE });
    for (const refund of due) {
      // Found before the network was given up: it is still due in the next run.
      if (isGivenUp(refund.network)) continue;
      try {
        const after = await check(deps, networks, refund, now);
        if (after !== 'unreadable') {
          if (after) settled.push(after);
          continue;
        }
        misses.set(refund.network, (misses.get(refund.network) ?? 0) + 1);
      } catch (error) {
        // One that cannot be judged holds up no other.
        faults.push(error);
      }
      await postponeRefundCheck(deps.store, refund, now + FAILED_WAIT_MS);
    }
    if (due.length < AT_ONCE) break;
  }
  if (faults.length > 0) throw new AggregateError(faults, 'refunds could not be checked');
  return settled;
}

async function check(
  deps: WatchRefundsDeps,
  networks: readonly WatchedNetwork[],
  refund: Refund,
  now: Instant,
): Promise<Refund | 'unreadable' | undefined> {
  const watched = networks.find(({ network }) => network.spec.name === refund.network);
  const shown = watched && (await look(deps.store, watched, refund));
  if (!shown) return 'unreadable';
  const nextCheckAt = nextCheck(watched.network, refund, now);
  return retriedTransaction(deps.store, (tx) =>
    settleRefund(deps, tx, watched.network, refund, { ...shown, nextCheckAt }),
  );
}

/** Undefined where the node cannot be trusted to have answered. */
async function look(store: Store, watched: WatchedNetwork, refund: Refund): Promise<ShownTransaction | undefined> {
  const { source } = watched;
  try {
    const receipt = await source.readReceipt(refund.txHash!);
    if (receipt === null) return { receipt, block: null, isAssured: false };
    const [block] = await source.readBlocks(receipt.blockNumber, receipt.blockNumber);
    // Between the two answers a reorg has come.
    if (block?.hash !== receipt.blockHash) return { receipt, block: null, isAssured: false };
    const whole = withInnerTransfers(receipt, block);
    return { receipt: whole, block, isAssured: await assureRefund(store, watched, refund, whole, block) };
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

/** Each block at first; what has waited long is looked at less and less often, and what was given up hardly ever in the end. */
function nextCheck({ spec }: NetworkConfig, { status, sentAt, createdAt }: Refund, now: Instant): Instant {
  const age = now - (sentAt ?? createdAt);
  const wait = Math.max(SHORTEST_WAIT_MS, spec.blockTimeMs, Math.floor(age / 20));
  return now + (status === 'sent' ? Math.min(wait, LONGEST_WAIT_MS) : wait);
}
