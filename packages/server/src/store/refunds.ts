import { sql } from 'kysely';
import type { Refund, RefundStatus } from '../core/refund/refund.ts';
import type { Instant } from '../core/time.ts';
import { moment, type Queries, type Transaction, toBytes, toTimestamp } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';
import type { Page } from './page.ts';
import { changingColumns, fixedColumns, toRefund } from './refund-row.ts';

export async function insertRefund(tx: Transaction, refund: Refund): Promise<void> {
  await tx
    .insertInto('refunds')
    .values({ ...fixedColumns(refund), ...changingColumns(refund) })
    .execute();
}

/** Of this organization and mode; another's does not exist. */
export async function findRefund(queries: Queries, scope: OrganizationScope, id: string): Promise<Refund | undefined> {
  const row = await queries
    .selectFrom('refunds')
    .selectAll()
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && toRefund(row);
}

/** For the customer's page, whose visitor knows only what is in its address. */
export async function findRefundById(queries: Queries, id: string): Promise<Refund | undefined> {
  const row = await queries.selectFrom('refunds').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toRefund(row);
}

export interface RefundFilters {
  readonly sessionId?: string | undefined;
  readonly status?: RefundStatus | undefined;
}

/** Newest first, after `startingAfter` when given. */
export async function listRefunds(
  queries: Queries,
  { organizationId, livemode }: OrganizationScope,
  { sessionId, status }: RefundFilters,
  { limit, startingAfter }: Page,
): Promise<readonly Refund[]> {
  let query = queries
    .selectFrom('refunds')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('livemode', '=', livemode);
  if (sessionId !== undefined) query = query.where('session_id', '=', sessionId);
  if (status !== undefined) query = query.where('status', '=', status);
  if (startingAfter !== undefined) query = query.where('id', '<', startingAfter);
  const rows = await query.orderBy('id', 'desc').limit(limit).execute();
  return rows.map(toRefund);
}

/** The caller has locked its session, under whose lock every change of a refund is made. */
export async function updateRefund(tx: Transaction, refund: Refund): Promise<void> {
  await tx
    .updateTable('refunds')
    .set(changingColumns(refund))
    .where('organization_id', '=', refund.organizationId)
    .where('id', '=', refund.id)
    .execute();
}

/** Whether a refund of this unexpected transfer is under way. */
export async function hasOpenRefund(tx: Transaction, { organizationId }: OrganizationScope, transferId: string) {
  const row = await tx
    .selectFrom('refunds')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('transfer_id', '=', transferId)
    .where('status', 'in', ['awaiting_address', 'ready', 'sent'])
    .executeTakeFirst();
  return row !== undefined;
}

/** Refunds of every organization whose transaction is to be looked at now, the longest due first. */
export async function findRefundsToCheck(
  queries: Queries,
  { now, except, limit }: { readonly now: Instant; readonly except: readonly string[]; readonly limit: number },
): Promise<readonly Refund[]> {
  const rows = await queries
    .selectFrom('refunds')
    .selectAll()
    .where('next_check_at', '<=', moment(now))
    .where(sql<boolean>`network <> ALL(${except}::text[])`)
    .orderBy('next_check_at')
    .limit(limit)
    .execute();
  return rows.map(toRefund);
}

export async function postponeRefundCheck(queries: Queries, refund: Refund, until: Instant): Promise<void> {
  await queries
    .updateTable('refunds')
    .set({ next_check_at: toTimestamp(until) })
    .where('organization_id', '=', refund.organizationId)
    .where('id', '=', refund.id)
    .where('next_check_at', 'is not', null)
    .execute();
}

/** Blocks above `number` have been taken back: what was certain of these refunds is looked at again. */
export async function recheckRefundsAbove(
  tx: Transaction,
  network: string,
  number: bigint,
  at: Instant,
): Promise<void> {
  await tx
    .updateTable('refunds')
    .set({ next_check_at: toTimestamp(at) })
    .where('network', '=', network)
    .where('block_number', '>', number)
    .where('status', 'in', ['confirmed', 'failed'])
    .execute();
}

/**
 * All refunds of an organization that name this transaction, locked, so that of two that are judged at one moment the second
 * sees what the first has claimed.
 */
export async function lockRefundsOfTransaction(
  tx: Transaction,
  { organizationId, network, txHash }: Refund,
): Promise<readonly Refund[]> {
  if (txHash === null) return [];
  const rows = await tx
    .selectFrom('refunds')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('network', '=', network)
    .where(sql<boolean>`tx_hash = ${toBytes(txHash)}`)
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map(toRefund);
}
