import { describe, expect, it } from 'vitest';
import { retryDelayMs } from './backoff.ts';

const LEAST = new Uint8Array([0, 0, 0, 0]);
const MOST = new Uint8Array([255, 255, 255, 255]);

describe('retryDelayMs', () => {
  it('doubles from a quarter of a second to half a minute', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100].map((failures) => retryDelayMs(failures, MOST));
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('leaves half of it to chance', () => {
    expect(retryDelayMs(3, LEAST)).toBe(500);
    expect(retryDelayMs(100, LEAST)).toBe(15_000);
  });

  it('keeps a node’s wish to be left alone, but not for ever', () => {
    expect(retryDelayMs(1, LEAST, 7_000)).toBe(7_000);
    expect(retryDelayMs(1, LEAST, 3_600_000)).toBe(30_000);
    expect(retryDelayMs(8, MOST, 7_000)).toBe(30_000);
  });
});
