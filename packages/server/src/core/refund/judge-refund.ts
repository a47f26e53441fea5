import { gainOf, type TransactionReceipt } from '../chain/receipt.ts';
import type { Instant, Milliseconds } from '../time.ts';
import type { Refund, RefundBlock } from './refund.ts';

/** A transaction that a wallet has just sent may take as long to reach our node, and a block. */
const UNSEEN_FOR_MS: Milliseconds = 10 * 60_000;

/** What is said of a transaction that no node shows. */
export const UNSEEN =
  'The network shows no such transaction. Where the wallet has replaced it, give the hash of the new one.';

/** What is known of the transaction that a merchant has named. */
export interface RefundEvidence {
  readonly receipt: TransactionReceipt | null;
  /** The receipt's block as it stands in our own reading of the chain; null while that has not come so far, or shows another. */
  readonly block: RefundBlock | null;
  /** The last block read of the network. */
  readonly headNumber: bigint;
  readonly requiredConfirmations: number;
  /** What the network asks of a payment beside blocks has been reached too. */
  readonly isAssured: boolean;
  /** What other refunds of the organization have been confirmed by the same transaction, to the same address. */
  readonly claimedAtomic: bigint;
  readonly now: Instant;
}

export type RefundVerdict =
  | { readonly outcome: 'confirmed' | 'failed'; readonly block: RefundBlock }
  | { readonly outcome: 'waiting'; readonly problem: string | null };

/**
 * Whether the transaction gives the refund's amount to its address. Nothing is final before the confirmations that a
 * payment would need: until then a reorg may take the transaction back, or let one succeed that had failed.
 */
export function judgeRefund(refund: Refund, evidence: RefundEvidence): RefundVerdict {
  const { receipt, block, headNumber, requiredConfirmations, isAssured } = evidence;
  if (receipt === null) return { outcome: 'waiting', problem: unseen(refund, evidence.now) };
  if (block === null) return { outcome: 'waiting', problem: null };
  const problem = problemOf(refund, receipt, evidence);
  const isDeep = headNumber - block.number + 1n >= BigInt(requiredConfirmations);
  if (!isDeep || !isAssured) return { outcome: 'waiting', problem };
  if (!receipt.succeeded) return { outcome: 'failed', block };
  return problem === null ? { outcome: 'confirmed', block } : { outcome: 'waiting', problem };
}

function unseen({ sentAt }: Refund, now: Instant): string | null {
  if (sentAt === null || now - sentAt < UNSEEN_FOR_MS) return null;
  return UNSEEN;
}

function problemOf(refund: Refund, receipt: TransactionReceipt, evidence: RefundEvidence): string | null {
  if (!receipt.succeeded) return 'The transaction failed: it moved nothing.';
  if (evidence.block!.timestamp < refund.notBefore) {
    return 'The transaction is older than the payment that it would give back.';
  }
  const { contract, toAddress, amountAtomic } = refund;
  const paid = toAddress === null ? 0n : gainOf(receipt, { contract, address: toAddress });
  if (paid <= 0n) {
    return 'The transaction pays none of this asset to the refund’s address, as far as the network shows.';
  }
  if (paid < amountAtomic) {
    return `The transaction pays ${paid} atomic units of the ${amountAtomic} that are to be refunded.`;
  }
  if (paid - evidence.claimedAtomic < amountAtomic) {
    return 'The transaction already counts for another refund to the same address.';
  }
  return null;
}
