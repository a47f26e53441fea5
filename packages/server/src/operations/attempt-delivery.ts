import { randomFraction } from '../core/random-fraction.ts';
import type { Instant, Milliseconds } from '../core/time.ts';
import { afterFailure } from '../core/webhook/endpoint-rest.ts';
import { envelope } from '../core/webhook/envelope.ts';
import type { OutgoingPost, OutgoingResult, PostOutgoing } from '../core/webhook/outgoing.ts';
import { signatureHeaders } from '../core/webhook/sign.ts';
import { attemptError, judgeAttempt, type Verdict } from '../core/webhook/verdict.ts';
import type { Store } from '../store/database.ts';
import type { SecretBox } from '../store/secret-box.ts';
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
import { signingSecrets } from './webhook-secrets.ts';

/** From the look-up of the host to the reply's last byte. */
export const ATTEMPT_TIMEOUT_MS: Milliseconds = 15_000;
const GONE_REASON = 'The endpoint answered 410 Gone.';

export interface AttemptDeps {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly secretBox: SecretBox;
  readonly post: PostOutgoing;
  /** `Opentill/<version>`. */
  readonly userAgent: string;
}

/** What an attempt came to, for logs and metrics. */
export interface AttemptReport {
  readonly verdict: Verdict['kind'];
  readonly responseStatus: number | null;
  readonly durationMs: Milliseconds;
  /** From the event's creation to this attempt's end. */
  readonly ageMs: Milliseconds;
}

/**
 * Sends a claimed delivery once, signed with the time of this attempt, and books what came of it. A failure of the
 * receiver is an outcome; this rejects only where the books or the secret cannot be opened, and then the claim runs out
 * and the delivery is tried again.
 */
export async function attemptDelivery(deps: AttemptDeps, claimed: ClaimedDelivery): Promise<AttemptReport> {
  const startedAt = deps.runtime.now();
  const result = await deps.post(signedPost(deps, claimed, startedAt));
  const endedAt = deps.runtime.now();
  const random = randomFraction(deps.runtime.randomBytes(4));
  const verdict = judgeAttempt(result, claimed.attemptCount + 1, endedAt, random);
  const attempt = recordOf(result, startedAt, endedAt);
  if (verdict.kind === 'delivered') await recordSuccess(deps.store, claimed, attempt, endedAt);
  else await bookFailure(deps, claimed, attempt, verdict, { at: endedAt, random });
  return {
    verdict: verdict.kind,
    responseStatus: attempt.responseStatus,
    durationMs: attempt.durationMs,
    ageMs: endedAt - claimed.eventCreatedAt,
  };
}

function signedPost({ secretBox, userAgent }: AttemptDeps, claimed: ClaimedDelivery, at: Instant): OutgoingPost {
  const message = envelope({
    id: claimed.eventId,
    type: claimed.eventType,
    livemode: claimed.livemode,
    version: claimed.eventVersion,
    data: claimed.eventData,
    createdAt: claimed.eventCreatedAt,
  });
  const body = JSON.stringify(message);
  const secrets = signingSecrets(secretBox, claimed, at);
  return {
    url: claimed.url,
    headers: {
      'content-type': 'application/json',
      'user-agent': userAgent,
      ...signatureHeaders({ id: message.id, at, body }, secrets),
    },
    body,
    timeoutMs: ATTEMPT_TIMEOUT_MS,
    requireHttps: claimed.livemode,
  };
}

function recordOf(result: OutgoingResult, startedAt: Instant, endedAt: Instant): AttemptRecord {
  return {
    startedAt,
    durationMs: Math.max(0, endedAt - startedAt),
    responseStatus: result.kind === 'replied' ? result.status : null,
    responseBody: result.kind === 'replied' ? result.bodyStart : null,
    error: attemptError(result),
  };
}

async function bookFailure(
  { store }: AttemptDeps,
  claimed: ClaimedDelivery,
  attempt: AttemptRecord,
  verdict: Exclude<Verdict, { kind: 'delivered' }>,
  { at, random }: { readonly at: Instant; readonly random: number },
): Promise<void> {
  const next = verdict.kind === 'retry' ? verdict.at : null;
  await store.transaction().execute(async (tx) => {
    // The endpoint's row first, always: two failures of one endpoint never wait for each other in a circle.
    const health = await lockEndpointHealth(tx, claimed);
    await recordFailure(tx, claimed, attempt, next, at);
    if (verdict.kind === 'gone') {
      await disableEndpoint(tx, claimed, { url: claimed.url, reason: GONE_REASON, at });
    } else if (health) {
      await setEndpointHealth(tx, claimed, afterFailure(health, at, random, verdict.retryAfterMs));
    }
  });
}
