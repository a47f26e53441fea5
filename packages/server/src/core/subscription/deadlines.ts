import type { Instant, Milliseconds } from '../time.ts';
import { type Anchor, addIntervals, type Period, periodOf } from './billing-calendar.ts';
import type { AskedPeriod, RenewalPolicy, Subscription } from './subscription.ts';

/** Of a period's length: neither lead nor grace may reach into the neighbours of a short one. */
const MOST_OF_A_PERIOD = 4;

const withinPeriod = (wantedMs: Milliseconds, { startsAt, endsAt }: Period): Milliseconds =>
  Math.min(wantedMs, Math.floor((endsAt - startsAt) / MOST_OF_A_PERIOD));

/** When the renewal of a period is created. */
export function opensAt(period: Period, { leadMs }: RenewalPolicy): Instant {
  return period.startsAt - withinPeriod(leadMs, period);
}

/**
 * Until when a period can be paid before it counts as missed; null while it cannot be paid yet. Nobody is late for a
 * link that did not exist: the grace of a renewal that was created after its period had begun runs from then, and stands
 * still while the period is withdrawn.
 */
export function graceEndsAt(period: AskedPeriod, { graceMs }: RenewalPolicy): Instant | null {
  if (period.openedAt === null) return null;
  const leftMs = Math.max(0, withinPeriod(graceMs, period) - period.graceSpentMs);
  return graceStartsAt(period.startsAt, period.openedAt) + leftMs;
}

const graceStartsAt = (startsAt: Instant, openedAt: Instant) => Math.max(startsAt, openedAt);

/** How much of its grace a period has had by the moment at which it was withdrawn; of one that never was, none. */
export function graceSpent({ startsAt, openedAt, voidedAt, graceSpentMs }: AskedPeriod): Milliseconds {
  if (openedAt === null || voidedAt === null) return graceSpentMs;
  return graceSpentMs + Math.max(0, voidedAt - graceStartsAt(startsAt, openedAt));
}

/** The period after `number`; null when the subscription ends before it by its cycles or its date. */
export function periodAfter(
  { anchor, recurring }: { readonly anchor: Anchor; readonly recurring: Subscription['recurring'] },
  number: number,
): Period | null {
  const { cycles, endsAt } = recurring;
  if (cycles !== null && number >= cycles) return null;
  const period = periodOf(anchor, recurring, number + 1);
  return endsAt !== null && period.startsAt >= endsAt ? null : period;
}

/** Period 1 or the trial, from the moment that the first session was completed. */
export function firstPeriod(
  recurring: Subscription['recurring'],
  completedAt: Instant,
): { readonly anchor: Anchor; readonly current: Period } {
  if (recurring.trialDays === 0) {
    const anchor = { number: 1, at: completedAt };
    return { anchor, current: periodOf(anchor, recurring, 1) };
  }
  const endsAt = addIntervals(completedAt, { interval: 'day', intervalCount: recurring.trialDays }, 1);
  return { anchor: { number: 1, at: endsAt }, current: { number: 0, startsAt: completedAt, endsAt } };
}

/** The period to ask for after the newest asked one; null where none is to come, or that one is still open. */
export function nextToAsk(
  facts: Pick<Subscription, 'anchor' | 'recurring' | 'current' | 'cancelAtPeriodEnd'>,
  latest: AskedPeriod | null,
): Period | null {
  if (latest !== null && latest.paidAt === null && latest.missedAt === null) return null;
  const next = periodAfter(facts, latest?.number ?? 0);
  const isWanted = !facts.cancelAtPeriodEnd || (next !== null && next.number <= facts.current.number);
  return isWanted ? next : null;
}

/** When the next renewal will be created, as things stand. */
export function nextOpening(subscription: Subscription, latest: AskedPeriod | null): Instant | null {
  const { canceledAt, endedAt, pausedAt, policy } = subscription;
  if (canceledAt !== null || endedAt !== null || pausedAt !== null) return null;
  const next = nextToAsk(subscription, latest);
  return next && opensAt(next, policy);
}
