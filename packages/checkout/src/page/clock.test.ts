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

test('the server names its zone, because it does not know the one of the customer', () => {
  expect(formatTime('2026-03-14T10:14:00Z', 'en-GB', 'UTC')).toBe('10:14 UTC');
  expect(formatDateTime('2026-03-14T10:14:00Z', 'en-GB', 'UTC')).toBe('14 Mar 2026, 10:14 UTC');
});
