import { type SelectQueryBuilder, sql } from 'kysely';
import type { UnexpectedStatus } from '../core/books/unexpected.ts';
import type { UnexpectedTransfer } from '../core/resource/unexpected-resource.ts';
import type { UnexpectedReason } from '../core/session/classify-transfers.ts';
import type { Instant } from '../core/time.ts';
import { type Queries, type Transaction, toTimestamp } from './database.ts';
import type { SessionScope } from './sessions.ts';

export interface RecordWrite {
  readonly transferId: string;
  readonly sessionId: string;
  readonly status: UnexpectedStatus;
  readonly reason: UnexpectedReason;
  /** Of one that has gone back, or is on its way. */
  readonly refund: { readonly id: string; readonly reason: string } | null;
}

/** Writes what became of each; a decision that no longer holds is forgotten with it. */
export async function writeUnexpected(
  tx: Transaction,
  { organizationId, livemode }: SessionScope,
  writes: readonly RecordWrite[],
  at: Instant,
): Promise<void> {
  if (writes.length === 0) return;
  const now = toTimestamp(at);
  await sql`
    INSERT INTO unexpected_transfers
      (organization_id, transfer_id, livemode, session_id, reason, status, refund_id, note, resolved_at, created_at, updated_at)
    SELECT ${organizationId}::uuid, transfer_id, ${livemode}::boolean, session_id, reason, status, refund_id, note,
      CASE WHEN status <> 'open' THEN ${now}::timestamptz END, ${now}::timestamptz, ${now}::timestamptz
    FROM unnest(
      ${writes.map((write) => write.transferId)}::uuid[],
      ${writes.map((write) => write.sessionId)}::uuid[],
      ${writes.map((write) => write.reason)}::text[],
      ${writes.map((write) => write.status)}::text[],
      ${writes.map(({ refund }) => refund?.id ?? null)}::uuid[],
      ${writes.map(({ refund }) => refund?.reason ?? null)}::text[]
    ) AS written (transfer_id, session_id, reason, status, refund_id, note)
    ON CONFLICT (organization_id, transfer_id) DO UPDATE SET
      reason = excluded.reason, status = excluded.status, updated_at = excluded.updated_at,
      version = unexpected_transfers.version + 1,
      attached_session_id = CASE WHEN excluded.status = 'open' THEN NULL ELSE unexpected_transfers.attached_session_id END,
      refund_id = CASE WHEN excluded.status = 'open' THEN NULL ELSE coalesce(excluded.refund_id, unexpected_transfers.refund_id) END,
      note = CASE WHEN excluded.status = 'open' THEN NULL ELSE coalesce(unexpected_transfers.note, excluded.note) END,
      resolved_by = CASE WHEN excluded.status = 'open' THEN NULL ELSE unexpected_transfers.resolved_by END,
      resolved_at = CASE WHEN excluded.status = 'open' THEN NULL ELSE coalesce(unexpected_transfers.resolved_at, excluded.updated_at) END`.execute(
    tx,
  );
}

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
  { organizationId }: SessionScope,
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
  { organizationId }: SessionScope,
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

const joined = (queries: Queries, { organizationId, livemode }: SessionScope) =>
  queries
    .selectFrom('unexpected_transfers as u')
    .leftJoin('transfers as t', (join) =>
      join.onRef('t.organization_id', '=', 'u.organization_id').onRef('t.id', '=', 'u.transfer_id'),
    )
    .leftJoin('balance_surpluses as s', (join) =>
      join.onRef('s.organization_id', '=', 'u.organization_id').onRef('s.id', '=', 'u.transfer_id'),
    )
    .where('u.organization_id', '=', organizationId)
    .where('u.livemode', '=', livemode)
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

const asTransfers = async (query: SelectQueryBuilder<never, never, never>) =>
  (await query.execute()) as unknown as readonly UnexpectedTransfer[];

/** Of this organization and mode; another's do not exist. */
export async function findUnexpectedTransfers(
  queries: Queries,
  scope: SessionScope,
  ids: readonly string[],
): Promise<readonly UnexpectedTransfer[]> {
  if (ids.length === 0) return [];
  return asTransfers(
    joined(queries, scope)
      .where('u.transfer_id', 'in', [...ids])
      .orderBy('u.transfer_id') as never,
  );
}

export interface UnexpectedFilters {
  readonly status?: UnexpectedStatus | undefined;
  readonly sessionId?: string | undefined;
}

/** Newest first, after `startingAfter` when given. */
export async function listUnexpectedTransfers(
  queries: Queries,
  scope: SessionScope,
  { status, sessionId }: UnexpectedFilters,
  page: { readonly limit: number; readonly startingAfter?: string | undefined },
): Promise<readonly UnexpectedTransfer[]> {
  let query = joined(queries, scope);
  if (status !== undefined) query = query.where('u.status', '=', status);
  if (sessionId !== undefined) query = query.where('u.session_id', '=', sessionId);
  if (page.startingAfter !== undefined) query = query.where('u.transfer_id', '<', page.startingAfter);
  return asTransfers(query.orderBy('u.transfer_id', 'desc').limit(page.limit) as never);
}
