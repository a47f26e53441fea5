import { sql } from 'kysely';
import type { BlockHeader } from '../core/chain/blocks.ts';
import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';
import { type ChainCursor, type CursorClaim, type CursorRow, toCursor } from './chain-cursors.ts';
import { type Queries, type Transaction, toBytes, toTimestamp } from './database.ts';

export interface CursorAdvance {
  readonly to: BlockHeader;
  readonly tipNumber: bigint;
  /** What was read at its final depth in the first place, up to this block, need not be read again. */
  readonly finalNumber: bigint;
  readonly at: Instant;
}

/** Moves the cursor onto the batch's last block; `null`, with nothing changed, when the claim does not hold. */
export async function advanceCursor(
  tx: Transaction,
  claim: CursorClaim,
  advance: CursorAdvance,
): Promise<ChainCursor | null> {
  const { to, tipNumber, finalNumber, at } = advance;
  const { rows } = await sql<CursorRow>`
    UPDATE chain_cursors
    SET number = ${to.number}, hash = ${toBytes(to.hash)}, block_time = ${toTimestamp(to.timestamp)},
        tip_number = ${tipNumber}, updated_at = ${toTimestamp(at)},
        reread_number = CASE WHEN reread_number < number THEN reread_number
                             ELSE greatest(reread_number, least(${to.number}::bigint, ${finalNumber}::bigint)) END
    WHERE network = ${claim.network} AND lease_token = ${claim.leaseToken} AND hash = ${toBytes(claim.expected)}
    RETURNING *`.execute(tx);
  return rows[0] ? toCursor(rows[0]) : null;
}

/** Sets the cursor back to where the chain forked; `null`, with nothing changed, when the claim does not hold. */
export async function setCursorBack(
  tx: Transaction,
  claim: CursorClaim,
  { to, at }: { to: BlockHeader; at: Instant },
): Promise<ChainCursor | null> {
  const { rows } = await sql<CursorRow>`
    UPDATE chain_cursors
    SET number = ${to.number}, hash = ${toBytes(to.hash)}, block_time = ${toTimestamp(to.timestamp)},
        first_number = least(first_number, ${to.number}::bigint + 1), reread_number = least(reread_number, ${to.number}),
        witnessed_number = CASE WHEN witnessed_number > ${to.number} THEN ${to.number}::bigint ELSE witnessed_number END,
        witnessed_time = CASE WHEN witnessed_number > ${to.number} THEN least(witnessed_time, ${toTimestamp(to.timestamp)}::timestamptz)
                              ELSE witnessed_time END,
        updated_at = ${toTimestamp(at)}
    WHERE network = ${claim.network} AND lease_token = ${claim.leaseToken} AND hash = ${toBytes(claim.expected)}
    RETURNING *`.execute(tx);
  return rows[0] ? toCursor(rows[0]) : null;
}

/** Begins anew on another chain; `null`, with nothing changed, when the claim does not hold. */
export async function restartCursor(
  tx: Transaction,
  claim: CursorClaim,
  { genesisHash, start, at }: { genesisHash: Hex; start: BlockHeader; at: Instant },
): Promise<ChainCursor | null> {
  const { rows } = await sql<CursorRow>`
    UPDATE chain_cursors
    SET genesis_hash = ${toBytes(genesisHash)}, first_number = ${start.number}::bigint + 1, number = ${start.number},
        hash = ${toBytes(start.hash)}, block_time = ${toTimestamp(start.timestamp)}, reread_number = ${start.number},
        witnessed_number = CASE WHEN witnessed_number IS NULL THEN NULL ELSE ${start.number}::bigint END,
        witnessed_time = CASE WHEN witnessed_number IS NULL THEN NULL ELSE ${toTimestamp(start.timestamp)}::timestamptz END,
        tip_number = ${start.number}, updated_at = ${toTimestamp(at)}
    WHERE network = ${claim.network} AND lease_token = ${claim.leaseToken} AND hash = ${toBytes(claim.expected)}
    RETURNING *`.execute(tx);
  return rows[0] ? toCursor(rows[0]) : null;
}

/** Blocks `from…to` have been read a second time; `null`, with nothing changed, when the claim does not hold. */
export async function advanceReread(
  tx: Transaction,
  { network, leaseToken }: Omit<CursorClaim, 'expected'>,
  { from, to }: { from: bigint; to: bigint },
): Promise<ChainCursor | null> {
  const { rows } = await sql<CursorRow>`
    UPDATE chain_cursors SET reread_number = ${to}
    WHERE network = ${network} AND lease_token = ${leaseToken} AND reread_number = ${from}::bigint - 1
      AND number >= ${to}
    RETURNING *`.execute(tx);
  return rows[0] ? toCursor(rows[0]) : null;
}

/**
 * Begins or ends the reading by several nodes: from the cursor on, what follows is to be read by as many as the quorum asks.
 * Undefined when the lease is another's.
 */
export async function setWitnessing(
  queries: Queries,
  { network, leaseToken }: Omit<CursorClaim, 'expected'>,
  isWanted: boolean,
): Promise<ChainCursor | undefined> {
  const { rows } = await sql<CursorRow>`
    UPDATE chain_cursors
    SET witnessed_number = CASE WHEN ${isWanted}::boolean THEN coalesce(witnessed_number, number) END,
        witnessed_time = CASE WHEN ${isWanted}::boolean THEN coalesce(witnessed_time, block_time) END
    WHERE network = ${network} AND lease_token = ${leaseToken}
    RETURNING *`.execute(queries);
  return rows[0] && toCursor(rows[0]);
}

/** Blocks `from…to`, the last one of this time, have been read by as many nodes as the quorum asks; `null`, with nothing changed, when the claim does not hold. */
export async function advanceWitnessed(
  tx: Transaction,
  { network, leaseToken }: Omit<CursorClaim, 'expected'>,
  { from, to, time }: { from: bigint; to: bigint; time: Instant },
): Promise<ChainCursor | null> {
  const { rows } = await sql<CursorRow>`
    UPDATE chain_cursors SET witnessed_number = ${to}, witnessed_time = ${toTimestamp(time)}
    WHERE network = ${network} AND lease_token = ${leaseToken} AND witnessed_number = ${from}::bigint - 1
      AND number >= ${to}
    RETURNING *`.execute(tx);
  return rows[0] ? toCursor(rows[0]) : null;
}
