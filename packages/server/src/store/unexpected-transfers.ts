import { type SelectQueryBuilder, sql } from 'kysely';
import type { UnexpectedStatus } from '../core/books/unexpected.ts';
import type { UnexpectedTransfer } from '../core/resource/unexpected-resource.ts';
import type { Instant } from '../core/time.ts';
import { type Queries, type Transaction, toTimestamp } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';

export interface Resolution {
  readonly status: 'attached' | 'refunded' | 'written_off';
  readonly attachedSessionId: string | null;
  readonly refundId: string | null;
  readonly note: string | null;
  readonly by: string;
  readonly at: Instant;
}

/** Books what a person decided about an open one. False: it is not open any more, and nothing was written. */
export async function resolveUnexpected(
  tx: Transaction,
  { organizationId }: OrganizationScope,
  transferId: string,
  { status, attachedSessionId, refundId, note, by, at }: Resolution,
): Promise<boolean> {
  const result = await tx
    .updateTable('unexpected_transfers')
    .set({
      status,
      attached_session_id: attachedSessionId,
      refund_id: refundId,
      note,
      resolved_by: by,
      resolved_at: toTimestamp(at),
      updated_at: toTimestamp(at),
      version: sql<number>`version + 1`,
    })
    .where('organization_id', '=', organizationId)
    .where('transfer_id', '=', transferId)
    .where('status', '=', 'open')
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** The decision came to nothing: it is open again. False: it no longer stands as refunded by this refund. */
export async function reopenUnexpected(
  tx: Transaction,
  { organizationId }: OrganizationScope,
  transferId: string,
  { refundId, at }: { readonly refundId: string; readonly at: Instant },
): Promise<boolean> {
  const result = await tx
    .updateTable('unexpected_transfers')
    .set({
      status: 'open',
      refund_id: null,
      note: null,
      resolved_by: null,
      resolved_at: null,
      updated_at: toTimestamp(at),
      version: sql<number>`version + 1`,
    })
    .where('organization_id', '=', organizationId)
    .where('transfer_id', '=', transferId)
    .where('status', '=', 'refunded')
    .where('refund_id', '=', refundId)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

const joined = (queries: Queries) =>
  queries
    .selectFrom('unexpected_transfers as u')
    .leftJoin('transfers as t', (join) =>
      join.onRef('t.organization_id', '=', 'u.organization_id').onRef('t.id', '=', 'u.transfer_id'),
    )
    .leftJoin('balance_surpluses as s', (join) =>
      join.onRef('s.organization_id', '=', 'u.organization_id').onRef('s.id', '=', 'u.transfer_id'),
    )
    .select([
      'u.transfer_id as id',
      'u.session_id as sessionId',
      'u.reason',
      'u.status',
      'u.attached_session_id as attachedSessionId',
      'u.refund_id as refundId',
      'u.note',
      'u.resolved_by as resolvedBy',
      'u.resolved_at as resolvedAt',
      'u.version',
      'u.created_at as createdAt',
      'u.updated_at as updatedAt',
      't.tx_hash as txHash',
      't.sender',
      't.orphaned_at as orphanedAt',
      sql`coalesce(t.network, s.network)`.as('network'),
      sql`coalesce(t.contract, s.contract)`.as('contract'),
      sql`coalesce(t.block_number, s.block_number)`.as('blockNumber'),
      sql`coalesce(t.recipient, s.recipient)`.as('recipient'),
      sql`coalesce(t.amount, s.amount)`.as('amountAtomic'),
      sql`coalesce(t.block_time, s.block_time)`.as('arrivedAt'),
      // A balance is read so deep that nothing takes it back.
      sql`coalesce(t.confirmed_at, s.block_time)`.as('confirmedAt'),
      sql`(SELECT coalesce(sum(r.amount), 0) FROM refunds r WHERE r.organization_id = u.organization_id
        AND r.transfer_id = u.transfer_id AND r.status = 'confirmed')`.as('refundedAtomic'),
    ]);

const scoped = (queries: Queries, { organizationId, livemode }: OrganizationScope) =>
  joined(queries).where('u.organization_id', '=', organizationId).where('u.livemode', '=', livemode);

const asTransfers = async (query: SelectQueryBuilder<never, never, never>) =>
  (await query.execute()) as unknown as readonly UnexpectedTransfer[];

/** Of this organization and mode; another's do not exist. */
export async function findUnexpectedTransfers(
  queries: Queries,
  scope: OrganizationScope,
  ids: readonly string[],
): Promise<readonly UnexpectedTransfer[]> {
  if (ids.length === 0) return [];
  return asTransfers(
    scoped(queries, scope)
      .where('u.transfer_id', 'in', [...ids])
      .orderBy('u.transfer_id') as never,
  );
}

export interface UnexpectedKey {
  readonly organizationId: string;
  readonly transferId: string;
}

/** Of any organization and mode: for those who have just written them. */
export async function readUnexpectedTransfers(
  queries: Queries,
  keys: readonly UnexpectedKey[],
): Promise<readonly UnexpectedTransfer[]> {
  if (keys.length === 0) return [];
  const named = sql<boolean>`(u.organization_id, u.transfer_id) IN (SELECT * FROM unnest(
    ${keys.map((key) => key.organizationId)}::uuid[], ${keys.map((key) => key.transferId)}::uuid[]))`;
  return asTransfers(joined(queries).where(named) as never);
}

export interface UnexpectedFilters {
  readonly status?: UnexpectedStatus | undefined;
  readonly sessionId?: string | undefined;
}

/** Newest first, after `startingAfter` when given. */
export async function listUnexpectedTransfers(
  queries: Queries,
  scope: OrganizationScope,
  { status, sessionId }: UnexpectedFilters,
  page: { readonly limit: number; readonly startingAfter?: string | undefined },
): Promise<readonly UnexpectedTransfer[]> {
  let query = scoped(queries, scope);
  if (status !== undefined) query = query.where('u.status', '=', status);
  if (sessionId !== undefined) query = query.where('u.session_id', '=', sessionId);
  if (page.startingAfter !== undefined) query = query.where('u.transfer_id', '<', page.startingAfter);
  return asTransfers(query.orderBy('u.transfer_id', 'desc').limit(page.limit) as never);
}
