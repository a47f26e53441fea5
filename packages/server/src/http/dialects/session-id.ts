import { fromPublicId } from '../../core/identity/public-id.ts';
import { sessionUuidOf } from '../../core/identity/session-id.ts';
import { ApiError } from '../errors.ts';

/** The UUID in a path's `:id`, however spelled: what cannot be an id is a session that does not exist. */
export function sessionIdInPath(text: string): string {
  const uuid = sessionUuidOf(text);
  if (uuid === undefined) throw new ApiError('session_not_found');
  return uuid;
}

/** A session's `cs_…` as the plain UUID. */
export function plainUuid(publicId: string): string {
  const uuid = fromPublicId('session', publicId);
  if (uuid === undefined) throw new Error(`not a session's id: ${publicId}`);
  return uuid;
}
