import { returnCredit } from '../core/subscription/funds.ts';
import type { AskedPeriod, Subscription } from '../core/subscription/subscription.ts';
import type { Transaction } from '../store/database.ts';
import { findSession } from '../store/sessions.ts';
import { putPeriod } from '../store/subscription-periods.ts';
import type { Principal } from './principal.ts';
import { expireSession } from './session-acts.ts';
import { nowOf, type SubscriptionBooksDeps, subscriptionKey } from './subscription-books.ts';

export interface Withdrawal {
  /** With the credit that the period had taken. */
  readonly subscription: Subscription;
  /** Whether it is withdrawn: it stays where money has come to it, or where none is open. */
  readonly withdrawn: boolean;
  /** The session that was ended; for the wake after the commit. */
  readonly sessionId: string | null;
}

/**
 * Takes back the newest period if it has not been paid: its session ends now, and the credit that it used is there again.
 * Money that still comes within the session's grace counts as that period's all the same, unless the subscription is over:
 * then it becomes credit.
 */
export async function withdrawRenewal(
  deps: SubscriptionBooksDeps,
  tx: Transaction,
  subscription: Subscription,
  latest: AskedPeriod | null,
): Promise<Withdrawal> {
  const nothing = { subscription, withdrawn: false, sessionId: null };
  if (latest === null || latest.paidAt !== null) return nothing;
  const ended = await endNewestSession(deps, tx, subscription, latest.sessionId);
  if (ended === 'has_payment') return nothing;
  const key = subscriptionKey(subscription);
  await putPeriod(tx, key, subscription.livemode, { ...latest, voidedAt: nowOf(deps, subscription) });
  return {
    subscription: { ...subscription, ...returnCredit(subscription, latest.creditUsed) },
    withdrawn: true,
    sessionId: ended,
  };
}

/** Ends the session, or the one that the customer has put in its place; its UUID, null where nothing was left to end. */
export async function endNewestSession(
  deps: SubscriptionBooksDeps,
  tx: Transaction,
  { organizationId, livemode }: Subscription,
  sessionId: string,
): Promise<string | null | 'has_payment'> {
  const principal: Principal = { organizationId, livemode, actor: 'server', permissions: 'all' };
  let session = await findSession(tx, principal, sessionId);
  while (session?.restartedAs) session = await findSession(tx, principal, session.restartedAs);
  if (!session) return null;
  const done = await expireSession(deps, tx, principal, session.id);
  if (done.outcome === 'done') return session.id;
  return done.code === 'session_has_payment' || session.toldPaid ? 'has_payment' : null;
}
