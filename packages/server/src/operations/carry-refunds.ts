import { carriedOver, type TransferRefund } from '../core/books/transfer-refunds.ts';
import type { DerivedSession } from '../core/session/derive-session.ts';
import type { Session } from '../core/session/session.ts';
import type { BookedTransfer } from '../store/booked-transfers.ts';
import type { CarriedRefund } from '../store/transfer-refunds.ts';

interface Refunded {
  readonly session: Pick<Session, 'organizationId'>;
  readonly derived: Pick<DerivedSession, 'transfers'>;
  readonly booked: readonly BookedTransfer[];
  readonly refunds: readonly TransferRefund[];
}

export interface CarriedRefunds {
  /** What is to be written. */
  readonly carried: readonly CarriedRefund[];
  /** All refunds as they are then. */
  readonly refunds: readonly TransferRefund[];
}

/** Refunds of transfers that a reorg took, and that were mined again: they are refunds of what is in the books now. */
export function carryOver({ session, derived, booked, refunds }: Refunded): CarriedRefunds {
  if (!refunds.some(({ isGone }) => isGone)) return { carried: [], refunds };
  const onChain = new Set(derived.transfers.map(({ transfer }) => transfer.id));
  const standing = booked.filter(({ id }) => onChain.has(id));
  const carried = new Map(carriedOver(standing, refunds).map(({ refundId, to }) => [refundId, to]));
  return {
    carried: [...carried].map(([refundId, to]) => ({ organizationId: session.organizationId, refundId, to })),
    refunds: refunds.map((refund) => {
      const to = carried.get(refund.id);
      return to === undefined ? refund : { ...refund, transferId: to, isGone: false };
    }),
  };
}
