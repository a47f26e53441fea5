import { missedTransfers } from '../../core/session/taken-back.ts';
import { keyOf, viewSessions } from '../../operations/view-sessions.ts';
import { findPeriod } from '../../store/subscription-periods.ts';
import { readTakenBack } from '../../store/taken-back.ts';
import type { ApiDeps } from '../api-deps.ts';
import { codeOf } from './code.ts';
import type { Visit } from './visit.ts';

/**
 * Where the address of a renewal leads that has run out and was replaced: to the newest session of its period, so that
 * the link in a customer's mail goes on working. Null: to its own page, as where any
 * money came to it, also such as a reorg took back.
 */
export async function newestRenewal(
  { store, runtime }: Pick<ApiDeps, 'store' | 'runtime'>,
  { session }: Visit,
): Promise<string | null> {
  const { organizationId, subscriptionId, subscriptionPeriod, restartedAs } = session;
  if (subscriptionId === null || subscriptionPeriod === null || restartedAs === null) return null;
  const [view] = await viewSessions(store, [session], runtime.now());
  if (session.status !== 'expired' || view!.derived.transfers.length > 0) return null;
  if (missedTransfers(session, await readTakenBack(store, keyOf(session))).length > 0) return null;
  const period = await findPeriod(store, { organizationId, subscriptionId }, subscriptionPeriod.number);
  // Ids are in the order of creation: never back to an older one.
  const isNewer = period !== undefined && period.sessionId > session.id;
  const newest = isNewer ? period.sessionId : restartedAs;
  return `/checkout/${codeOf(newest)}`;
}
