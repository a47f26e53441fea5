import { sql } from 'kysely';
import type { Act } from '../core/session/facts.ts';
import type { Session } from '../core/session/session.ts';
import { encodeActs } from '../core/session/terms-json.ts';
import type { Instant } from '../core/time.ts';
import { moment, type Queries, type Transaction, toTimestamp } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';
import { toSession } from './session-row.ts';

export interface SessionKey {
  readonly organizationId: string;
  readonly sessionId: string;
}

/** Each session once, and nothing of what else the keys carried. */
export function eachOnce(keys: readonly SessionKey[]): readonly SessionKey[] {
  return [...new Map(keys.map(({ organizationId, sessionId }) => [sessionId, { organizationId, sessionId }])).values()];
}

/** A session of this organization and mode; another's does not exist. */
export async function findSession(
  queries: Queries,
  scope: OrganizationScope,
  sessionId: string,
): Promise<Session | undefined> {
  const row = await queries
    .selectFrom('sessions')
    .selectAll()
    .where('organization_id', '=', scope.organizationId)
    .where('id', '=', sessionId)
    .where('livemode', '=', scope.livemode)
    .executeTakeFirst();
  return row && toSession(row);
}

/** Those of these sessions that are of this organization and mode, in the order of their ids. */
export async function findSessions(
  queries: Queries,
  scope: OrganizationScope,
  ids: readonly string[],
): Promise<readonly Session[]> {
  if (ids.length === 0) return [];
  const rows = await queries
    .selectFrom('sessions')
    .selectAll()
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode)
    .where('id', 'in', ids)
    .orderBy('id')
    .execute();
  return rows.map(toSession);
}

/** For the hosted page, whose visitor knows only the id in the address. */
export async function findSessionById(queries: Queries, sessionId: string): Promise<Session | undefined> {
  const row = await queries.selectFrom('sessions').selectAll().where('id', '=', sessionId).executeTakeFirst();
  return row && toSession(row);
}

/** Locks the rows until the transaction ends, in id order, so that two lockers never wait for each other in a circle. */
export async function lockSessions(tx: Transaction, keys: readonly SessionKey[]): Promise<readonly Session[]> {
  if (keys.length === 0) return [];
  const organizations = keys.map((key) => key.organizationId);
  const ids = keys.map((key) => key.sessionId);
  const rows = await tx
    .selectFrom('sessions')
    .selectAll()
    .where(sql<boolean>`(organization_id, id) IN (SELECT * FROM unnest(${organizations}::uuid[], ${ids}::uuid[]))`)
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map(toSession);
}

export interface SessionFilters {
  readonly status?: string | undefined;
  readonly createdFrom?: Instant | undefined;
  readonly createdBefore?: Instant | undefined;
  /** Texts, and other values by their JSON: `5` finds `5` and `"5"`. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly customerEmail?: string | undefined;
  readonly customerId?: string | undefined;
  readonly subscriptionId?: string | undefined;
}

/** Newest first, after `startingAfter` when given. */
export async function listSessions(
  queries: Queries,
  scope: OrganizationScope,
  filters: SessionFilters,
  page: { limit: number; startingAfter?: string | undefined },
): Promise<readonly Session[]> {
  let query = queries
    .selectFrom('sessions')
    .selectAll()
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode);
  if (filters.status !== undefined) query = query.where('status', '=', filters.status);
  if (filters.createdFrom !== undefined) query = query.where('created_at', '>=', moment(filters.createdFrom));
  if (filters.createdBefore !== undefined) query = query.where('created_at', '<', moment(filters.createdBefore));
  if (filters.customerEmail !== undefined) {
    query = query.where(sql<boolean>`lower(customer_email) = lower(${filters.customerEmail})`);
  }
  if (filters.customerId !== undefined) query = query.where('customer_id', '=', filters.customerId);
  if (filters.subscriptionId !== undefined) query = query.where('subscription_id', '=', filters.subscriptionId);
  for (const [key, value] of Object.entries(filters.metadata ?? {})) {
    query = query.where(sql<boolean>`metadata ->> ${key} = ${value}`);
  }
  if (page.startingAfter !== undefined) query = query.where('id', '<', page.startingAfter);
  const rows = await query.orderBy('id', 'desc').limit(page.limit).execute();
  return rows.map(toSession);
}

export async function setSessionActs(tx: Transaction, key: SessionKey, acts: readonly Act[]): Promise<void> {
  await tx
    .updateTable('sessions')
    .set({ acts: JSON.stringify(encodeActs(acts)) })
    .where('organization_id', '=', key.organizationId)
    .where('id', '=', key.sessionId)
    .execute();
}

export async function setSessionMethod(tx: Transaction, key: SessionKey, method: string, at: Instant): Promise<void> {
  await tx
    .updateTable('sessions')
    .set({ method, updated_at: toTimestamp(at) })
    .where('organization_id', '=', key.organizationId)
    .where('id', '=', key.sessionId)
    .execute();
}

export async function setRestartedAs(tx: Transaction, key: SessionKey, successorId: string): Promise<void> {
  await tx
    .updateTable('sessions')
    .set({ restarted_as: successorId })
    .where('organization_id', '=', key.organizationId)
    .where('id', '=', key.sessionId)
    .execute();
}
