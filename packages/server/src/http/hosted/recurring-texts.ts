import type { RecurringView } from '@opentill/checkout/view';
import { parseMoney } from '../../core/money/amounts.ts';
import { formatForReading } from '../../core/money/reading.ts';
import type { Recurring, SubscriptionPeriod } from '../../core/session/details.ts';
import type { Session } from '../../core/session/session.ts';
import { addIntervals } from '../../core/subscription/billing-calendar.ts';
import type { Instant } from '../../core/time.ts';

/** A server lets a session live for about a day, unless it is configured otherwise. */
const ABOUT_A_DAY_MS = { least: 20 * 3_600_000, most: 28 * 3_600_000 };

/** What the page says of a subscription's price; null for a single payment. `lastsUntil`: see `renewalLastsUntil`. */
export function recurringTexts(session: Session, locale: string, lastsUntil: Instant | null): RecurringView | null {
  const { recurring, subscriptionPeriod, terms } = session;
  if (recurring === null) return null;
  const price = parseMoney(recurring.amount, terms.total.currency);
  if (price.kind === 'invalid') return null;
  return {
    price: formatForReading(price.money, locale),
    interval: recurring.interval,
    intervalCount: recurring.intervalCount,
    freeDays: subscriptionPeriod === null ? recurring.trialDays : 0,
    payments: recurring.cycles,
    until: recurring.endsAt === null ? null : dayOf(recurring.endsAt - 1, locale),
    period: subscriptionPeriod && daysOf(subscriptionPeriod, locale),
    firstDue: firstDue(session, recurring, locale),
    ...renewed(session, locale, lastsUntil),
  };
}

/** In UTC, as the calendar of subscriptions counts. */
const dayFormat = (locale: string) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
const dayOf = (instant: Instant, locale: string): string => dayFormat(locale).format(instant);

/** From its first day to its last. */
const daysOf = ({ startsAt, endsAt }: SubscriptionPeriod, locale: string): string =>
  dayFormat(locale).formatRange(startsAt, endsAt - 1);

/** When the trial ends that this session began. */
function firstDue({ subscriptionPeriod, completedAt, paidAt }: Session, { trialDays }: Recurring, locale: string) {
  const began = completedAt ?? paidAt;
  if (subscriptionPeriod !== null || trialDays === 0 || began === null) return null;
  return dayOf(addIntervals(began, { interval: 'day', intervalCount: trialDays }, 1), locale);
}

/** The session itself may last as long as its address: then there is nothing to say. */
function renewed({ createdAt, expiresAt }: Session, locale: string, lastsUntil: Instant | null) {
  if (lastsUntil === null || lastsUntil <= expiresAt) return { renewedUntil: null, isRenewedDaily: false };
  const livesMs = expiresAt - createdAt;
  const format = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' });
  return {
    renewedUntil: format.format(lastsUntil),
    isRenewedDaily: livesMs >= ABOUT_A_DAY_MS.least && livesMs <= ABOUT_A_DAY_MS.most,
  };
}
