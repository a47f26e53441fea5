import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ATTEMPT_DELAYS_MS, parseRetryAfter, retryDelayMs } from './retry-schedule.ts';

const MIDDLE = 0.5; // the jitter that changes nothing
const HOUR = 3_600_000;
const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the retry schedule', () => {
  it('is 0, 5 s, 5 m, 30 m, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h', () => {
    expect(ATTEMPT_DELAYS_MS).toEqual([
      0, 5000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000, 72_000_000, 86_400_000,
    ]);
  });

  it('waits 5 s after the first attempt and a day before the tenth', () => {
    expect(retryDelayMs(1, MIDDLE, null)).toBe(5000);
    expect(retryDelayMs(9, MIDDLE, null)).toBe(24 * HOUR);
  });

  it('ends after ten attempts', () => {
    expect(retryDelayMs(10, MIDDLE, null)).toBeNull();
    expect(retryDelayMs(11, MIDDLE, 1000)).toBeNull();
  });

  it('spreads each delay over ten per cent to either side', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fraction, (attempts, random) => {
        const delay = retryDelayMs(attempts, random, null)!;
        const nominal = ATTEMPT_DELAYS_MS[attempts]!;
        expect(delay).toBeGreaterThanOrEqual(nominal * 0.9);
        expect(delay).toBeLessThanOrEqual(nominal * 1.1);
      }),
    );
  });

  it('waits as long as Retry-After asks, at most a day, and never shorter than its own delay', () => {
    expect(retryDelayMs(1, MIDDLE, 60_000)).toBe(60_000);
    expect(retryDelayMs(1, MIDDLE, 400 * HOUR)).toBe(24 * HOUR);
    expect(retryDelayMs(3, MIDDLE, 1000)).toBe(1_800_000);
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 0, 1);
  it('is read as seconds or as a date', () => {
    expect(parseRetryAfter('120', now)).toBe(120_000);
    expect(parseRetryAfter('Thu, 01 Jan 2026 00:01:00 GMT', now)).toBe(60_000);
    expect(parseRetryAfter('Wed, 31 Dec 2025 23:00:00 GMT', now)).toBe(0);
  });

  it('is ignored when it is neither', () => {
    for (const text of ['', 'soon', '-5', '1.5', '1e9', '2026-01-01', '99999999999999']) {
      expect(parseRetryAfter(text, now)).toBeNull();
    }
    expect(parseRetryAfter(null, now)).toBeNull();
  });
});
