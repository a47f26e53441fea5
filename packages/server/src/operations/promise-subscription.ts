import type { Session } from '../core/session/session.ts';
import type { Store } from '../store/database.ts';
import type { OrganizationScope } from '../store/organization-scope.ts';
import { findUnsettledOf } from '../store/unsettled-sessions.ts';
import type { Runtime } from './runtime.ts';
import { type SettleDeps, settleSession } from './settle-sessions.ts';

/**
 * The subscription that a session is about to start: what completes the session names it, in the same transaction and in the
 * event that tells it. It is written soon after; who asks for it before is served all the same, by `keepPromise`.
 */
export function promisedSubscription({ runtime }: { readonly runtime: Runtime }, session: Session): string | null {
  const isDue = session.recurring !== null && session.toldPaid;
  return session.subscriptionId ?? (isDue ? runtime.newId() : null);
}

/** Writes a subscription that was named and is not yet there. True: it was written now, or another has just done so. */
export async function keepPromise(
  deps: SettleDeps & { readonly store: Store },
  scope: OrganizationScope,
  id: string,
): Promise<boolean> {
  const session = await findUnsettledOf(deps.store, scope, id);
  if (session === undefined || session.subscriptionPeriod !== null) return false;
  await settleSession(deps, session);
  return true;
}
