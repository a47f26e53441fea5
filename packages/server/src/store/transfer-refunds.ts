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

/** From now on it is a refund of the transfer that the same transaction has made in another block. Its session is locked. */
export async function carryRefundOver(
  tx: Transaction,
  organizationId: string,
  { refundId, to }: { readonly refundId: string; readonly to: string },
): Promise<void> {
  await sql`
    UPDATE refunds SET transfer_id = t.id, not_before = t.block_time, version = refunds.version + 1
    FROM transfers t
    WHERE refunds.organization_id = ${organizationId} AND refunds.id = ${refundId}
      AND t.organization_id = ${organizationId} AND t.id = ${to}`.execute(tx);
}
