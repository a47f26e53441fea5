import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addIntervals, periodOf } from './billing-calendar.ts';

const at = (text: string) => Date.parse(text);
const iso = (instant: number) => new Date(instant).toISOString();

describe('the calendar of a monthly price', () => {
  test.each([
    // anchor, months later, the day that it falls on
    ['2026-01-31T10:00:00.000Z', 1, '2026-02-28T10:00:00.000Z'],
    ['2026-01-31T10:00:00.000Z', 2, '2026-03-31T10:00:00.000Z'],
    ['2026-01-31T10:00:00.000Z', 3, '2026-04-30T10:00:00.000Z'],
    ['2026-01-31T10:00:00.000Z', 11, '2026-12-31T10:00:00.000Z'],
    ['2026-01-31T10:00:00.000Z', 13, '2027-02-28T10:00:00.000Z'],
    ['2028-01-31T10:00:00.000Z', 1, '2028-02-29T10:00:00.000Z'],
    ['2028-01-30T23:59:59.999Z', 1, '2028-02-29T23:59:59.999Z'],
    ['2027-01-29T00:00:00.000Z', 1, '2027-02-28T00:00:00.000Z'],
    ['2026-05-15T00:00:00.000Z', 1, '2026-06-15T00:00:00.000Z'],
    ['2026-12-15T00:00:00.000Z', 1, '2027-01-15T00:00:00.000Z'],
    ['2026-01-01T00:00:00.000Z', 0, '2026-01-01T00:00:00.000Z'],
  ])('%s and %i months is %s', (anchor, count, expected) => {
    expect(iso(addIntervals(at(anchor), { interval: 'month', intervalCount: 1 }, count))).toBe(expected);
  });
});

test.each([
  ['year', 1, '2028-02-29T12:00:00.000Z', 1, '2029-02-28T12:00:00.000Z'],
  ['year', 1, '2028-02-29T12:00:00.000Z', 4, '2032-02-29T12:00:00.000Z'],
  // 2100 is no leap year.
  ['year', 1, '2096-02-29T12:00:00.000Z', 4, '2100-02-28T12:00:00.000Z'],
  ['month', 3, '2026-11-30T00:00:00.000Z', 1, '2027-02-28T00:00:00.000Z'],
  ['month', 3, '2026-11-30T00:00:00.000Z', 2, '2027-05-30T00:00:00.000Z'],
  ['week', 2, '2026-03-20T08:00:00.000Z', 1, '2026-04-03T08:00:00.000Z'],
  ['day', 10, '2026-02-25T08:00:00.000Z', 1, '2026-03-07T08:00:00.000Z'],
] as const)('every %s × %i: %s and %i times that is %s', (interval, intervalCount, anchor, count, expected) => {
  expect(iso(addIntervals(at(anchor), { interval, intervalCount }, count))).toBe(expected);
});

const intervals = fc.record({
  interval: fc.constantFrom('day' as const, 'week' as const, 'month' as const, 'year' as const),
  intervalCount: fc.integer({ min: 1, max: 6 }),
});
const anchors = fc.integer({ min: at('2000-01-01T00:00:00Z'), max: at('2150-12-31T23:59:59Z') });

test('periods follow each other without a gap, and each is longer than nothing', () => {
  fc.assert(
    fc.property(anchors, intervals, fc.integer({ min: 1, max: 200 }), (moment, interval, number) => {
      const anchor = { number: 1, at: moment };
      const period = periodOf(anchor, interval, number);
      expect(period.endsAt).toBeGreaterThan(period.startsAt);
      expect(periodOf(anchor, interval, number + 1).startsAt).toBe(period.endsAt);
    }),
  );
});

test('a month keeps the time of day, and its day is the anchor’s or the month’s last', () => {
  fc.assert(
    fc.property(anchors, fc.integer({ min: 0, max: 500 }), (moment, months) => {
      const later = new Date(addIntervals(moment, { interval: 'month', intervalCount: 1 }, months));
      const anchor = new Date(moment);
      expect(later.getTime() % 86_400_000).toBe(anchor.getTime() % 86_400_000);
      const isLastDay = new Date(later.getTime() + 86_400_000).getUTCDate() === 1;
      expect(
        later.getUTCDate() === anchor.getUTCDate() || (isLastDay && later.getUTCDate() < anchor.getUTCDate()),
      ).toBe(true);
    }),
  );
});

test('a period before the anchor is refused', () => {
  expect(() => periodOf({ number: 3, at: 0 }, { interval: 'day', intervalCount: 1 }, 2)).toThrow(RangeError);
});
