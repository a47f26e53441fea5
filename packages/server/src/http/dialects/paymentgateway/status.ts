import type { SessionResource } from '../../../core/resource/session-resource.ts';
import type { SessionStatus } from '../../../core/session/facts.ts';

/** −2 cancelled or expired, −1 initiated, 0 pending, 1 completed, 2 failed. (3 refunded and 4 charged back come with refunds.) */
export const IPN_STATUSES = [-2, -1, 0, 1, 2] as const;
export type IpnStatus = (typeof IPN_STATUSES)[number];

const STATUSES: Readonly<Record<SessionStatus, IpnStatus>> = {
  pending: -1,
  detected: 0,
  underpaid: 0,
  overpaid: 0,
  paid: 1,
  paid_late: 1,
  expired: -2,
  canceled: -2,
  failed: 2,
};

/** What a notification says. Underpaid and out of time: nothing more counts by itself, as if it had expired. */
export function ipnStatus({ status, graceOver }: SessionResource): IpnStatus {
  return status === 'underpaid' && graceOver ? -2 : STATUSES[status];
}

/** What an answer says: null as long as the buyer has not opened the page. */
export function checkoutStatus(session: SessionResource): IpnStatus | null {
  return session.status === 'pending' && session.accessedAt === null ? null : ipnStatus(session);
}
