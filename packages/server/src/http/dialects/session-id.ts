import { fromPublicId } from '../../core/identity/public-id.ts';
import { ApiError } from '../errors.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * A session's UUID from any spelling of its id: the plain UUID of seeds 000 and 002, or `cs_…`. `undefined` for text that
 * is neither.
 */
export function sessionIdOf(text: string): string | undefined {
  const plain = text.toLowerCase();
  return UUID.test(plain) ? plain : fromPublicId('session', text);
}

/** The same for a path's `:id`: what cannot be an id is a session that does not exist. */
export function sessionIdInPath(text: string): string {
  const uuid = sessionIdOf(text);
  if (uuid === undefined) throw new ApiError('session_not_found');
  return uuid;
}

/** A session's `cs_…` as the plain UUID. */
export function plainUuid(publicId: string): string {
  const uuid = fromPublicId('session', publicId);
  if (uuid === undefined) throw new Error(`not a session's id: ${publicId}`);
  return uuid;
}
