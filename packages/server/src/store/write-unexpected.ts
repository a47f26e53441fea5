import { sql } from 'kysely';
import type { UnexpectedStatus } from '../core/books/unexpected.ts';
import type { UnexpectedReason } from '../core/session/classify-transfers.ts';
import type { Instant } from '../core/time.ts';
import { type Transaction, toTimestamp } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';

export interface RecordWrite extends OrganizationScope {
  readonly transferId: string;
  readonly sessionId: string;
  readonly status: UnexpectedStatus;
  readonly reason: UnexpectedReason;
  /** Of one that has gone back, or is on its way. */
  readonly refund: { readonly id: string; readonly reason: string } | null;
}

/** Writes what became of each; a decision that no longer holds is forgotten with it. */
export async function writeUnexpected(tx: Transaction, writes: readonly RecordWrite[], at: Instant): Promise<void> {
  if (writes.length === 0) return;
  const now = toTimestamp(at);
  await sql`
    INSERT INTO unexpected_transfers
      (organization_id, transfer_id, livemode, session_id, reason, status, refund_id, note, resolved_at, created_at, updated_at)
    SELECT organization_id, transfer_id, livemode, session_id, reason, status, refund_id, note,
      CASE WHEN status <> 'open' THEN ${now}::timestamptz END, ${now}::timestamptz, ${now}::timestamptz
    FROM unnest(
      ${writes.map((write) => write.organizationId)}::uuid[],
      ${writes.map((write) => write.transferId)}::uuid[],
      ${writes.map((write) => write.livemode)}::boolean[],
      ${writes.map((write) => write.sessionId)}::uuid[],
      ${writes.map((write) => write.reason)}::text[],
      ${writes.map((write) => write.status)}::text[],
      ${writes.map(({ refund }) => refund?.id ?? null)}::uuid[],
      ${writes.map(({ refund }) => refund?.reason ?? null)}::text[]
    ) AS written (organization_id, transfer_id, livemode, session_id, reason, status, refund_id, note)
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
