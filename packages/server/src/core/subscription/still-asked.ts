import type { AskedPeriod, Subscription } from './subscription.ts';

type Asker = Pick<Subscription, 'canceledAt' | 'endedAt' | 'pausedAt'>;

/** Whether a period can be paid to any use: its subscription runs, and it is neither paid nor taken back. */
export function isStillAsked(subscription: Asker | undefined, period: AskedPeriod | undefined): boolean {
  if (subscription === undefined || period === undefined) return false;
  const { canceledAt, endedAt, pausedAt } = subscription;
  const runs = canceledAt === null && endedAt === null && pausedAt === null;
  return runs && period.paidAt === null && period.voidedAt === null;
}
