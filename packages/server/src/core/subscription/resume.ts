import type { Instant } from '../time.ts';
import { periodOf } from './billing-calendar.ts';
import type { AskedPeriod, Subscription } from './subscription.ts';

export interface Resumed {
  readonly subscription: Subscription;
  /** A period that was paid ahead and had not begun before the pause: it is given in full from now. */
  readonly moved: AskedPeriod | null;
}

/**
 * A subscription that goes on after a pause. While its period is not over nothing changes. After that the calendar counts
 * anew from now: what was paid ahead begins now, otherwise the next period that nobody has paid yet does. Paused time is
 * never asked for; where that was the last period, it ends.
 */
export function resumed(subscription: Subscription, latest: AskedPeriod | null, now: Instant): Resumed {
  if (now < subscription.current.endsAt) return { subscription, moved: null };
  const isAhead = latest !== null && latest.number > subscription.current.number;
  const number = isAhead ? latest.number : (latest?.number ?? 0) + 1;
  const { cycles, endsAt } = subscription.recurring;
  const isPastItsEnd = (cycles !== null && number > cycles) || (endsAt !== null && now >= endsAt && !isAhead);
  if (isPastItsEnd) return { subscription: { ...subscription, endedAt: now }, moved: null };
  const anchor = { number, at: now };
  const current = periodOf(anchor, subscription.recurring, number);
  return { subscription: { ...subscription, anchor, current }, moved: isAhead ? { ...latest, ...current } : null };
}
