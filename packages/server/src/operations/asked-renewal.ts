import type { Session } from '../core/session/session.ts';
import { isStillAsked } from '../core/subscription/still-asked.ts';
import type { Queries } from '../store/database.ts';
import { setRestartedAs } from '../store/sessions.ts';
import { findPeriod } from '../store/subscription-periods.ts';
import { findSubscription, lockSubscription } from '../store/subscriptions.ts';
import { refuse } from './refusal.ts';
import { keyOf } from './view-sessions.ts';
import type { SessionGuard } from './write-guarded-session.ts';

export const cannotRestart = () => refuse('restart_not_allowed', 'This session cannot be started again.');

/** Whether the period that a session renews is still to be paid; true of one that renews none. */
export async function readIsAsked(queries: Queries, session: Session): Promise<boolean> {
  const { organizationId, subscriptionId, subscriptionPeriod } = session;
  if (subscriptionId === null || subscriptionPeriod === null) return true;
  const [subscription, period] = await Promise.all([
    findSubscription(queries, session, subscriptionId),
    findPeriod(queries, { organizationId, subscriptionId }, subscriptionPeriod.number),
  ]);
  return isStillAsked(subscription, period);
}

/**
 * Guards the session that takes the place of a renewal's: while the subscription is held, so that one that is canceled or
 * paused at the same moment either refuses it or finds it, and takes it back. None where nothing is renewed.
 */
export function renewalGuards(session: Session, successorId: string): readonly SessionGuard[] {
  const { organizationId, subscriptionId, subscriptionPeriod } = session;
  if (subscriptionId === null || subscriptionPeriod === null) return [];
  return [
    async (tx) => {
      const key = { organizationId, subscriptionId };
      const subscription = await lockSubscription(tx, key);
      if (!isStillAsked(subscription, await findPeriod(tx, key, subscriptionPeriod.number))) return cannotRestart();
      await setRestartedAs(tx, keyOf(session), successorId);
      return undefined;
    },
  ];
}
