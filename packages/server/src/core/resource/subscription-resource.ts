import { toPublicId } from '../identity/public-id.ts';
import { formatMoney } from '../money/amounts.ts';
import type { Period } from '../subscription/billing-calendar.ts';
import { graceEndsAt, nextOpening } from '../subscription/deadlines.ts';
import type { AskedPeriod, Subscription } from '../subscription/subscription.ts';
import { checkoutUrl, isoTime, isoTimeOrNull } from './session-resource.ts';

export interface SubscriptionView {
  readonly subscription: Subscription;
  /** The newest period that was asked and not withdrawn. */
  readonly latest: AskedPeriod | null;
}

/** A subscription as the canonical API shows it. */
export function subscriptionResource({ subscription, latest }: SubscriptionView, publicUrl: string) {
  const { currency, recurring, current } = subscription;
  const money = (minor: bigint) => formatMoney({ minor, currency });
  return {
    id: toPublicId('subscription', subscription.id),
    object: 'subscription' as const,
    status: subscription.status,
    version: subscription.version,
    livemode: subscription.livemode,
    siteId: toPublicId('site', subscription.siteId),
    customerId: subscription.customerId && toPublicId('customer', subscription.customerId),
    customerEmail: subscription.customerEmail,
    price: { amount: money(subscription.price), currency },
    credit: money(subscription.credit),
    recurring: {
      interval: recurring.interval,
      intervalCount: recurring.intervalCount,
      trialDays: recurring.trialDays,
      cycles: recurring.cycles,
      endsAt: isoTimeOrNull(recurring.endsAt),
      allowedMethods: recurring.allowedMethods,
    },
    description: subscription.description,
    lineItems: subscription.lineItems,
    metadata: subscription.metadata,
    firstSessionId: toPublicId('session', subscription.firstSessionId),
    currentPeriod: periodResource(current),
    renewal: latest && renewalResource(latest, subscription, publicUrl),
    nextRenewalAt: isoTimeOrNull(nextOpening(subscription, latest)),
    missedPeriods: subscription.misses,
    cancelAtPeriodEnd: subscription.cancelAtPeriodEnd,
    pausedAt: isoTimeOrNull(subscription.pausedAt),
    canceledAt: isoTimeOrNull(subscription.canceledAt),
    cancelReason: subscription.cancelReason,
    endedAt: isoTimeOrNull(subscription.endedAt),
    testClockId: subscription.testClockId && toPublicId('testClock', subscription.testClockId),
    createdAt: isoTime(subscription.createdAt),
    updatedAt: isoTime(subscription.updatedAt),
  };
}
export type SubscriptionResource = ReturnType<typeof subscriptionResource>;

const periodResource = ({ number, startsAt, endsAt }: Period) => ({
  number,
  startsAt: isoTime(startsAt),
  endsAt: isoTime(endsAt),
});

function renewalResource(latest: AskedPeriod, { currency, policy }: Subscription, publicUrl: string) {
  // Its id was drawn before it is created: until that is certain it names nothing.
  const isThere = latest.openedAt !== null;
  return {
    period: periodResource(latest),
    amount: formatMoney({ minor: latest.amount, currency }),
    sessionId: isThere ? toPublicId('session', latest.sessionId) : null,
    checkoutUrl: isThere ? checkoutUrl(publicUrl, latest.sessionId) : null,
    graceEndsAt: isoTimeOrNull(graceEndsAt(latest, policy)),
    paidAt: isoTimeOrNull(latest.paidAt),
    missedAt: isoTimeOrNull(latest.missedAt),
  };
}
