import type { SessionResource } from '../../../core/resource/session-resource.ts';
import type { SessionStatus } from '../../../core/session/facts.ts';

/** The states of a session in seed 001, with `canceled`, which its table names too. */
export const STATUSES = ['open', 'completed', 'expired', 'canceled'] as const;
export type Status = (typeof STATUSES)[number];

const STATUS_WORDS: Readonly<Record<SessionStatus, Status>> = {
  pending: 'open',
  detected: 'open',
  underpaid: 'open',
  overpaid: 'open',
  paid: 'completed',
  paid_late: 'completed',
  expired: 'expired',
  canceled: 'canceled',
  failed: 'canceled',
};

/** Too little came and nothing more counts by itself: expired, until a person accepts it. */
export function statusWord({ status, graceOver }: Pick<SessionResource, 'status' | 'graceOver'>): Status {
  return status === 'underpaid' && graceOver ? 'expired' : STATUS_WORDS[status];
}
