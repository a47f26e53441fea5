import type { FastifyRequest } from 'fastify';
import { clockNow } from '../../core/session/test-clock.ts';
import { noteVisit } from '../../store/session-visits.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Visit } from './visit.ts';

/** Keeps the moment of the page's load, and does not let the customer wait for it: without it they can pay all the same. */
export function noteLoad({ store, runtime }: ApiDeps, { session }: Visit, request: FastifyRequest): void {
  const key = { organizationId: session.organizationId, sessionId: session.id };
  noteVisit(store, key, clockNow(session, runtime.now())).catch((error: unknown) => {
    request.log.warn({ err: error }, 'the load of a page was not noted');
  });
}
