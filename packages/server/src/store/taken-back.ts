import { sql } from 'kysely';
import type { Hex } from '../core/hex.ts';
import type { TakenBack } from '../core/session/taken-back.ts';
import type { Queries } from './database.ts';
import type { SessionKey } from './sessions.ts';

/** More than anyone pays one order in. */
const MOST = 20;

interface TakenBackRow {
  network: string;
  contract: Hex | null;
  tx_hash: Hex;
  amount: bigint;
}

/**
 * What reached the session's address in a block that a reorganization took away, and is in no block since: of each
 * transaction what its last such block held. What a person attached is for that person.
 */
export async function readTakenBack(
  queries: Queries,
  { organizationId, sessionId }: SessionKey,
): Promise<readonly TakenBack[]> {
  const ofSession = sql`organization_id = ${organizationId} AND session_id = ${sessionId}`;
  const { rows } = await sql<TakenBackRow>`
    SELECT network, contract, tx_hash, amount FROM transfers AS gone
    WHERE ${ofSession} AND attached_session_id IS NULL AND listed AND orphaned_at IS NOT NULL
      AND NOT EXISTS (
        SELECT FROM transfers AS back
        WHERE ${ofSession} AND back.network = gone.network AND back.tx_hash = gone.tx_hash AND back.orphaned_at IS NULL)
      AND NOT EXISTS (
        SELECT FROM transfers AS later
        WHERE ${ofSession} AND later.network = gone.network AND later.tx_hash = gone.tx_hash
          AND (later.orphaned_at, later.block_hash) > (gone.orphaned_at, gone.block_hash))
    ORDER BY block_number, position
    LIMIT ${MOST}`.execute(queries);
  return rows.map((row) => ({
    network: row.network,
    contract: row.contract,
    txHash: row.tx_hash,
    amountAtomic: row.amount,
  }));
}
