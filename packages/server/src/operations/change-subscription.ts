import type { Metadata } from '../core/metadata.ts';
import { formatMoney } from '../core/money/amounts.ts';
import { leastOf } from '../core/money/least.ts';
import type { Money } from '../core/money/money.ts';
import type { LineItem } from '../core/session/details.ts';
import { applyCredit, worthAt } from '../core/subscription/credit.ts';
import { type Funds, returnCredit } from '../core/subscription/funds.ts';
import { repricePeriod } from '../core/subscription/settle-period.ts';
import type { AskedPeriod, Subscription } from '../core/subscription/subscription.ts';
import type { Transaction } from '../store/database.ts';
import { findSession } from '../store/sessions.ts';
import { findPaidPeriodsAfter, putPeriod } from '../store/subscription-periods.ts';
import { checkLineItems } from './line-items.ts';
import type { MethodCatalogue } from './method-catalogue.ts';
import type { Principal } from './principal.ts';
import { checkRecurringAmount } from './recurring-amount.ts';
import { type Refusal, refuse } from './refusal.ts';
import { worthOfSession } from './session-money.ts';
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
  readonly metadata?: Metadata | null | undefined;
  readonly customerEmail?: string | undefined;
}

export interface ChangeSubscriptionDeps extends SubscriptionBooksDeps {
  readonly catalogue: MethodCatalogue;
}

/**
 * Changes a subscription, from now on. A new price holds for every period that has not been paid; an open renewal is
 * replaced by one at the new price, unless money has come to it: then it stays, and the difference becomes credit once
 * it is paid.
 */
export async function changeSubscription(
  deps: ChangeSubscriptionDeps,
  tx: Transaction,
  principal: Principal,
  id: string,
  update: SubscriptionUpdate,
): Promise<SubscriptionActDone | Refusal> {
  const locked = await lockLiving(tx, principal, id);
  if ('outcome' in locked) return locked;
  const before = locked.subscription;
  const price = update.price ?? { minor: before.price, currency: before.currency };
  const refusal = checkPrice(deps, before, price, update.lineItems ?? null);
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
  // First of all the open renewal gives its credit back, or its debt: against that a new price is set off, too.
  const open = await endOpenRenewal(deps, tx, repriced, locked.latest);
  const credited = await setOff(deps, tx, open.subscription, { from: before.price, prorate: update.prorate });
  const subscription = await askAnew(tx, credited, open, update.prorate);
  return finish(deps, tx, subscription, ['subscription.updated'], open.sessionIds);
}

function checkPrice(
  { catalogue, runtime }: ChangeSubscriptionDeps,
  { currency, livemode, price: before, recurring: { allowedMethods } }: Subscription,
  price: Money,
  lineItems: readonly LineItem[] | null,
): Refusal | undefined {
  if (price.currency === currency) {
    const refusal = checkLineItems(lineItems, price, livemode);
    if (refusal || price.minor === before) return refusal;
    return checkRecurringAmount({ catalogue, now: runtime.now() }, { livemode, price, allowedMethods });
  }
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

/** What was paid for time to come, less what that time costs now, becomes credit. */
async function setOff(
  deps: SubscriptionBooksDeps,
  tx: Transaction,
  subscription: Subscription,
  { from, prorate }: { readonly from: bigint; readonly prorate: boolean },
): Promise<Subscription> {
  const key = subscriptionKey(subscription);
  const { price: to } = subscription;
  const now = nowOf(deps, subscription);
  let funds: Funds = subscription;
  for (const period of await findPaidPeriodsAfter(tx, key, now)) {
    const done = prorate
      ? repricePeriod(period, funds, { from, to, now, refunded: await refundedOf(deps, tx, subscription, period) })
      : { period: atPrice(period, from, to), funds };
    funds = done.funds;
    await putPeriod(tx, key, subscription.livemode, done.period);
  }
  return { ...subscription, credit: funds.credit, backing: funds.backing };
}

/** What has gone back of the money that paid a period, or is about to. */
async function refundedOf(
  { runtime }: SubscriptionBooksDeps,
  tx: Transaction,
  subscription: Subscription,
  { paidSessionId }: AskedPeriod,
): Promise<bigint> {
  const session = paidSessionId === null ? undefined : await findSession(tx, subscription, paidSessionId);
  return session ? (await worthOfSession(tx, session, runtime.now())).refunded : 0n;
}

/** Nothing is set off: a second change starts from the new price, and a rise that nobody paid is never given back. */
function atPrice(period: AskedPeriod, from: bigint, to: bigint): AskedPeriod {
  const worth = leastOf(worthAt(period, from), to);
  return { ...period, price: to, worth, creditable: leastOf(period.creditable, worth) };
}

interface OpenRenewal {
  /** With what the renewal had taken of its credit, unless it stays. */
  readonly subscription: Subscription;
  /** Ended and to be asked anew, unless money has come to it; null where none is open. */
  readonly period: AskedPeriod | null;
  readonly isPaying: boolean;
  readonly sessionIds: readonly string[];
}

async function endOpenRenewal(
  deps: SubscriptionBooksDeps,
  tx: Transaction,
  subscription: Subscription,
  latest: AskedPeriod | null,
): Promise<OpenRenewal> {
  const isOpen = latest !== null && latest.openedAt !== null && latest.paidAt === null;
  if (!isOpen) return { subscription, period: null, isPaying: false, sessionIds: [] };
  const sessionId = await endNewestSession(deps, tx, subscription, latest.sessionId);
  if (sessionId === 'has_payment') return { subscription, period: latest, isPaying: true, sessionIds: [] };
  return {
    subscription: { ...subscription, ...returnCredit(subscription, latest.creditUsed) },
    period: latest,
    isPaying: false,
    sessionIds: sessionId === null ? [] : [sessionId],
  };
}

/** The worker puts a session at the new amount in the place of the one that was ended. */
async function askAnew(
  tx: Transaction,
  subscription: Subscription,
  { period, isPaying }: OpenRenewal,
  prorate: boolean,
): Promise<Subscription> {
  if (period === null) return subscription;
  const { price, livemode } = subscription;
  const key = subscriptionKey(subscription);
  if (isPaying) {
    if (!prorate) await putPeriod(tx, key, livemode, { ...period, price });
    return subscription;
  }
  const { amount, creditUsed, creditLeft } = applyCredit(price, subscription.credit);
  await putPeriod(tx, key, livemode, { ...period, price, amount, creditUsed });
  return { ...subscription, credit: creditLeft };
}
