import { type SelectQueryBuilder, sql } from 'kysely';
import type { DialectStatus } from '../core/session/dialect-status.ts';
import type { SessionStatus } from '../core/session/facts.ts';
import type { Session } from '../core/session/session.ts';
import type { Queries } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';
import { isLapsed } from './read-past.ts';
import { toSession } from './session-row.ts';
import type { Database } from './tables.ts';

type Aliased = Database & { readonly session: Database['sessions'] };

export interface PageFilters {
  readonly siteId?: string | undefined;
  readonly statuses?: readonly SessionStatus[] | undefined;
  /** Finer than `statuses`. */
  readonly dialectStatuses?: readonly DialectStatus[] | undefined;
  /** Of the pending ones, those whose page has been opened. */
  readonly opened?: boolean | undefined;
}

export interface NumberedPage {
  readonly sessions: readonly Session[];
  /** How many there are on all pages. */
  readonly totalItems: number;
}

/**
 * A page by its number, newest first. What lies before it is passed over in the index, and past
 * the last page nothing is read at all: still, walk far with a cursor instead.
 */
export async function readNumberedPage(
  queries: Queries,
  scope: OrganizationScope,
  filters: PageFilters,
  { limit, page }: { readonly limit: number; readonly page: number },
): Promise<NumberedPage> {
  const found = () => filtered(queries.selectFrom('sessions as session'), scope, filters);
  const { totalItems } = await found().select(sql<number>`count(*)::int`.as('totalItems')).executeTakeFirstOrThrow();
  const offset = (page - 1) * limit;
  if (offset >= totalItems) return { sessions: [], totalItems };
  const ids = found().select('session.id').orderBy('session.id', 'desc').limit(limit).offset(offset);
  const rows = await queries
    .selectFrom('sessions')
    .selectAll()
    .where('organization_id', '=', scope.organizationId)
    .where('id', 'in', ids)
    .orderBy('id', 'desc')
    .execute();
  return { sessions: rows.map(toSession), totalItems };
}

function filtered<O>(
  from: SelectQueryBuilder<Aliased, 'session', O>,
  scope: OrganizationScope,
  { siteId, statuses, dialectStatuses, opened }: PageFilters,
): SelectQueryBuilder<Aliased, 'session', O> {
  let query = from.where('organization_id', '=', scope.organizationId).where('livemode', '=', scope.livemode);
  if (siteId !== undefined) query = query.where('site_id', '=', siteId);
  if (statuses !== undefined) query = query.where('status', 'in', [...statuses]);
  if (dialectStatuses !== undefined) query = query.where(hasDialectStatus(dialectStatuses));
  if (opened) query = query.where(sql<boolean>`(status <> 'pending' OR accessed_at IS NOT NULL)`);
  return query;
}

const AS_STATUS = { lapsed: ['underpaid'], refunded: ['paid', 'paid_late'] } as const;

/** As `isRefunded` says it of a session. */
const isRefunded = sql<boolean>`(session.status IN ('paid', 'paid_late') AND session.refund_status = 'full')`;

/** By the status alone first: only what may be told apart is looked at more closely. */
function hasDialectStatus(wanted: readonly DialectStatus[]) {
  const statuses = new Set(wanted.flatMap((each) => AS_STATUS[each as keyof typeof AS_STATUS] ?? [each]));
  return sql<boolean>`(session.status = ANY(${[...statuses]}::text[])
    AND CASE WHEN ${isLapsed} THEN 'lapsed' WHEN ${isRefunded} THEN 'refunded' ELSE session.status END
      = ANY(${[...wanted]}::text[]))`;
}
