import type { Instant, Milliseconds } from '../time.ts';
import { jittered } from './retry-schedule.ts';

/** After so many failures in a row the endpoint rests as a whole, whatever is queued for it. */
export const FAILURES_BEFORE_REST = 5;

const FIRST_REST_MS = 10_000;
const LONGEST_REST_MS = 15 * 60_000;
/** An endpoint that asks by `Retry-After` to be left alone is, up to this. */
const LONGEST_ASKED_REST_MS = 60 * 60_000;

export interface EndpointHealth {
  /** Failures since the last success; those that come in while it already rests are not counted. */
  readonly consecutiveFailures: number;
  readonly restingUntil: Instant | null;
}

/**
 * The endpoint's health after one more failure: from the fifth in a row it rests for 10 s, doubling up to 15 min.
 * Attempts that were already under way when the rest began do not lengthen it.
 */
export function afterFailure(
  health: EndpointHealth,
  now: Instant,
  random: number,
  retryAfterMs: Milliseconds | null,
): EndpointHealth {
  const resting = health.restingUntil !== null && health.restingUntil > now;
  const consecutiveFailures = resting ? health.consecutiveFailures : health.consecutiveFailures + 1;
  const rests = [resting ? health.restingUntil : 0];
  if (!resting && consecutiveFailures >= FAILURES_BEFORE_REST) rests.push(now + restMs(consecutiveFailures, random));
  if (retryAfterMs !== null) rests.push(now + Math.min(retryAfterMs, LONGEST_ASKED_REST_MS));
  const latest = Math.max(...rests);
  return { consecutiveFailures, restingUntil: latest === 0 ? null : latest };
}

function restMs(consecutiveFailures: number, random: number): Milliseconds {
  const doublings = Math.min(consecutiveFailures - FAILURES_BEFORE_REST, 16);
  return jittered(Math.min(FIRST_REST_MS * 2 ** doublings, LONGEST_REST_MS), random);
}
