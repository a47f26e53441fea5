import type { NetworkConfig } from '../config/network-spec.ts';
import { assuranceOf, baseRequirement } from '../core/chain/assurance.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import type { TransactionReceipt } from '../core/chain/receipt.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Refund, RefundBlock } from '../core/refund/refund.ts';
import { readCursor } from '../store/chain-cursors.ts';
import type { Store } from '../store/database.ts';
import { judgeClaims } from './judge-claims.ts';
import { headersAt } from './locate-transfers.ts';

export interface AssuringNetwork {
  readonly network: NetworkConfig;
  readonly source: Pick<ChainSource, 'readHeaders' | 'witnesses'>;
}

/**
 * Where the network asks more of a payment than blocks, a refund must reach the same: its block the tag, and what moves in it
 * is laid before as many nodes as the quorum asks. That a transaction failed cannot be witnessed: under a quorum nobody
 * says so for certain. True also where it is too early to ask.
 */
export async function assureRefund(
  store: Store,
  { network, source }: AssuringNetwork,
  refund: Refund,
  receipt: TransactionReceipt,
  block: RefundBlock,
): Promise<boolean> {
  const { quorum } = assuranceOf(network);
  const { finality, confirmations } = baseRequirement(network);
  if (quorum === 1 && finality === null) return true;
  const confirmNumber = block.number + BigInt(confirmations) - 1n;
  const cursor = await readCursor(store, network.spec.name);
  if (!cursor || cursor.number < confirmNumber) return true;
  const moved = receipt.transfers.filter(
    ({ contract, from, to }) => contract === refund.contract && (to === refund.toAddress || from === refund.toAddress),
  );
  if (moved.length === 0) return receipt.succeeded;
  try {
    const headers = await headersAt(store, source, network.spec.name, [confirmNumber]);
    const confirming = headers.get(confirmNumber)!;
    const claims = moved.map((transfer) => ({ block, transfer, confirming, finality }));
    const judgements = await judgeClaims(source.witnesses(), quorum, claims);
    return judgements.every(({ verdict }) => verdict === 'seen');
  } catch (error) {
    if (error instanceof ChainReadError) return false;
    throw error;
  }
}
