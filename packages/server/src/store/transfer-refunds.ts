import { sql } from 'kysely';
import type { TransferRefund } from '../core/books/transfer-refunds.ts';
import type { Queries, Transaction } from './database.ts';
import { takenFrom } from './refund-ledger.ts';
import type { SessionKey } from './sessions.ts';

interface Row extends Omit<TransferRefund, 'transfer'>, Omit<TransferRefund['transfer'], 'amountAtomic'> {
  readonly session_id: string;
  readonly cameAtomic: bigint;
}

/** The refunds of unexpected transfers to each session's address that stand or are under way, by session id. */
export async function readTransferRefunds(
  queries: Queries,
  keys: readonly SessionKey[],
): Promise<ReadonlyMap<string, readonly TransferRefund[]>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<Row>`
    SELECT r.session_id, r.id, r.transfer_id AS "transferId", r.status, r.amount AS "amountAtomic", r.reason,
      t.tx_hash AS "txHash", t.contract, t.amount AS "cameAtomic", t.orphaned_at IS NOT NULL AS "isGone",
      ${takenFrom} AS "takenFrom"
    FROM refunds r JOIN transfers t ON t.organization_id = r.organization_id AND t.id = r.transfer_id
    WHERE (r.organization_id, r.session_id) IN (SELECT * FROM unnest(
        ${keys.map((key) => key.organizationId)}::uuid[], ${keys.map((key) => key.sessionId)}::uuid[]))
      AND r.status NOT IN ('failed', 'canceled')
    ORDER BY r.id`.execute(queries);
  const bySession = new Map<string, TransferRefund[]>();
  for (const { session_id, txHash, contract, cameAtomic, ...refund } of rows) {
    const transfer = { txHash, contract, amountAtomic: cameAtomic };
    bySession.set(session_id, [...(bySession.get(session_id) ?? []), { ...refund, transfer }]);
  }
  return bySession;
}

export interface CarriedRefund {
  readonly organizationId: string;
  readonly refundId: string;
  readonly to: string;
}

/** From now on they are refunds of the transfers that the same transaction has made in other blocks. Their sessions are locked. */
export async function carryRefundsOver(tx: Transaction, carried: readonly CarriedRefund[]): Promise<void> {
  if (carried.length === 0) return;
  await sql`
    UPDATE refunds SET transfer_id = t.id, not_before = t.block_time, version = refunds.version + 1
    FROM unnest(
      ${carried.map(({ organizationId }) => organizationId)}::uuid[],
      ${carried.map(({ refundId }) => refundId)}::uuid[],
      ${carried.map(({ to }) => to)}::uuid[]
    ) AS carried (organization_id, refund_id, transfer_id)
      JOIN transfers t ON t.organization_id = carried.organization_id AND t.id = carried.transfer_id
    WHERE refunds.organization_id = carried.organization_id AND refunds.id = carried.refund_id`.execute(tx);
}
