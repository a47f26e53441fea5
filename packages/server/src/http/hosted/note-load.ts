import type { FastifyRequest } from 'fastify';
import { clockNow } from '../../core/session/test-clock.ts';
import { noteVisit } from '../../store/session-visits.ts';
import type { ApiDeps } from '../api-deps.ts';
import { isLookingOnly } from './links/visitor.ts';
import type { Visit } from './visit.ts';

/**
 * Keeps the moment of the page's load, and does not let the customer wait for it: without it they can pay all the same. Who
 * asks for the headers alone, fetches ahead or makes a preview of a link has loaded nothing.
 */
export function noteLoad({ store, runtime }: ApiDeps, { session }: Visit, request: FastifyRequest): void {
  if (request.method === 'HEAD' || isLookingOnly(request)) return;
  const key = { organizationId: session.organizationId, sessionId: session.id };
  noteVisit(store, key, clockNow(session, runtime.now())).catch((error: unknown) => {
    request.log.warn({ err: error }, 'the load of a page was not noted');
  });
}
