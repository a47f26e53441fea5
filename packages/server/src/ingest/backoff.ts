import { randomFraction } from '../core/random-fraction.ts';
import type { Milliseconds } from '../core/time.ts';

const FIRST_MS = 250;
const LONGEST_MS = 30_000;

/**
 * How long to wait after so many failures in a row (1 or more): doubling from a quarter of a second to half a minute, of
 * which a random part from half to all is taken («equal jitter»), so that followers that failed together do not return
 * together. `random` is four random bytes. A node's own wish is kept.
 */
export function retryDelayMs(failures: number, random: Uint8Array, askedMs: Milliseconds | null = null): Milliseconds {
  const ceilingMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 16));
  const delayMs = Math.round(ceilingMs * (0.5 + randomFraction(random) / 2));
  return Math.max(delayMs, Math.min(askedMs ?? 0, LONGEST_MS));
}
