import { toPublicId } from '../core/identity/public-id.ts';
import { randomFraction } from '../core/random-fraction.ts';
import type { Instant, Milliseconds } from '../core/time.ts';
import { afterFailure } from '../core/webhook/endpoint-rest.ts';
import type { OutgoingResult, PostOutgoing } from '../core/webhook/outgoing.ts';
import { type Accepts, attemptError, judgeAttempt, type Verdict } from '../core/webhook/verdict.ts';
import type { Store } from '../store/database.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import {
  type AttemptRecord,
  disableEndpoint,
  lockEndpointHealth,
  recordFailure,
  recordSuccess,
  setEndpointHealth,
} from '../store/webhook-attempts.ts';
import type { ClaimedDelivery } from '../store/webhook-queue.ts';
import type { Runtime } from './runtime.ts';
import { bodyOf, type PostDeps, signedPost } from './signed-post.ts';

export { ATTEMPT_TIMEOUT_MS } from './signed-post.ts';

const GONE_REASON = 'The endpoint answered 410 Gone.';

export interface AttemptDeps extends PostDeps {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly post: PostOutgoing;
  /** Told of an event that does not render: the attempt is booked as a failure all the same. */
  readonly onFault?: (error: unknown) => void;
}

/** What an attempt came to, for logs and metrics. */
export interface AttemptReport {
  readonly verdict: Verdict['kind'];
  readonly responseStatus: number | null;
  /** Why it was not received, as the delivery's attempts show it; null where it was. */
  readonly error: string | null;
  /** Not before this moment; null where none follows. */
  readonly nextAttemptAt: Instant | null;
  readonly durationMs: Milliseconds;
  /** From the event's creation to this attempt's end. */
  readonly ageMs: Milliseconds;
}

/**
 * Sends a claimed delivery once, signed with the time of this attempt, and books what came of it. A failure of the
 * receiver is an outcome, and so is an event that does not render: it runs through the same schedule to its end. This
 * rejects only where the books or the secret cannot be opened, and then the claim runs out and the delivery is tried again.
 */
export async function attemptDelivery(deps: AttemptDeps, claimed: ClaimedDelivery): Promise<AttemptReport> {
  const startedAt = deps.runtime.now();
  const body = renderedBody(deps, claimed);
  const result = body === undefined ? UNWRITTEN : await deps.post(signedPost(deps, claimed, body, startedAt));
  const endedAt = deps.runtime.now();
  const random = randomFraction(deps.runtime.randomBytes(4));
  const accepts = claimed.ipn ? 'only_200' : 'any_2xx';
  const verdict = judgeAttempt(result, claimed.attemptCount + 1, endedAt, random, accepts);
  const attempt = recordOf(result, accepts, startedAt, endedAt);
  if (verdict.kind === 'delivered') await recordSuccess(deps.store, claimed, attempt, endedAt);
  else await bookFailure(deps, claimed, attempt, verdict, { at: endedAt, random, sent: body !== undefined });
  return {
    verdict: verdict.kind,
    responseStatus: attempt.responseStatus,
    error: attempt.error,
    nextAttemptAt: verdict.kind === 'retry' ? verdict.at : null,
    durationMs: attempt.durationMs,
    ageMs: endedAt - claimed.eventCreatedAt,
  };
}

/** Nothing was sent: the fault is this server's, and the receiver's health says nothing of it. */
const UNWRITTEN: OutgoingResult = {
  kind: 'failed',
  error: 'the message could not be written; the server’s log says why',
};

function renderedBody(deps: AttemptDeps, claimed: ClaimedDelivery): string | undefined {
  try {
    return bodyOf(deps, claimed);
  } catch (error) {
    deps.onFault?.(renderingFault(error, claimed));
    return undefined;
  }
}

/** The kind and the place of the fault without its message, which can quote what the event says of a person. */
function renderingFault(error: unknown, { eventId, dialect }: ClaimedDelivery): Error {
  const { name, stack = '' } = error instanceof Error ? error : new Error('not an error');
  const fault = new Error(`${toPublicId('event', eventId)} does not render in the words of ${dialect}: ${name}`);
  const frames = stack.split('\n').filter((line) => /^ +at /.test(line));
  fault.stack = [`${fault.name}: ${fault.message}`, ...frames].join('\n');
  return fault;
}

function recordOf(result: OutgoingResult, accepts: Accepts, startedAt: Instant, endedAt: Instant): AttemptRecord {
  return {
    startedAt,
    durationMs: Math.max(0, endedAt - startedAt),
    responseStatus: result.kind === 'replied' ? result.status : null,
    responseBody: result.kind === 'replied' ? result.bodyStart : null,
    error: attemptError(result, accepts),
  };
}

async function bookFailure(
  { store }: AttemptDeps,
  claimed: ClaimedDelivery,
  attempt: AttemptRecord,
  verdict: Exclude<Verdict, { kind: 'delivered' }>,
  { at, random, sent }: { readonly at: Instant; readonly random: number; readonly sent: boolean },
): Promise<void> {
  const next = verdict.kind === 'retry' ? verdict.at : null;
  await retriedTransaction(store, async (tx) => {
    // The endpoint's row first, always: two failures of one endpoint never wait for each other in a circle.
    const health = await lockEndpointHealth(tx, claimed);
    await recordFailure(tx, claimed, attempt, next, at);
    if (verdict.kind === 'gone') {
      await disableEndpoint(tx, claimed, { url: claimed.url, reason: GONE_REASON, at });
    } else if (health && sent) {
      await setEndpointHealth(tx, claimed, afterFailure(health, at, random, verdict.retryAfterMs));
    }
  });
}
