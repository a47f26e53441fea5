import type { SubscriptionView } from '../core/resource/subscription-resource.ts';
import type { SubscriptionEventType } from '../core/subscription/event-types.ts';
import { resumed } from '../core/subscription/resume.ts';
import type { AskedPeriod, Subscription } from '../core/subscription/subscription.ts';
import type { Transaction } from '../store/database.ts';
import { findLatestPeriod, putPeriod } from '../store/subscription-periods.ts';
import { lockSubscription } from '../store/subscriptions.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';
import { nowOf, type SubscriptionBooksDeps, subscriptionKey, writeSubscription } from './subscription-books.ts';
import { withdrawRenewal } from './withdraw-renewal.ts';

export interface SubscriptionActDone {
  readonly outcome: 'done';
  readonly view: SubscriptionView;
  /** Sessions that were ended; for the wake after the commit. */
  readonly sessionIds: readonly string[];
}

export interface LockedSubscription {
  readonly subscription: Subscription;
  readonly latest: AskedPeriod | null;
}

/** The subscription with its row locked, if this key may see it and it is neither canceled nor ended. */
export async function lockLiving(
  tx: Transaction,
  { organizationId, livemode }: Principal,
  id: string,
): Promise<LockedSubscription | Refusal> {
  const key = { organizationId, subscriptionId: id };
  const subscription = await lockSubscription(tx, key);
  if (!subscription || subscription.livemode !== livemode) {
    return refuse('subscription_not_found', 'There is no such subscription for this key.');
  }
  const { canceledAt, endedAt } = subscription;
  if (canceledAt === null && endedAt === null)
    return { subscription, latest: await findLatestPeriod(tx, subscription) };
  return refuse('subscription_over', `The subscription ${canceledAt === null ? 'has ended' : 'is canceled'} already.`);
}

/** Writes what an act has changed, tells it, and lets the worker look at it at once. */
export async function finish(
  deps: SubscriptionBooksDeps,
  tx: Transaction,
  subscription: Subscription,
  told: readonly SubscriptionEventType[],
  sessionIds: readonly string[] = [],
): Promise<SubscriptionActDone> {
  const latest = await findLatestPeriod(tx, subscription);
  const nextLookAt = nowOf(deps, subscription);
  const written = await writeSubscription(deps, tx, { subscription, latest, told, nextLookAt });
  return { outcome: 'done', view: { subscription: written, latest }, sessionIds };
}

/** No renewal is created until it is resumed; one that is open and unpaid is taken back. */
export async function pauseSubscription(
  deps: SubscriptionBooksDeps,
  tx: Transaction,
  principal: Principal,
  id: string,
): Promise<SubscriptionActDone | Refusal> {
  const locked = await lockLiving(tx, principal, id);
  if ('outcome' in locked) return locked;
  if (locked.subscription.pausedAt !== null) {
    return refuse('subscription_paused', 'The subscription is already paused.');
  }
  const { subscription, sessionId } = await withdrawRenewal(deps, tx, locked.subscription, locked.latest);
  const paused = { ...subscription, pausedAt: nowOf(deps, subscription) };
  return finish(deps, tx, paused, ['subscription.paused'], sessionId === null ? [] : [sessionId]);
}

/**
 * Goes on: the paid period runs to its end if it is not over yet, otherwise a new one begins now. Also takes back a
 * cancellation at the period's end.
 */
export async function resumeSubscription(
  deps: SubscriptionBooksDeps,
  tx: Transaction,
  principal: Principal,
  id: string,
): Promise<SubscriptionActDone | Refusal> {
  const locked = await lockLiving(tx, principal, id);
  if ('outcome' in locked) return locked;
  const { subscription, latest } = locked;
  if (subscription.pausedAt === null && !subscription.cancelAtPeriodEnd) {
    return refuse('subscription_not_paused', 'The subscription is neither paused nor canceled at its period’s end.');
  }
  const going = { ...subscription, pausedAt: null, cancelAtPeriodEnd: false };
  if (subscription.pausedAt === null) return finish(deps, tx, going, ['subscription.resumed']);
  const { subscription: after, moved } = resumed(going, latest, nowOf(deps, subscription));
  if (moved) await putPeriod(tx, subscriptionKey(after), after.livemode, moved);
  return finish(deps, tx, after, [after.endedAt === null ? 'subscription.resumed' : 'subscription.ended']);
}

/**
 * At the period's end: no further renewal, and canceled when the paid time is over. At once: canceled now; nothing is
 * paid back by it. An open, unpaid renewal is taken back in both.
 */
export async function cancelSubscription(
  deps: SubscriptionBooksDeps,
  tx: Transaction,
  principal: Principal,
  id: string,
  { atPeriodEnd }: { readonly atPeriodEnd: boolean },
): Promise<SubscriptionActDone | Refusal> {
  const locked = await lockLiving(tx, principal, id);
  if ('outcome' in locked) return locked;
  const { subscription: before, latest } = locked;
  const isAhead = latest !== null && latest.number > before.current.number;
  const open = !atPeriodEnd || isAhead ? latest : null;
  const { subscription, sessionId } = await withdrawRenewal(deps, tx, before, open);
  const sessionIds = sessionId === null ? [] : [sessionId];
  if (atPeriodEnd) {
    if (before.cancelAtPeriodEnd) return finish(deps, tx, subscription, []);
    const ending = { ...subscription, cancelAtPeriodEnd: true };
    return finish(deps, tx, ending, ['subscription.updated'], sessionIds);
  }
  const canceledAt = nowOf(deps, subscription);
  const canceled: Subscription = { ...subscription, canceledAt, cancelReason: 'requested' };
  return finish(deps, tx, canceled, ['subscription.canceled'], sessionIds);
}
