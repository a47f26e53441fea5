import { type SelectQueryBuilder, sql } from 'kysely';
import type { SessionStatus } from '../core/session/facts.ts';
import type { Session } from '../core/session/session.ts';
import type { Queries } from './database.ts';
import { toSession } from './session-row.ts';
import type { SessionScope } from './sessions.ts';
import type { Database } from './tables.ts';

export interface PageFilters {
  readonly siteId?: string | undefined;
  readonly statuses?: readonly SessionStatus[] | undefined;
  /** Of the pending ones, those whose page has been opened. */
  readonly opened?: boolean | undefined;
  /** Of the underpaid ones, those whose grace window is over on every network, or those whose is not. */
  readonly lapsed?: boolean | undefined;
}

/** A page by its number, newest first. Deep ones cost what lies before them: walk far with a cursor instead. */
export async function listCheckoutPage(
  queries: Queries,
  scope: SessionScope,
  filters: PageFilters,
  { limit, page }: { readonly limit: number; readonly page: number },
): Promise<readonly Session[]> {
  const rows = await filtered(queries.selectFrom('sessions'), scope, filters)
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit)
    .offset((page - 1) * limit)
    .execute();
  return rows.map(toSession);
}

export async function countCheckouts(queries: Queries, scope: SessionScope, filters: PageFilters): Promise<number> {
  const row = await filtered(queries.selectFrom('sessions'), scope, filters)
    .select(sql<number>`count(*)::int`.as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
}

function filtered<O>(
  from: SelectQueryBuilder<Database, 'sessions', O>,
  scope: SessionScope,
  { siteId, statuses, opened, lapsed }: PageFilters,
): SelectQueryBuilder<Database, 'sessions', O> {
  let query = from.where('organization_id', '=', scope.organizationId).where('livemode', '=', scope.livemode);
  if (siteId !== undefined) query = query.where('site_id', '=', siteId);
  if (statuses !== undefined) query = query.where('status', 'in', [...statuses]);
  if (opened) query = query.where(sql<boolean>`(status <> 'pending' OR accessed_at IS NOT NULL)`);
  if (lapsed !== undefined)
    query = query.where(sql<boolean>`(status <> 'underpaid' OR ${LAPSED} = ${lapsed}::boolean)`);
  return query;
}

/** Every offered network has been read past the grace window, strictly. */
const LAPSED = sql<boolean>`NOT EXISTS (
  SELECT 1 FROM unnest(sessions.networks) AS offered (network)
  LEFT JOIN chain_cursors cursor ON cursor.network = offered.network
  WHERE cursor.block_time IS NULL OR cursor.block_time <= sessions.grace_ends_at)`;
