import type { WorkItem } from '../store/postponed-work.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { findDueSubscriptions, type SubscriptionKey } from '../store/subscriptions.ts';
import { advanceSubscription } from './advance-subscription.ts';
import { type MakeRenewalDeps, makeRenewal } from './make-renewal.ts';
import { orPostpone, throwFaults } from './one-by-one.ts';
import type { Refusal } from './refusal.ts';
import { type SettleDeps, settleSessions } from './settle-sessions.ts';

export interface RenewDeps extends MakeRenewalDeps, Pick<SettleDeps, 'findSite'> {
  /** After a commit that told something or ended sessions. */
  readonly onSubscriptionsChanged: (sessionIds: readonly string[]) => void;
  /** A renewal that cannot be created now; it is tried again. */
  readonly onRefused: (subscriptionId: string, refusal: Refusal) => void;
}

const AT_ONCE = 50;
/** A backlog is worked off over several calls, so that none of them lasts long. */
const MOST_ROUNDS = 20;
/** Two periods' worth of acts; what remains is due at the next call. */
const MOST_RENEWALS = 10;

/**
 * Carries completed sessions into their subscriptions and does what is due for each. Any number of processes may do it
 * at once, and any of them may die between two statements. One that fails is put aside and holds up no other; what failed
 * is thrown when the others are done. Returns how many were looked at.
 */
export async function renewSubscriptions(deps: RenewDeps): Promise<number> {
  let count = 0;
  const faults: unknown[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const settled = await settleSessions(deps, AT_ONCE, faults);
    if (settled > 0) deps.onSubscriptionsChanged([]);
    const due = await findDueSubscriptions(deps.store, { now: deps.runtime.now(), limit: AT_ONCE });
    for (const key of due) await orPostpone(deps, itemOf(key), faults, () => renewOne(deps, key));
    count += settled + due.length;
    if (settled < AT_ONCE && due.length < AT_ONCE) break;
  }
  throwFaults(faults);
  return count;
}

const itemOf = ({ organizationId, subscriptionId }: SubscriptionKey): WorkItem => ({
  work: 'renew_subscription',
  organizationId,
  id: subscriptionId,
});

async function renewOne(deps: RenewDeps, key: SubscriptionKey): Promise<void> {
  for (let made = 0; made < MOST_RENEWALS; made++) {
    const advance = await retriedTransaction(deps.store, (tx) => advanceSubscription(deps, tx, key));
    if (advance === undefined) return;
    if (advance.told || advance.sessionIds.length > 0) deps.onSubscriptionsChanged(advance.sessionIds);
    if (advance.renewal === null) return;
    const refusal = await makeRenewal(deps, advance.renewal);
    if (refusal) return deps.onRefused(key.subscriptionId, refusal);
    deps.onSubscriptionsChanged([]);
  }
}
