import { formatMoney } from '../core/money/amounts.ts';
import type { Money } from '../core/money/money.ts';
import type { LineItem } from '../core/session/details.ts';
import { applyCredit, creditForChange } from '../core/subscription/credit.ts';
import type { AskedPeriod, Subscription } from '../core/subscription/subscription.ts';
import type { Transaction } from '../store/database.ts';
import { findPaidPeriodsAfter, putPeriod } from '../store/subscription-periods.ts';
import { checkLineItems } from './line-items.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';
import { finish, lockLiving, type SubscriptionActDone } from './subscription-acts.ts';
import { nowOf, type SubscriptionBooksDeps, subscriptionKey } from './subscription-books.ts';
import { endNewestSession } from './withdraw-renewal.ts';

/** What is absent stays. */
export interface SubscriptionUpdate {
  readonly price?: Money | undefined;
  /** They add up to the price. Absent with a new price: the one item takes it, several are dropped. */
  readonly lineItems?: readonly LineItem[] | null | undefined;
  /** Whether what was paid for the time to come is set off against the new price. */
  readonly prorate: boolean;
  readonly description?: string | null | undefined;
  readonly metadata?: Readonly<Record<string, string>> | null | undefined;
  readonly customerEmail?: string | undefined;
}

/**
 * Changes a subscription, from now on. A new price holds for every period that has not been paid; an open renewal is
 * replaced by one at the new price, unless money has come to it: then it stays, and the difference becomes credit once
 * it is paid.
 */
export async function changeSubscription(
  deps: SubscriptionBooksDeps,
  tx: Transaction,
  principal: Principal,
  id: string,
  update: SubscriptionUpdate,
): Promise<SubscriptionActDone | Refusal> {
  const locked = await lockLiving(tx, principal, id);
  if ('outcome' in locked) return locked;
  const before = locked.subscription;
  const price = update.price ?? { minor: before.price, currency: before.currency };
  const refusal = checkPrice(before, price, update.lineItems ?? null);
  if (refusal) return refusal;
  const described: Subscription = {
    ...before,
    description: update.description === undefined ? before.description : update.description,
    metadata: update.metadata === undefined ? before.metadata : update.metadata,
    customerEmail: update.customerEmail ?? before.customerEmail,
    lineItems: itemsFor(before, price, update.lineItems),
  };
  if (price.minor === before.price) return finish(deps, tx, described, ['subscription.updated']);
  const repriced = { ...described, price: price.minor };
  const credited = await setOff(deps, tx, repriced, update.prorate);
  const { subscription, sessionIds } = await askAnew(deps, tx, credited, locked.latest, update.prorate);
  return finish(deps, tx, subscription, ['subscription.updated'], sessionIds);
}

function checkPrice(
  { currency, livemode }: Subscription,
  price: Money,
  lineItems: readonly LineItem[] | null,
): Refusal | undefined {
  if (price.currency === currency) return checkLineItems(lineItems, price, livemode);
  return refuse(
    'currency_mismatch',
    `The subscription is in ${currency}, and that cannot change: cancel it and start another one.`,
    'amount.currency',
  );
}

function itemsFor(
  { lineItems, price: before }: Subscription,
  price: Money,
  given: SubscriptionUpdate['lineItems'],
): readonly LineItem[] | null {
  if (given !== undefined) return given;
  if (price.minor === before) return lineItems;
  const [only, ...others] = lineItems ?? [];
  if (only === undefined || others.length > 0 || only.quantity !== 1) return null;
  return [{ ...only, unitAmount: formatMoney(price) }];
}

/** What was paid at the old price for time to come, less what that time costs now, becomes credit. */
async function setOff(
  deps: SubscriptionBooksDeps,
  tx: Transaction,
  subscription: Subscription,
  prorate: boolean,
): Promise<Subscription> {
  const key = subscriptionKey(subscription);
  const now = nowOf(deps, subscription);
  let { credit } = subscription;
  for (const period of await findPaidPeriodsAfter(tx, key, now)) {
    if (prorate) credit += creditForChange(period, subscription.price, now);
    // From now on its time is worth the new price: a second change starts from there.
    await putPeriod(tx, key, subscription.livemode, { ...period, price: subscription.price });
  }
  return { ...subscription, credit };
}

/** Ends the open renewal's session, so that the worker puts one at the new amount in its place. */
async function askAnew(
  deps: SubscriptionBooksDeps,
  tx: Transaction,
  subscription: Subscription,
  latest: AskedPeriod | null,
  prorate: boolean,
): Promise<{ subscription: Subscription; sessionIds: readonly string[] }> {
  const isOpen = latest !== null && latest.openedAt !== null && latest.paidAt === null;
  if (!isOpen) return { subscription, sessionIds: [] };
  const key = subscriptionKey(subscription);
  const sessionId = await endNewestSession(deps, tx, subscription, latest.sessionId);
  if (sessionId === 'has_payment') {
    if (!prorate) await putPeriod(tx, key, subscription.livemode, { ...latest, price: subscription.price });
    return { subscription, sessionIds: [] };
  }
  const { amount, creditUsed, creditLeft } = applyCredit(subscription.price, subscription.credit + latest.creditUsed);
  const asked = { ...latest, price: subscription.price, amount, creditUsed };
  await putPeriod(tx, key, subscription.livemode, asked);
  return {
    subscription: { ...subscription, credit: creditLeft },
    sessionIds: sessionId === null ? [] : [sessionId],
  };
}
