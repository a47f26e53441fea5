import type { FastifyReply, FastifyRequest } from 'fastify';
import { type SessionResource, sessionResource } from '../core/resource/session-resource.ts';
import type { Refusal } from '../operations/refusal.ts';
import type { ActDone } from '../operations/session-acts.ts';
import type { Transaction } from '../store/database.ts';
import { accepted } from './answer.ts';
import type { ApiDeps } from './api-deps.ts';
import { answerIdempotently } from './idempotency.ts';

export interface SessionAct {
  /** Reads the networks first, before the transaction opens: no network is asked while a row is locked. */
  readonly prepare?: (() => Promise<Refusal | undefined>) | undefined;
  readonly effect: (tx: Transaction) => Promise<ActDone | Refusal>;
  /** The answer, null for one without content; the canonical session where absent. */
  readonly present?: (session: SessionResource) => { readonly status: number; readonly body: object | null };
}

const CANONICAL = (session: SessionResource) => ({ status: 200, body: session });

/** Cancels, expires or extends a session, at most once for its Idempotency-Key, and wakes whoever watches it. */
export async function answerAct(
  deps: ApiDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { prepare, effect, present = CANONICAL }: SessionAct,
): Promise<FastifyReply> {
  let sessionId: string | undefined;
  const refusal = await prepare?.();
  const sent = await answerIdempotently(deps, request, reply, async (tx) => {
    if (refusal) accepted(refusal);
    const done = accepted(await effect(tx));
    sessionId = done.sessionId;
    return present(sessionResource(done.view, deps.resource));
  });
  if (sessionId !== undefined) {
    deps.wake.emit('outbox', null);
    deps.wake.emit('session', sessionId);
  }
  return sent;
}
