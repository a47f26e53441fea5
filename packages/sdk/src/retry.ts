const BASE_DELAY_MS = 500;
const MAX_DELAY_MS = 8_000;
/** A server that asks for more patience than this gets an error to the caller instead. */
const LONGEST_RETRY_AFTER_MS = 60_000;

/** Statuses after which the same request may succeed. 409 only while the same idempotency key is being worked on. */
export function isRetryable(status: number, code: string): boolean {
  if (status === 409) return code === 'idempotency_in_progress';
  return status === 429 || (status >= 500 && status !== 501);
}

/** `Retry-After` in milliseconds: seconds or an HTTP date (RFC 9110, 10.2.3); `null` for none and for nonsense. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}

/**
 * How long to wait before attempt `attempt + 1`; `null` when the server asks for longer than anyone should hang.
 * Doubles from half a second to 8 s, each shortened by up to half at random, so that many clients do not come back together.
 */
export function retryDelayMs(attempt: number, askedMs: number | null, random: number): number | null {
  if (askedMs !== null) return askedMs <= LONGEST_RETRY_AFTER_MS ? askedMs : null;
  const full = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** (attempt - 1));
  return full * (1 - random / 2);
}
