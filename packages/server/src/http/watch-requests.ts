import type { FastifyInstance } from 'fastify';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { refuseMalformed } from './connection-errors.ts';
import type { ApiError } from './errors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What it was refused with; set by whoever sends the answer. */
    refusedWith: ApiError | undefined;
  }
}

/** A field's name is the client's own text. */
const LONGEST_PARAM = 100;

/**
 * Each request is measured, and is a line for who looks closely. Not louder where it was refused: strangers who try paths and keys
 * would fill the log of whoever keeps it at information.
 */
export function watchRequests(
  app: FastifyInstance,
  { metrics, log }: { readonly metrics: Metrics; readonly log: Logger },
): void {
  app.decorateRequest('refusedWith', undefined);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    refuseMalformed(request);
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.requestAnswered(route, request.method, reply.statusCode, reply.elapsedTime / 1000);
    const { code, param } = request.refusedWith ?? {};
    log.debug(
      {
        requestId: request.id,
        method: request.method,
        route,
        status: reply.statusCode,
        ...(code && { code }),
        ...(param && { param: param.slice(0, LONGEST_PARAM) }),
        ms: Math.round(reply.elapsedTime),
      },
      'request answered',
    );
  });
}
