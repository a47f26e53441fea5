import { sql } from 'kysely';
import type { Session } from '../core/session/session.ts';
import type { Instant } from '../core/time.ts';
import { type Queries, type Transaction, toTimestamp } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';
import { isNotPostponed } from './postponed-work.ts';
import { toSession } from './session-row.ts';
import type { SessionKey } from './sessions.ts';

/** Completed sessions with a recurring price that have not been carried into their subscription, the oldest first. */
export async function findUnsettledSessions(
  queries: Queries,
  { now, limit }: { readonly now: Instant; readonly limit: number },
): Promise<readonly Session[]> {
  const rows = await unsettled(queries)
    .where(isNotPostponed('settle_session', 'sessions', now))
    .orderBy('completed_at')
    .limit(limit)
    .execute();
  return rows.map(toSession);
}

/** The one that has named this subscription. */
export async function findUnsettledOf(
  queries: Queries,
  { organizationId, livemode }: OrganizationScope,
  subscriptionId: string,
): Promise<Session | undefined> {
  const row = await unsettled(queries)
    .where('organization_id', '=', organizationId)
    .where('livemode', '=', livemode)
    .where('subscription_id', '=', subscriptionId)
    .executeTakeFirst();
  return row && toSession(row);
}

/** By the index `sessions_to_settle`, which holds hardly anything. */
const unsettled = (queries: Queries) =>
  queries
    .selectFrom('sessions')
    .selectAll()
    .where('recurring', 'is not', null)
    .where(sql<boolean>`told_paid`)
    .where('subscription_settled_at', 'is', null);

/** Claims a completion for the caller's transaction; false: another has carried it over. */
export async function markSettled(
  tx: Transaction,
  key: SessionKey,
  { subscriptionId, at }: { readonly subscriptionId: string; readonly at: Instant },
): Promise<boolean> {
  const result = await tx
    .updateTable('sessions')
    .set({ subscription_id: subscriptionId, subscription_settled_at: toTimestamp(at) })
    .where('organization_id', '=', key.organizationId)
    .where('id', '=', key.sessionId)
    .where('subscription_settled_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
