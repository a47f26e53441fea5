import type { RecurringView } from '@opentill/checkout/view';
import { parseMoney } from '../../core/money/amounts.ts';
import { formatForReading } from '../../core/money/reading.ts';
import type { SubscriptionPeriod } from '../../core/session/details.ts';
import type { Session } from '../../core/session/session.ts';

/** What the page says of a subscription's price; null for a single payment. */
export function recurringTexts(session: Session, locale: string): RecurringView | null {
  const { recurring, subscriptionPeriod, terms } = session;
  if (recurring === null) return null;
  const price = parseMoney(recurring.amount, terms.total.currency);
  if (price.kind === 'invalid') return null;
  return {
    price: formatForReading(price.money, locale),
    interval: recurring.interval,
    intervalCount: recurring.intervalCount,
    freeDays: subscriptionPeriod === null ? recurring.trialDays : 0,
    period: subscriptionPeriod && daysOf(subscriptionPeriod, locale),
  };
}

/** From its first day to its last, in UTC, as its calendar counts. */
function daysOf({ startsAt, endsAt }: SubscriptionPeriod, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  return format.formatRange(startsAt, endsAt - 1);
}
