import { expect, test } from 'vitest';
import { durationOf, formatDateTime, formatLeft, formatTime } from './clock.ts';

test.each([
  [872_000, '14:32'],
  [59_001, '1:00'],
  [9_000, '0:09'],
  [1, '0:01'],
  [0, '0:00'],
  [-5_000, '0:00'],
  [3_600_000, '1:00:00'],
  [7 * 86_400_000, '168:00:00'],
])('%i ms are shown as %s', (leftMs, shown) => {
  expect(formatLeft(leftMs)).toBe(shown);
});

test('what a countdown means to machines is an ISO 8601 duration', () => {
  expect(durationOf(872_000)).toBe('PT872S');
  expect(durationOf(-1)).toBe('PT0S');
});

const NOON = Date.parse('2026-03-14T12:00:00Z');

test('a time of another day has its day', () => {
  expect(formatTime('2026-03-14T23:59:00Z', 'en-GB', 'UTC', NOON)).toBe('23:59 UTC');
  expect(formatTime('2026-03-15T00:00:00Z', 'en-GB', 'UTC', NOON)).toBe('15 Mar, 00:00 UTC');
  expect(formatTime('2027-03-14T12:00:00Z', 'en-GB', 'UTC', NOON)).toBe('14 Mar, 12:00 UTC');
});

test('an hour is written as the language does', () => {
  expect(formatTime('2026-03-14T09:05:00Z', 'en-US', 'UTC', NOON)).toMatch(/^9:05\sAM UTC$/);
  expect(formatDateTime('2026-03-14T15:49:00Z', 'en-US', 'UTC')).toMatch(/^Mar 14, 2026, 3:49\sPM UTC$/);
  expect(formatTime('2026-03-14T09:05:00Z', 'en-GB', 'UTC', NOON)).toBe('09:05 UTC');
});

test('the server names its zone, because it does not know the one of the customer', () => {
  expect(formatTime('2026-03-14T10:14:00Z', 'en-GB', 'UTC', NOON)).toBe('10:14 UTC');
  expect(formatDateTime('2026-03-14T10:14:00Z', 'en-GB', 'UTC')).toBe('14 Mar 2026, 10:14 UTC');
});
