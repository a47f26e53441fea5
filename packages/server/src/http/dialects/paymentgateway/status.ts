import type { SessionResource } from '../../../core/resource/session-resource.ts';
import { DIALECT_STATUSES, type DialectStatus, dialectStatus } from '../../../core/session/dialect-status.ts';

/** −2 cancelled or expired, −1 initiated, 0 pending, 1 completed, 2 failed, 3 refunded. (4, charged back, comes with cards.) */
export const IPN_STATUSES = [-2, -1, 0, 1, 2, 3] as const;
export type IpnStatus = (typeof IPN_STATUSES)[number];

const STATUSES: Readonly<Record<DialectStatus, IpnStatus>> = {
  pending: -1,
  detected: 0,
  underpaid: 0,
  lapsed: -2,
  overpaid: 0,
  paid: 1,
  paid_late: 1,
  refunded: 3,
  expired: -2,
  canceled: -2,
  failed: 2,
};

/** What a notification says. */
export const ipnStatus = (session: SessionResource): IpnStatus => STATUSES[dialectStatus(session)];

/** What the number stands for. */
export const behindNumber = (number: IpnStatus): readonly DialectStatus[] =>
  DIALECT_STATUSES.filter((status) => STATUSES[status] === number);

/** What an answer says: null as long as the buyer has not opened the page. */
export function checkoutStatus(session: SessionResource): IpnStatus | null {
  return session.status === 'pending' && session.accessedAt === null ? null : ipnStatus(session);
}
