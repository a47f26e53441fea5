import { sql } from 'kysely';
import type { StandingTransfer } from '../core/books/compare-transfers.ts';
import type { Queries } from './database.ts';

type Row = { [K in keyof StandingTransfer]: StandingTransfer[K] };

/** The transfers of blocks `from…to` that stand in the books, in the order of their blocks. */
export async function readStandingTransfers(
  queries: Queries,
  network: string,
  { from, to }: { readonly from: bigint; readonly to: bigint },
): Promise<readonly StandingTransfer[]> {
  const { rows } = await sql<Row>`
    SELECT t.organization_id AS "organizationId", t.id, t.session_id AS "sessionId",
      t.attached_session_id AS "attachedSessionId", t.network, t.block_number AS "blockNumber",
      t.block_hash AS "blockHash", t.block_time AS "blockTime", t.tx_hash AS "txHash", t.position, t.contract, t.sender,
      t.recipient, t.amount AS "amountAtomic", t.listed, t.confirm_number AS "confirmNumber",
      t.confirmed_at AS "confirmedAt", t.gated, t.booked_as AS "bookedAs", coalesce(s.told_paid, false) AS "toldPaid"
    FROM transfers t LEFT JOIN sessions s
      ON s.organization_id = t.organization_id AND s.id = coalesce(t.attached_session_id, t.session_id)
    WHERE t.network = ${network} AND t.block_number BETWEEN ${from} AND ${to}
      AND t.orphaned_at IS NULL AND t.frozen_at IS NULL
    ORDER BY t.block_number, t.tx_hash, t.position`.execute(queries);
  return rows;
}
