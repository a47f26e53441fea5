import { sql } from 'kysely';
import type { Hex } from '../core/hex.ts';
import type { SessionRefundStatus } from '../core/refund/refund.ts';
import type { Instant } from '../core/time.ts';
import type { Queries, Transaction } from './database.ts';
import type { SessionKey } from './sessions.ts';

/** What a session holds of one asset, by the ledger and by the refunds that are under way. */
export interface Refundable {
  readonly network: string;
  readonly contract: Hex | null;
  /** Credited and not refunded yet. */
  readonly creditedAtomic: bigint;
  readonly refundedAtomic: bigint;
  /** Promised by refunds that are neither confirmed nor given up. */
  readonly reservedAtomic: bigint;
  /** When the first of it came, by its chain. */
  readonly since: Instant | null;
}

interface Row {
  network: string;
  contract: Hex | null;
  credited: bigint;
  refunded: bigint;
  reserved: bigint;
  since: Instant | null;
}

/**
 * Of each asset that was ever credited to the session. Exact while the session is locked: the ledger and its refunds change
 * only under that lock.
 */
export async function readRefundable(
  queries: Queries,
  { organizationId, sessionId }: SessionKey,
): Promise<readonly Refundable[]> {
  const { rows } = await sql<Row>`
    WITH moved AS (
      SELECT network, contract,
        sum(CASE WHEN credit = 'credited' THEN amount ELSE -amount END) AS credited,
        coalesce(sum(CASE WHEN debit = 'credited' THEN amount ELSE -amount END) FILTER (WHERE refund_id IS NOT NULL), 0) AS refunded
      FROM ledger_entries
      WHERE organization_id = ${organizationId} AND session_id = ${sessionId} AND 'credited' IN (debit, credit)
      GROUP BY network, contract
    )
    SELECT m.*,
      (SELECT coalesce(sum(r.amount), 0) FROM refunds r
        LEFT JOIN transfers t ON t.organization_id = r.organization_id AND t.id = r.transfer_id
        WHERE r.organization_id = ${organizationId} AND r.session_id = ${sessionId}
          AND r.network = m.network AND r.contract IS NOT DISTINCT FROM m.contract
          AND r.status IN ('awaiting_address', 'ready', 'sent')
          AND (r.transfer_id IS NULL OR t.booked_as = 'credited')) AS reserved,
      (SELECT min(t.block_time) FROM transfers t
        WHERE t.organization_id = ${organizationId}
          AND (t.session_id = ${sessionId} OR t.attached_session_id = ${sessionId})
          AND t.network = m.network AND t.contract IS NOT DISTINCT FROM m.contract
          AND t.booked_as = 'credited') AS since
    FROM moved m
    ORDER BY network, contract NULLS FIRST`.execute(queries);
  return rows.map((row) => ({
    network: row.network,
    contract: row.contract,
    creditedAtomic: row.credited,
    refundedAtomic: row.refunded,
    reservedAtomic: row.reserved,
    since: row.since,
  }));
}

/** Brings the session's own word about its refunds to what the ledger says. The session is locked. */
export async function refreshRefundStatus(tx: Transaction, key: SessionKey): Promise<SessionRefundStatus | null> {
  const assets = await readRefundable(tx, key);
  const isRefunded = assets.some(({ refundedAtomic }) => refundedAtomic > 0n);
  const isLeft = assets.some(({ creditedAtomic }) => creditedAtomic > 0n);
  const status = isRefunded ? (isLeft ? 'partial' : 'full') : null;
  await tx
    .updateTable('sessions')
    .set({ refund_status: status })
    .where('organization_id', '=', key.organizationId)
    .where('id', '=', key.sessionId)
    .execute();
  return status;
}
