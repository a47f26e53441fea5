import type { SessionView } from '../core/resource/session-resource.ts';
import type { Store } from '../store/database.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { findSession } from '../store/sessions.ts';
import { findPeriod, putPeriod } from '../store/subscription-periods.ts';
import { lockSubscription } from '../store/subscriptions.ts';
import type { RenewalToMake } from './advance-subscription.ts';
import { sessionSaysSo, subscriptionSaysSo } from './copied-guard.ts';
import { type CreateSessionDeps, type CreateSessionInput, createSession } from './create-session.ts';
import type { Principal } from './principal.ts';
import type { Refusal } from './refusal.ts';
import { renewalInput } from './renewal-input.ts';
import { stateOf } from './renewal-session.ts';
import { restartSession } from './restart-session.ts';
import { nowOf, subscriptionKey, writeSubscription } from './subscription-books.ts';
import { endNewestSession } from './withdraw-renewal.ts';

export interface MakeRenewalDeps extends CreateSessionDeps {
  readonly store: Store;
}

/**
 * Creates the session of a claimed period, or a fresh one in the place of one that ran out, and writes down that it is
 * there. Safe to repeat after a crash at any point: the first session's id was drawn with the claim, and a successor is
 * found by its predecessor. A refusal, for want of a price for example, leaves the period as it is.
 */
export async function makeRenewal(deps: MakeRenewalDeps, renewal: RenewalToMake): Promise<Refusal | undefined> {
  const { subscription, period } = renewal;
  const first = await findSession(deps.store, subscription, subscription.firstSessionId);
  if (!first) throw new Error(`subscription ${subscription.id} has lost its first session`);
  const now = nowOf(deps, subscription);
  const guards = [subscriptionSaysSo(subscription), sessionSaysSo(first)];
  const input = { ...renewalInput(deps, subscription, period, first, now), sessionId: period.sessionId, guards };
  if (renewal.kind === 'replace_renewal') return replace(deps, renewal, { ...input, sessionId: undefined });
  const principal = principalOf(renewal);
  const request = { route: 'renewal', key: period.sessionId, body: null };
  const made = await createSession(deps, principal, input, request);
  if (made.outcome === 'refused') return made;
  await noteOpened(deps, renewal);
  return undefined;
}

const principalOf = ({ subscription }: RenewalToMake): Principal => ({
  organizationId: subscription.organizationId,
  livemode: subscription.livemode,
  actor: 'server',
  permissions: 'all',
});

/** Tells of it once: the moment at which it opened is written with the event. */
async function noteOpened(deps: MakeRenewalDeps, { subscription: { organizationId, id }, period }: RenewalToMake) {
  const key = { organizationId, subscriptionId: id };
  await retriedTransaction(deps.store, async (tx) => {
    const subscription = await lockSubscription(tx, key);
    const asked = await findPeriod(tx, key, period.number);
    if (!subscription || asked?.sessionId !== period.sessionId || asked.openedAt !== null) return;
    // Withdrawn while it was made: nobody is told of it, and nobody can pay it.
    if (asked.voidedAt !== null) return void (await endNewestSession(deps, tx, subscription, period.sessionId));
    const now = nowOf(deps, subscription);
    const latest = { ...asked, openedAt: now };
    await putPeriod(tx, key, subscription.livemode, latest);
    await writeSubscription(deps, tx, {
      subscription,
      latest,
      told: ['subscription.renewal_created'],
      nextLookAt: now,
    });
  });
}

async function replace(
  deps: MakeRenewalDeps,
  { subscription, period }: RenewalToMake,
  input: CreateSessionInput,
): Promise<Refusal | undefined> {
  const session = await findSession(deps.store, subscription, period.sessionId);
  if (!session) throw new Error(`subscription ${subscription.id} has lost the session of period ${period.number}`);
  const ranOut = (view: SessionView) => stateOf(view) === 'ran_out';
  const restarted = await restartSession(deps, session, ranOut, { asOrdered: () => input });
  if (restarted.outcome === 'refused') return restarted;
  const key = subscriptionKey(subscription);
  await retriedTransaction(deps.store, async (tx) => {
    const locked = await lockSubscription(tx, key);
    const asked = await findPeriod(tx, key, period.number);
    if (!locked || asked?.sessionId !== period.sessionId) return;
    const latest = { ...asked, sessionId: restarted.sessionId };
    await putPeriod(tx, key, locked.livemode, latest);
    await writeSubscription(deps, tx, { subscription: locked, latest, told: [], nextLookAt: nowOf(deps, locked) });
  });
  return undefined;
}
