import { sql } from 'kysely';
import type { BlockHeader } from '../core/chain/blocks.ts';
import type { Instant } from '../core/time.ts';
import { type Transaction, toBytes, toTimestamp } from './database.ts';
import type { SessionKey } from './sessions.ts';

export interface BlockTimeChange {
  readonly network: string;
  readonly leaseToken: bigint;
  /** As it is in the books. */
  readonly block: Pick<BlockHeader, 'number' | 'hash' | 'timestamp'>;
  readonly time: Instant;
}

const standing = sql`orphaned_at IS NULL AND frozen_at IS NULL`;

/** Sessions with transfers in or confirmed by the block, and those with a deadline that lies between its two times. */
export async function findSessionsTimedBy(
  tx: Transaction,
  { network, block, time }: BlockTimeChange,
): Promise<readonly SessionKey[]> {
  const from = toTimestamp(Math.min(time, block.timestamp));
  const to = toTimestamp(Math.max(time, block.timestamp));
  const { rows } = await sql<{ organization_id: string; session_id: string }>`
    SELECT organization_id, session_id FROM transfers
    WHERE network = ${network} AND ${standing} AND (block_number = ${block.number} OR confirm_number = ${block.number})
    UNION
    SELECT organization_id, attached_session_id FROM transfers
    WHERE network = ${network} AND ${standing} AND (block_number = ${block.number} OR confirm_number = ${block.number})
      AND attached_session_id IS NOT NULL
    UNION
    SELECT organization_id, id FROM sessions
    WHERE networks @> ARRAY[${network}] AND (
      expires_at - clock_offset_ms * interval '1 millisecond' BETWEEN ${from}::timestamptz AND ${to}::timestamptz
      OR grace_ends_at - clock_offset_ms * interval '1 millisecond' BETWEEN ${from}::timestamptz AND ${to}::timestamptz)`.execute(
    tx,
  );
  return rows.map((row) => ({ organizationId: row.organization_id, sessionId: row.session_id }));
}

/** Moves the watermarks that are the block's time; false, with nothing changed, when the lease is another's. */
export async function writeCursorTime(
  tx: Transaction,
  { network, leaseToken, block, time }: BlockTimeChange,
): Promise<boolean> {
  const to = toTimestamp(time);
  const { numAffectedRows } = await sql`
    UPDATE chain_cursors
    SET block_time = CASE WHEN hash = ${toBytes(block.hash)} THEN ${to}::timestamptz ELSE block_time END,
        witnessed_time = CASE WHEN witnessed_number = ${block.number} THEN ${to}::timestamptz ELSE witnessed_time END
    WHERE network = ${network} AND lease_token = ${leaseToken}`.execute(tx);
  return numAffectedRows === 1n;
}

/** Gives the block its time, in its header and in the transfers that it holds or confirms. Their sessions must be locked. */
export async function writeBlockTime(tx: Transaction, { network, block, time }: BlockTimeChange): Promise<void> {
  const { number } = block;
  const [hash, from, to] = [toBytes(block.hash), toTimestamp(block.timestamp), toTimestamp(time)];
  await sql`
    UPDATE chain_blocks SET block_time = ${to}
    WHERE network = ${network} AND number = ${number} AND hash = ${hash}`.execute(tx);
  await sql`
    UPDATE transfers SET block_time = ${to}
    WHERE network = ${network} AND block_number = ${number} AND block_hash = ${hash} AND ${standing}`.execute(tx);
  await sql`
    UPDATE transfers SET confirmed_at = ${to}
    WHERE network = ${network} AND confirm_number = ${number} AND confirmed_at = ${from} AND ${standing}`.execute(tx);
}
