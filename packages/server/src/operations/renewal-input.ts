import { formatMoney } from '../core/money/amounts.ts';
import { type AppliedDiscount, detailsOf, type LineItem } from '../core/session/details.ts';
import type { Session } from '../core/session/session.ts';
import { graceEndsAt } from '../core/subscription/deadlines.ts';
import type { AskedPeriod, Subscription } from '../core/subscription/subscription.ts';
import type { Instant } from '../core/time.ts';
import type { CreateSessionInput } from './create-session.ts';
import { type MethodCatalogue, methodsOf } from './method-catalogue.ts';
import type { SessionLimits } from './session-limits.ts';

export interface RenewalContext {
  readonly catalogue: MethodCatalogue;
  readonly limits: SessionLimits;
}

/**
 * The session that asks for a period: what the first one carried, at the period's amount. It lives as long as the server
 * allows, at most to the end of the period's grace; one that runs out is replaced.
 */
export function renewalInput(
  context: RenewalContext,
  subscription: Subscription,
  period: AskedPeriod,
  first: Session,
  now: Instant,
): CreateSessionInput {
  const { currency } = subscription;
  return {
    ...detailsOf(first),
    mode: 'subscription',
    total: { minor: period.amount, currency },
    allowedMethods: methodsFor(context, subscription, first),
    method: undefined,
    expiresIn: lifetimeSeconds(context.limits, subscription, period, now),
    graceSeconds: undefined,
    siteId: subscription.siteId,
    description: subscription.description,
    lineItems: itemsOf(subscription, period),
    discounts: discountsOf(subscription, period),
    metadata: subscription.metadata,
    customerId: subscription.customerId,
    customerEmail: subscription.customerEmail,
    linkId: null,
    recurring: { ...subscription.recurring, amount: formatMoney({ minor: subscription.price, currency }) },
    subscriptionId: subscription.id,
    subscriptionPeriod: { number: period.number, startsAt: period.startsAt, endsAt: period.endsAt },
  };
}

/** Those that are still switched on; where none is, all of them, so that the refusal names what is missing. */
function methodsFor({ catalogue }: RenewalContext, { recurring, livemode }: Subscription, first: Session) {
  const offered = first.terms.offers.map((offer) => offer.method);
  const wanted = recurring.allowedMethods ?? (offered.length > 0 ? offered : undefined);
  const switchedOn = new Set(methodsOf(catalogue, livemode).map((method) => method.id));
  const left = wanted?.filter((method) => switchedOn.has(method));
  return left?.length === 0 ? wanted : left;
}

function lifetimeSeconds(
  { ttlBounds }: SessionLimits,
  { policy }: Subscription,
  period: AskedPeriod,
  now: Instant,
): number {
  const until = graceEndsAt({ ...period, openedAt: period.openedAt ?? now }, policy)!;
  const wanted = until > now ? Math.ceil((until - now) / 1000) : ttlBounds.max;
  return Math.min(ttlBounds.max, Math.max(ttlBounds.min, wanted));
}

/** What is owed from before is an item of its own, so that the items add up to what is asked. */
function itemsOf({ lineItems, currency }: Subscription, { creditUsed }: AskedPeriod): readonly LineItem[] | null {
  if (lineItems === null || creditUsed >= 0n) return lineItems;
  return [...lineItems, adjustmentItem(formatMoney({ minor: -creditUsed, currency }))];
}

const adjustmentItem = (unitAmount: string): LineItem => ({
  name: 'Adjustment for the changed price',
  description: null,
  imageUrl: null,
  quantity: 1,
  unitAmount,
  productId: null,
  taxCategory: null,
});

function discountsOf({ currency }: Subscription, { creditUsed }: AskedPeriod): readonly AppliedDiscount[] | null {
  if (creditUsed <= 0n) return null;
  const amount = formatMoney({ minor: creditUsed, currency });
  return [{ discountId: null, code: null, name: 'Credit', percentOff: null, amountOff: amount, amount }];
}
