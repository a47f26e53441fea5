import { fromPublicId } from '../../../core/identity/public-id.ts';
import { ApiError } from '../../errors.ts';

export const TAGS = ['Subscriptions'];
export const READ = { scope: 'subscriptions:read' } as const;
export const WRITE = { scope: 'subscriptions:write' } as const;

/** The UUID of `sub_…`; anything else is a subscription that does not exist. */
export function subscriptionUuid(id: string): string {
  const uuid = fromPublicId('subscription', id);
  if (uuid === undefined) throw new ApiError('subscription_not_found');
  return uuid;
}
