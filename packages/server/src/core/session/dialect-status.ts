import type { SessionRefundStatus } from '../refund/refund.ts';
import type { SessionStatus } from './facts.ts';

interface Standing {
  readonly status: SessionStatus;
  /** Every offered network has been read past the grace window. */
  readonly graceOver: boolean;
}

interface Paid extends Standing {
  readonly refundStatus: SessionRefundStatus | null;
}

/** Too little came, and nothing more counts by itself: only a person can still take it as enough. */
export const isLapsed = ({ status, graceOver }: Standing): boolean => status === 'underpaid' && graceOver;

/** Paid, and nothing of it is left: refunds never change a status. */
export const isRefunded = ({ status, refundStatus }: Pick<Paid, 'status' | 'refundStatus'>): boolean =>
  (status === 'paid' || status === 'paid_late') && refundStatus === 'full';

/** What other APIs tell apart: our statuses, and the ends that ours do not change for. */
export const DIALECT_STATUSES = [
  'pending',
  'detected',
  'underpaid',
  'lapsed',
  'overpaid',
  'paid',
  'paid_late',
  'refunded',
  'expired',
  'canceled',
  'failed',
] as const satisfies readonly (SessionStatus | 'lapsed' | 'refunded')[];
export type DialectStatus = (typeof DIALECT_STATUSES)[number];

export function dialectStatus(session: Paid): DialectStatus {
  if (isLapsed(session)) return 'lapsed';
  return isRefunded(session) ? 'refunded' : session.status;
}
