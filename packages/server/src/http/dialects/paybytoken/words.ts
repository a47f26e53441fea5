import type { SessionResource } from '../../../core/resource/session-resource.ts';
import { type DialectStatus, dialectStatus } from '../../../core/session/dialect-status.ts';

/** The states of a session in seed 001, with `canceled`, which its table names too. */
export const STATUSES = ['open', 'completed', 'expired', 'canceled'] as const;
export type Status = (typeof STATUSES)[number];

const STATUS_WORDS: Readonly<Record<DialectStatus, Status>> = {
  pending: 'open',
  detected: 'open',
  underpaid: 'open',
  lapsed: 'expired',
  overpaid: 'open',
  paid: 'completed',
  paid_late: 'completed',
  refunded: 'completed',
  expired: 'expired',
  canceled: 'canceled',
  failed: 'canceled',
};

export const statusWord = (session: Pick<SessionResource, 'status' | 'graceOver' | 'refundStatus'>): Status =>
  STATUS_WORDS[dialectStatus(session)];
