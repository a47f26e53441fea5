import type { Recurring } from '../session/details.ts';
import type { Instant } from '../time.ts';

export type Interval = Pick<Recurring, 'interval' | 'intervalCount'>;

const DAY_MS = 86_400_000;
const MONTHS = { month: 1, year: 12 } as const;

/**
 * `count` intervals after the anchor, in UTC. Months and years keep the anchor's day and time of day; where the month is
 * too short its last day stands in, and the anchor's day comes back in the next month that has it: 31 January, 28 or 29
 * February, 31 March. Always counted from the anchor, never from the period before, so that nothing drifts.
 */
export function addIntervals(anchor: Instant, { interval, intervalCount }: Interval, count: number): Instant {
  const steps = intervalCount * count;
  if (interval === 'day') return anchor + steps * DAY_MS;
  if (interval === 'week') return anchor + steps * 7 * DAY_MS;
  return addMonths(anchor, steps * MONTHS[interval]);
}

function addMonths(anchor: Instant, months: number): Instant {
  const at = new Date(anchor);
  const year = at.getUTCFullYear();
  const month = at.getUTCMonth() + months;
  // Day 0 of the month after is the last day of this one.
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const timeOfDayMs = anchor - Date.UTC(year, at.getUTCMonth(), at.getUTCDate());
  return Date.UTC(year, month, Math.min(at.getUTCDate(), lastDay)) + timeOfDayMs;
}

/** Where the calendar counts from: period `number` starts at `at`. Period 1 is the first that is paid for. */
export interface Anchor {
  readonly number: number;
  readonly at: Instant;
}

export interface Period {
  /** 0 is the trial. */
  readonly number: number;
  readonly startsAt: Instant;
  /** The start of the next: it does not belong to this one. */
  readonly endsAt: Instant;
}

/** A period by its number, which is not below the anchor's. */
export function periodOf(anchor: Anchor, interval: Interval, number: number): Period {
  const count = number - anchor.number;
  if (count < 0) throw new RangeError(`period ${number} lies before the anchor, period ${anchor.number}`);
  return {
    number,
    startsAt: addIntervals(anchor.at, interval, count),
    endsAt: addIntervals(anchor.at, interval, count + 1),
  };
}
