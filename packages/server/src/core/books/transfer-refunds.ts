import type { Hex } from '../hex.ts';
import type { Account, Position } from './accounts.ts';

/** A refund of an unexpected transfer that was neither given up nor has failed. */
export interface TransferRefund {
  readonly id: string;
  readonly transferId: string;
  readonly status: 'awaiting_address' | 'ready' | 'sent' | 'confirmed';
  readonly amountAtomic: bigint;
  readonly reason: string;
  /** The account that the ledger has taken it from; null while it is not confirmed. */
  readonly takenFrom: Account | null;
  /** Of the transfer. */
  readonly transfer: Arrived;
  /** A reorg has taken the transfer away. */
  readonly isGone: boolean;
}

/** What stays the same of a transfer whose transaction comes again in another block; its place in there may not. */
export interface Arrived {
  readonly txHash: Hex;
  readonly contract: Hex | null;
  readonly amountAtomic: bigint;
}

/** That all of it has gone back, or that something of it is on its way: nobody decides about it meanwhile. */
export function isRefunded(amountAtomic: bigint, refunds: readonly Pick<TransferRefund, 'status' | 'amountAtomic'>[]) {
  const confirmed = refunds.filter(({ status }) => status === 'confirmed');
  const given = confirmed.reduce((sum, refund) => sum + refund.amountAtomic, 0n);
  return given >= amountAtomic || refunds.some(({ status }) => status === 'sent');
}

export interface CarriedOver {
  readonly refundId: string;
  readonly to: string;
}

/**
 * Refunds whose transfer was mined again in another block are refunds of the transfer that is in the books now: otherwise the
 * same money would go back twice.
 */
export function carriedOver(
  standing: readonly (Arrived & { readonly id: string })[],
  refunds: readonly TransferRefund[],
): readonly CarriedOver[] {
  const taken = new Map<string, string>();
  const owned = new Set(refunds.filter(({ isGone }) => !isGone).map(({ transferId }) => transferId));
  return refunds.flatMap(({ id: refundId, transferId, isGone, transfer }) => {
    if (!isGone) return [];
    const to = taken.get(transferId) ?? standing.find((each) => !owned.has(each.id) && isSame(each, transfer))?.id;
    if (to === undefined) return [];
    taken.set(transferId, to);
    owned.add(to);
    return [{ refundId, to }];
  });
}

const isSame = (a: Arrived, b: Arrived) =>
  a.txHash === b.txHash && a.contract === b.contract && a.amountAtomic === b.amountAtomic;

/** Confirmed refunds that were taken from another account than the one that holds their transfer now. */
export function takenElsewhere(position: Position | null, refunds: readonly TransferRefund[]) {
  if (position === null) return [];
  return refunds.filter(({ takenFrom }) => takenFrom !== null && takenFrom !== position);
}
