import { toPublicId } from '../../../core/identity/public-id.ts';
import { isoTime, isoTimeOrNull } from '../../../core/resource/session-resource.ts';
import { type SubscriptionResource, subscriptionResource } from '../../../core/resource/subscription-resource.ts';
import type { OrganizationScope } from '../../../store/organization-scope.ts';
import type { OwnRedemption } from '../../../store/redeemer-erasure.ts';
import { findLatestPeriod } from '../../../store/subscription-periods.ts';
import { findSubscription } from '../../../store/subscriptions.ts';
import type { ApiDeps } from '../../api-deps.ts';

/** As its own route shows it; nothing where it is gone since it was found. */
export async function exportedSubscription(
  { store, resource }: Pick<ApiDeps, 'store' | 'resource'>,
  scope: OrganizationScope,
  id: string,
): Promise<readonly SubscriptionResource[]> {
  const subscription = await findSubscription(store, scope, id);
  if (!subscription) return [];
  const latest = await findLatestPeriod(store, subscription);
  return [subscriptionResource({ subscription, latest }, resource.publicUrl)];
}

export const presentRedemption = ({ discountId, code, sessionId, redeemedAt, releasedAt }: OwnRedemption) => ({
  discountId: toPublicId('discount', discountId),
  code,
  sessionId: toPublicId('session', sessionId),
  redeemedAt: isoTime(redeemedAt),
  releasedAt: isoTimeOrNull(releasedAt),
});
