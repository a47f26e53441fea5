import type { Instant, Milliseconds } from '../time.ts';
import type { OutgoingResult } from './outgoing.ts';
import { parseRetryAfter, retryDelayMs } from './retry-schedule.ts';

/** What becomes of a delivery after an attempt. */
export type Verdict =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly at: Instant; readonly retryAfterMs: Milliseconds | null }
  /** The attempts are used up. */
  | { readonly kind: 'exhausted'; readonly retryAfterMs: Milliseconds | null }
  /** The receiver says that the endpoint is no more: 410. */
  | { readonly kind: 'gone' };

const GONE = 410;
/** Replies whose `Retry-After` we honour: Too Many Requests, Service Unavailable. */
const MAY_ASK_TO_WAIT = [429, 503];

/** What counts as received: any 2xx; for a payment notification only 200. */
export type Accepts = 'any_2xx' | 'only_200';

const isAccepted = (status: number, accepts: Accepts) =>
  accepts === 'only_200' ? status === 200 : status >= 200 && status < 300;

/**
 * What is not received, a redirect included, is tried again until the schedule ends. `random` is from [0, 1). A host that
 * stands for many notifications is not gone because one of them was.
 */
export function judgeAttempt(
  result: OutgoingResult,
  attemptsMade: number,
  now: Instant,
  random: number,
  accepts: Accepts = 'any_2xx',
): Verdict {
  if (result.kind === 'replied' && isAccepted(result.status, accepts)) return { kind: 'delivered' };
  if (result.kind === 'replied' && result.status === GONE && accepts === 'any_2xx') return { kind: 'gone' };
  const retryAfterMs = askedWait(result, now);
  const delayMs = retryDelayMs(attemptsMade, random, retryAfterMs);
  return delayMs === null ? { kind: 'exhausted', retryAfterMs } : { kind: 'retry', at: now + delayMs, retryAfterMs };
}

function askedWait(result: OutgoingResult, now: Instant): Milliseconds | null {
  if (result.kind !== 'replied' || !MAY_ASK_TO_WAIT.includes(result.status)) return null;
  return parseRetryAfter(result.retryAfter, now);
}

/** What the attempt's log says of a failure; `null` for a delivery that arrived. */
export function attemptError(result: OutgoingResult, accepts: Accepts = 'any_2xx'): string | null {
  if (result.kind === 'failed') return result.error;
  if (result.kind === 'refused') return REFUSALS[result.flaw];
  if (isAccepted(result.status, accepts)) return null;
  if (isAccepted(result.status, 'any_2xx')) return `replied ${result.status}; only 200 counts as received`;
  if (result.status >= 300 && result.status < 400) return `replied ${result.status}; redirects are not followed`;
  return `replied ${result.status}`;
}

const REFUSALS = {
  malformed: 'the URL is malformed',
  scheme: 'the URL is neither http: nor https:',
  https_required: 'the URL must be https: in live mode',
  credentials: 'the URL holds a user name or password',
  too_long: 'the URL is too long',
  address_denied: 'the host leads to an address that this server does not send to',
} as const;
