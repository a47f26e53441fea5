import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseLosslessly } from '../core/exact-number.ts';
import type { SessionResource } from '../core/resource/session-resource.ts';
import { type CreateSessionInput, createSession } from '../operations/create-session.ts';
import type { Refusal } from '../operations/refusal.ts';
import { replayCreate } from '../operations/replay-create.ts';
import { accepted } from './answer.ts';
import type { ApiDeps } from './api-deps.ts';
import { ApiError } from './errors.ts';
import { idempotencyKey, idempotencyRoute, sendAnswer } from './idempotency.ts';

/** A session in a dialect's words. Pure: a replay and a webhook are the same function of the canonical resource. */
export interface CreateAnswer {
  readonly status: number;
  readonly present: (session: SessionResource) => object;
}

const CANONICAL: CreateAnswer = { status: 201, present: (session) => session };

/**
 * Creates a session and answers with it; a repeat under the same Idempotency-Key gets the first one's snapshot, also
 * where a fresh create would now be refused, for example for want of a price. `input` may already be a refusal.
 */
export async function answerCreate(
  deps: ApiDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  input: CreateSessionInput | Refusal,
  answer: CreateAnswer = CANONICAL,
): Promise<FastifyReply> {
  const { principal, body } = request;
  const key = idempotencyKey(request);
  const scope = key === undefined ? null : { route: idempotencyRoute(request), key };
  const made =
    'outcome' in input ? input : await createSession(deps.createSession, principal, input, scope && { ...scope, body });
  const asText = (session: SessionResource) => JSON.stringify(answer.present(session));
  if (made.outcome === 'created') {
    const text = answer === CANONICAL ? made.snapshot : asText(made.resource);
    return sendAnswer(reply, { status: answer.status, body: text }, false);
  }
  const replayed = scope && (await replayCreate(deps.store, principal, scope, body));
  if (replayed?.outcome === 'key_reused') throw new ApiError('idempotency_key_reused');
  if (replayed?.outcome === 'replayed') {
    const text =
      answer === CANONICAL ? replayed.snapshot : asText(parseLosslessly(replayed.snapshot) as SessionResource);
    return sendAnswer(reply, { status: answer.status, body: text }, true);
  }
  if (made.outcome === 'key_taken') throw new ApiError('idempotency_in_progress', { retryAfterSeconds: 1 });
  throw accepted<never>(made);
}
