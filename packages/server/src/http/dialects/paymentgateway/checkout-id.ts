import { fromPublicId } from '../../../core/identity/public-id.ts';
import { sessionUuidOf } from '../../../core/identity/session-id.ts';
import { ApiError } from '../../errors.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A checkout's UUID from its `id`, `sessionPublicId` or `shortCode`; what is none of them is a checkout that does not exist. */
export function checkoutUuid(text: string): string {
  const uuid = sessionUuidOf(text);
  if (uuid === undefined) throw new ApiError('session_not_found');
  return uuid;
}

/** A site's UUID from `site_…` or the UUID itself. Throws `site_not_found` naming `param`. */
export function siteUuid(text: string, param = 'siteId'): string {
  const plain = text.toLowerCase();
  const uuid = UUID.test(plain) ? plain : fromPublicId('site', text);
  if (uuid === undefined) throw new ApiError('site_not_found', { param });
  return uuid;
}
