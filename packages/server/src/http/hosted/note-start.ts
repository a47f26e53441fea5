import type { FastifyRequest } from 'fastify';
import { tellInitiated } from '../../operations/tell-initiated.ts';
import type { ApiDeps } from '../api-deps.ts';
import { isLookingOnly } from './links/visitor.ts';
import type { Visit } from './visit.ts';

/**
 * Tells the merchant's notifications that the buyer has come, without letting the buyer wait; a later load tries again. Who
 * asks for the headers alone, or makes a preview of a link, is no buyer.
 */
export function noteStart(deps: ApiDeps, { session }: Visit, request: FastifyRequest): void {
  if (request.method === 'HEAD' || isLookingOnly(request)) return;
  tellInitiated(deps, session).then(
    (told) => told && deps.wake.emit('outbox', null),
    (error: unknown) => request.log.warn({ err: error }, 'the start of a checkout was not told'),
  );
}
