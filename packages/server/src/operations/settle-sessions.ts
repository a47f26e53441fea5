import { readWrittenMoney } from '../core/money/amounts.ts';
import { leastOf } from '../core/money/least.ts';
import type { Session } from '../core/session/session.ts';
import { clockOffset } from '../core/session/test-clock.ts';
import { firstPeriod } from '../core/subscription/deadlines.ts';
import { NO_FUNDS } from '../core/subscription/funds.ts';
import { renewalPolicy } from '../core/subscription/policy.ts';
import { settlePeriod } from '../core/subscription/settle-period.ts';
import type { AskedPeriod, Subscription } from '../core/subscription/subscription.ts';
import type { Store, Transaction } from '../store/database.ts';
import type { Site } from '../store/organizations.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { findSession } from '../store/sessions.ts';
import { countMisses, findLatestPeriod, findPeriod, putPeriod } from '../store/subscription-periods.ts';
import { insertSubscription, lockSubscription } from '../store/subscriptions.ts';
import { holdTestClock } from '../store/test-clocks.ts';
import { findUnsettledSessions, markSettled } from '../store/unsettled-sessions.ts';
import { orPostpone } from './one-by-one.ts';
import { worthOfSession } from './session-money.ts';
import {
  nowOf,
  type SubscriptionBooksDeps,
  subscriptionKey,
  tellSubscription,
  writeSubscription,
} from './subscription-books.ts';
import { keyOf } from './view-sessions.ts';

export interface SettleDeps extends SubscriptionBooksDeps {
  readonly store: Store;
  readonly findSite: (organizationId: string, siteId?: string) => Promise<Site | undefined>;
}

/**
 * Carries completed sessions into their subscriptions: a first session makes one, a renewal pays its period. Each exactly
 * once, whoever dies in between: the mark on the session is written in the same transaction. One that fails is put aside,
 * and the others go on. Returns how many.
 */
export async function settleSessions(deps: SettleDeps, limit: number, faults: unknown[]): Promise<number> {
  const sessions = await findUnsettledSessions(deps.store, { now: deps.runtime.now(), limit });
  for (const session of sessions) {
    const { organizationId, id } = session;
    await orPostpone(deps, { work: 'settle_session', organizationId, id }, faults, () => settleSession(deps, session));
  }
  return sessions.length;
}

export async function settleSession(deps: SettleDeps, session: Session): Promise<void> {
  if (session.subscriptionPeriod !== null) return retriedTransaction(deps.store, (tx) => payPeriod(deps, tx, session));
  const site = await deps.findSite(session.organizationId, session.siteId);
  return retriedTransaction(deps.store, (tx) => startSubscription(deps, tx, session, site));
}

async function startSubscription(
  deps: SettleDeps,
  tx: Transaction,
  found: Session,
  site: Site | undefined,
): Promise<void> {
  // Named when it was told paid; of what was completed before that was so, now.
  const id = found.subscriptionId ?? deps.runtime.newId();
  const now = deps.runtime.now();
  // First of all, as an advance does: otherwise one that is under way would miss the new subscription.
  const clock = found.testClockId === null ? undefined : await holdTestClock(tx, found, found.testClockId);
  if (!(await markSettled(tx, keyOf(found), { subscriptionId: id, at: now }))) return;
  // Locked by now: a test clock that was moved since it was found has moved it too.
  const session = (await findSession(tx, found, found.id))!;
  const { received: backing } = await worthOfSession(tx, session, now);
  const subscription = { ...newSubscription(deps, session, id, site), backing };
  const first = subscription.current.number === 1 ? firstPaidPeriod(session, subscription, backing) : null;
  // Once its clock is deleted nothing is asked any more.
  const nextActAt = found.testClockId === null || clock ? now : null;
  if (!(await insertSubscription(tx, subscription, nextActAt))) return;
  if (first) await putPeriod(tx, subscriptionKey(subscription), session.livemode, first);
  await tellSubscription(deps, tx, { subscription, latest: first, told: ['subscription.created'] });
}

function newSubscription({ runtime }: SettleDeps, session: Session, id: string, site: Site | undefined): Subscription {
  const recurring = session.recurring;
  if (recurring === null) throw new Error(`session ${session.id} is of mode subscription and has no recurring price`);
  const { currency } = session.terms.total;
  const { anchor, current } = firstPeriod(recurring, session.completedAt!);
  const clockOffsetMs = clockOffset(session);
  const createdAt = runtime.now() + clockOffsetMs;
  return {
    organizationId: session.organizationId,
    id,
    livemode: session.livemode,
    siteId: session.siteId,
    firstSessionId: session.id,
    customerId: session.customerId,
    customerEmail: session.customerEmail,
    status: current.number === 0 ? 'trialing' : 'active',
    version: 1,
    currency,
    price: readWrittenMoney(recurring.amount, currency),
    ...NO_FUNDS,
    description: session.description,
    lineItems: session.lineItems,
    metadata: session.metadata,
    recurring,
    policy: renewalPolicy(site?.policy.renewals),
    anchor,
    current,
    misses: 0,
    cancelAtPeriodEnd: false,
    pausedAt: null,
    canceledAt: null,
    cancelReason: null,
    endedAt: null,
    clockOffsetMs,
    testClockId: session.testClockId,
    createdAt,
    updatedAt: createdAt,
  };
}

/** What came may be less than the price: discounts are for the first time only, and a person may take less as enough. */
const firstPaidPeriod = (session: Session, { current, price }: Subscription, received: bigint): AskedPeriod => {
  const worth = leastOf(received, price);
  return {
    ...current,
    price,
    creditUsed: 0n,
    amount: session.terms.total.minor,
    sessionId: session.id,
    openedAt: session.createdAt,
    paidAt: session.completedAt,
    paidSessionId: session.id,
    missedAt: null,
    voidedAt: null,
    worth,
    creditable: worth,
    graceSpentMs: 0,
  };
};

async function payPeriod(deps: SettleDeps, tx: Transaction, session: Session): Promise<void> {
  const key = { organizationId: session.organizationId, subscriptionId: session.subscriptionId! };
  const subscription = await lockSubscription(tx, key);
  const number = session.subscriptionPeriod?.number;
  const period = number === undefined ? undefined : await findPeriod(tx, key, number);
  if (!subscription || !period) throw new Error(`session ${session.id} renews a period that is not in the books`);
  const now = deps.runtime.now();
  if (!(await markSettled(tx, keyOf(session), { subscriptionId: subscription.id, at: now }))) return;
  const money = await worthOfSession(tx, session, now);
  const { total } = session.terms;
  const payment = { sessionId: session.id, createdAt: session.createdAt, paidAt: session.completedAt! };
  const settled = settlePeriod(period, subscription, { ...payment, ...money, total: total.minor });
  await putPeriod(tx, key, subscription.livemode, settled.period);
  const misses = await countMisses(tx, key);
  const isOver = subscription.canceledAt !== null || subscription.endedAt !== null || period.paidAt !== null;
  await writeSubscription(deps, tx, {
    subscription: { ...subscription, ...settled.funds, misses },
    latest: await findLatestPeriod(tx, subscription),
    told: [isOver ? 'subscription.updated' : 'subscription.renewed'],
    nextLookAt: nowOf(deps, subscription),
  });
}
