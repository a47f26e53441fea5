import type { FastifyReply, FastifyRequest } from 'fastify';
import { uuidOfPublicId } from '../core/identity/public-id.ts';
import { sessionUuidOf } from '../core/identity/session-id.ts';
import { type Answer, type IdempotencyDeps, runIdempotently } from '../operations/idempotent.ts';
import type { Transaction } from '../store/database.ts';
import { ApiError } from './errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    idempotencyRoute?: (request: FastifyRequest) => string;
  }
}

const NO_CONTENT = '';

/** The Idempotency-Key header, checked; undefined when there is none. */
export function idempotencyKey(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) throw new ApiError('idempotency_key_invalid');
  return key;
}

/**
 * The route as a scope of idempotency keys, `POST /api/v1/checkout_sessions/<uuid>/cancel`: as it was registered and with
 * the plain ids in it, so that one thing has one scope however the request's address spells it. One that is reached by
 * several addresses says by `idempotencyRoute` in its config what they all are.
 */
export function idempotencyRoute(request: FastifyRequest): string {
  const { config, url = '' } = request.routeOptions;
  if (config.idempotencyRoute) return config.idempotencyRoute(request);
  const params = request.params as Readonly<Record<string, string>>;
  return `${request.method} ${url.replace(/:(\w+)/g, (_whole, name: string) => plainId(params[name] ?? ''))}`;
}

function plainId(text: string): string {
  return sessionUuidOf(text) ?? uuidOfPublicId(text) ?? text;
}

/**
 * Runs the effect of a POST in one transaction with its idempotency record and sends the answer, fresh or replayed.
 * `effect` may throw an ApiError: then nothing is stored. A body of null is an answer without content.
 */
export async function answerIdempotently(
  deps: IdempotencyDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  effect: (tx: Transaction) => Promise<{ status: number; body: object | null }>,
): Promise<FastifyReply> {
  const result = await runIdempotently(
    deps,
    {
      principal: request.principal,
      route: idempotencyRoute(request),
      key: idempotencyKey(request),
      body: request.body,
    },
    async (tx) => {
      const { status, body } = await effect(tx);
      return { status, body: body === null ? NO_CONTENT : JSON.stringify(body) };
    },
  );
  if (result.outcome === 'key_reused') throw new ApiError('idempotency_key_reused');
  if (result.outcome === 'in_progress') throw new ApiError('idempotency_in_progress', { retryAfterSeconds: 1 });
  return sendAnswer(reply, result.answer, result.replayed);
}

export function sendAnswer(reply: FastifyReply, answer: Answer, replayed: boolean): FastifyReply {
  if (replayed) reply.header('idempotent-replayed', 'true');
  if (answer.body === NO_CONTENT) return reply.code(answer.status).send();
  return reply.code(answer.status).type('application/json').send(answer.body);
}
