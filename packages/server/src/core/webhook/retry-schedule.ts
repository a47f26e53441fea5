import type { Instant, Milliseconds } from '../time.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What lies before each attempt: ten attempts over about three days. */
export const ATTEMPT_DELAYS_MS = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const satisfies readonly Milliseconds[];

/** A receiver may ask us to wait, but not for ever. */
const MAX_RETRY_AFTER_MS: Milliseconds = 24 * HOUR;

/** A delay spread over ±10 %, so that what failed together does not return together. `random` is from [0, 1). */
export function jittered(delayMs: Milliseconds, random: number): Milliseconds {
  return Math.round(delayMs * (0.9 + 0.2 * random));
}

/**
 * How long to wait after so many failed attempts; `null` when they are used up.
 * A `Retry-After` of the receiver lengthens the wait (up to a day), it never shortens it.
 */
export function retryDelayMs(
  attemptsMade: number,
  random: number,
  retryAfterMs: Milliseconds | null,
): Milliseconds | null {
  const delayMs = ATTEMPT_DELAYS_MS[attemptsMade];
  if (delayMs === undefined) return null;
  const askedMs = Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS);
  return Math.max(jittered(delayMs, random), askedMs);
}

/** `Retry-After` (RFC 9110 §10.2.3): seconds or an HTTP date; `null` when it is neither. Never negative. */
export function parseRetryAfter(value: string | null, now: Instant): Milliseconds | null {
  if (value === null) return null;
  const text = value.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * SECOND;
  const at = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
