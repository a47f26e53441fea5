import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { clientNetwork } from '../core/client-network.ts';
import { ApiError } from './errors.ts';

/**
 * Counted by key once it has been recognised, so that the shops behind one address do not slow each other; everyone else
 * by address (IPv6: by network). So are publishable keys, which every visitor of a page has. What a request merely claims to
 * be is never counted: it could claim something else each time.
 */
export async function limitRate(app: FastifyInstance, requestsPerMinute: number): Promise<void> {
  await app.register(rateLimit, {
    global: true,
    max: requestsPerMinute === 0 ? Number.MAX_SAFE_INTEGER : requestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: countedAs,
    errorResponseBuilder: (_request, { ttl }) => tooManyRequests(ttl),
  });
}

function countedAs(request: FastifyRequest): string {
  const principal = request.principal as FastifyRequest['principal'] | undefined;
  return principal === undefined || principal.permissions === 'public' ? clientNetwork(request.ip) : principal.actor;
}

export type CountFailure = (request: FastifyRequest) => Promise<void>;

/** Counts refused keys by address: after as many as requests are allowed, the answer is 429. */
export function failureCounter(app: FastifyInstance): CountFailure {
  const count = app.createRateLimit({ keyGenerator: (request) => `refused:${clientNetwork(request.ip)}` });
  return async (request) => {
    const counted = await count(request);
    if (!counted.isAllowed && counted.isExceeded) throw tooManyRequests(counted.ttl);
  };
}

function tooManyRequests(ttlMs: number): ApiError {
  return new ApiError('too_many_requests', { retryAfterSeconds: Math.max(1, Math.ceil(ttlMs / 1000)) });
}
