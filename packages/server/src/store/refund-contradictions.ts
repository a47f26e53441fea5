import { sql } from 'kysely';
import type { Hex } from '../core/hex.ts';
import type { Queries } from './database.ts';

/** A refund of which the ledger or the chain says something else than its own row. */
export interface RefundContradiction {
  readonly organizationId: string;
  readonly sessionId: string;
  readonly refundId: string;
  readonly network: string;
  readonly block: bigint | null;
  readonly txHash: Hex | null;
  readonly expected: string;
  readonly found: string;
}

/**
 * Every refund whose ledger entries do not come to exactly this: where it is confirmed its amount, out of the account that
 * holds its money and into `refunded`; else nothing.
 */
export async function findMisheldRefunds(queries: Queries): Promise<readonly RefundContradiction[]> {
  const { rows } = await sql<RefundContradiction>`
    WITH moved AS (
      SELECT organization_id, session_id, refund_id, network, account, sum(amount) AS amount FROM (
        SELECT organization_id, session_id, refund_id, network, credit AS account, amount FROM ledger_entries
        UNION ALL SELECT organization_id, session_id, refund_id, network, debit, -amount FROM ledger_entries
      ) AS moves
      WHERE refund_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5 HAVING sum(amount) <> 0
    ), held AS (
      SELECT organization_id, session_id, refund_id, network, jsonb_object_agg(account, amount) AS accounts,
        min(account) FILTER (WHERE account <> 'refunded') AS source
      FROM moved GROUP BY 1, 2, 3, 4
    ), compared AS (
      SELECT coalesce(r.organization_id, held.organization_id) AS "organizationId",
        coalesce(r.session_id, held.session_id) AS "sessionId", coalesce(r.id, held.refund_id) AS "refundId",
        coalesce(r.network, held.network) AS network, r.block_number AS block, r.tx_hash AS "txHash", held.accounts,
        CASE WHEN r.status = 'confirmed' THEN jsonb_build_object('refunded', r.amount,
          -- Of a transfer that is gone or not certain, from wherever it stood.
          CASE WHEN r.transfer_id IS NULL THEN 'credited' ELSE coalesce(t.booked_as, held.source, 'unexpected') END,
          -r.amount) END AS expected
      FROM refunds r
      LEFT JOIN transfers t ON t.organization_id = r.organization_id AND t.id = r.transfer_id
      FULL JOIN held ON held.organization_id = r.organization_id AND held.refund_id = r.id
    )
    SELECT "organizationId", "sessionId", "refundId", network, block, "txHash",
      coalesce(expected::text, 'nothing') AS expected, coalesce(accounts::text, 'nothing') AS found
    FROM compared WHERE expected IS DISTINCT FROM accounts ORDER BY 3`.execute(queries);
  return rows;
}

/** Confirmed refunds whose block is none of those that the books stand on, and that nobody is about to look at again. */
export async function findRefundsOffChain(queries: Queries): Promise<readonly RefundContradiction[]> {
  const { rows } = await sql<RefundContradiction>`
    SELECT r.organization_id AS "organizationId", r.session_id AS "sessionId", r.id AS "refundId", r.network,
      r.block_number AS block, r.tx_hash AS "txHash",
      coalesce('block 0x' || encode(b.hash, 'hex'), 'books that stand at block ' || c.number) AS expected,
      'block 0x' || encode(r.block_hash, 'hex') AS found
    FROM refunds r JOIN chain_cursors c ON c.network = r.network
    LEFT JOIN chain_blocks b ON b.network = r.network AND b.number = r.block_number
    WHERE r.status = 'confirmed' AND r.next_check_at IS NULL
      AND (r.block_number > c.number OR b.hash <> r.block_hash)
    ORDER BY r.id`.execute(queries);
  return rows;
}

/** A refund that was confirmed in a block. */
export interface RefundInBlock extends Omit<RefundContradiction, 'expected' | 'found'> {
  readonly block: bigint;
  readonly blockHash: Hex;
}

/** Those that were confirmed in these blocks, for the chain to be held against. */
export async function readRefundsInBlocks(
  queries: Queries,
  network: string,
  { from, to }: { readonly from: bigint; readonly to: bigint },
): Promise<readonly RefundInBlock[]> {
  const { rows } = await sql<RefundInBlock>`
    SELECT organization_id AS "organizationId", session_id AS "sessionId", id AS "refundId", network,
      block_number AS block, block_hash AS "blockHash", tx_hash AS "txHash"
    FROM refunds
    WHERE network = ${network} AND block_number BETWEEN ${from} AND ${to} AND status = 'confirmed' AND next_check_at IS NULL
    ORDER BY id`.execute(queries);
  return rows;
}
