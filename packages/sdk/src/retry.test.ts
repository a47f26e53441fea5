import { describe, expect, it } from 'vitest';
import { isRetryable, retryAfterMs, retryDelayMs } from './retry.ts';

const NOW = Date.UTC(2026, 0, 15, 12);

describe('what is tried again', () => {
  it.each([429, 500, 502, 503, 504])('status %i is', (status) => {
    expect(isRetryable(status, 'any')).toBe(true);
  });

  it.each([302, 400, 401, 403, 404, 422, 501])('status %i is not', (status) => {
    expect(isRetryable(status, 'any')).toBe(false);
  });

  it('a conflict is, only while the first request with the key is still under way', () => {
    expect(isRetryable(409, 'idempotency_in_progress')).toBe(true);
    expect(isRetryable(409, 'idempotency_key_reused')).toBe(false);
    expect(isRetryable(409, 'session_ended')).toBe(false);
  });
});

describe('the wait before the next attempt', () => {
  it('doubles from half a second to eight', () => {
    const waits = [1, 2, 3, 4, 5, 6].map((attempt) => retryDelayMs(attempt, null, 0));
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000]);
  });

  it('is shortened by up to half, at random', () => {
    expect(retryDelayMs(1, null, 0.5)).toBe(375);
    expect(retryDelayMs(1, null, 1)).toBe(250);
  });

  it('is what the server asks for, up to a minute; beyond that there is none', () => {
    expect(retryDelayMs(1, 60_000, 0)).toBe(60_000);
    expect(retryDelayMs(1, 60_001, 0)).toBeNull();
  });

  it.each([
    ['0', 0],
    ['7', 7_000],
    ['Thu, 15 Jan 2026 12:00:30 GMT', 30_000],
    ['Thu, 15 Jan 2026 11:00:00 GMT', 0],
    ['soon', null],
    [null, null],
  ])('Retry-After %s is %s ms', (header, ms) => {
    expect(retryAfterMs(header, NOW)).toBe(ms);
  });
});
