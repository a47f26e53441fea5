import type { FastifyRequest } from 'fastify';
import { sessionUuidOf } from '../../core/identity/session-id.ts';
import { type SessionResource, sessionResource } from '../../core/resource/session-resource.ts';
import { viewSessions } from '../../operations/view-sessions.ts';
import { findSession, listSessions } from '../../store/sessions.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ApiError } from '../errors.ts';
import { sessionIdInPath } from './session-id.ts';

/** The session that a path's `:id` names in any spelling, as it is now. Throws `session_not_found`. */
export async function readSession(deps: ApiDeps, request: FastifyRequest, id: string): Promise<SessionResource> {
  const session = await findSession(deps.store, request.principal, sessionIdInPath(id));
  if (!session) throw new ApiError('session_not_found');
  const [view] = await viewSessions(deps.store, [session], deps.runtime.now());
  return sessionResource(view!, deps.resource);
}

/** Newest first, whichever API they were made through; one more than `limit`, which tells that there are more. */
export async function readSessionPage(
  deps: ApiDeps,
  request: FastifyRequest,
  { limit, starting_after }: { readonly limit: number; readonly starting_after?: string | undefined },
): Promise<readonly SessionResource[]> {
  const startingAfter = starting_after === undefined ? undefined : sessionUuidOf(starting_after);
  if (starting_after !== undefined && startingAfter === undefined) {
    throw new ApiError('starting_after_not_found', { param: 'starting_after' });
  }
  const page = { limit: limit + 1, startingAfter };
  const sessions = await listSessions(deps.store, request.principal, {}, page);
  const views = await viewSessions(deps.store, sessions, deps.runtime.now());
  return views.map((view) => sessionResource(view, deps.resource));
}
