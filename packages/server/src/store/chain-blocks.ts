import { sql } from 'kysely';
import type { BlockHeader } from '../core/chain/blocks.ts';
import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';
import { toByteArray } from './byte-array.ts';
import { moment, type Queries, type Transaction, toTimestamp } from './database.ts';

/**
 * Keeps headers of the canonical chain; one kept at the same height before is replaced. Those under `oldest` are let go, and
 * none of `headers` may lie there.
 */
export async function keepHeaders(
  tx: Transaction,
  network: string,
  headers: readonly BlockHeader[],
  oldest = 0n,
): Promise<void> {
  if (headers.length === 0) return;
  await sql`
    WITH let_go AS (DELETE FROM chain_blocks WHERE network = ${network} AND number < ${oldest})
    INSERT INTO chain_blocks (network, number, hash, parent_hash, block_time)
    SELECT ${network}, * FROM unnest(
      ${headers.map(({ number }) => number)}::bigint[],
      ${toByteArray(headers.map(({ hash }) => hash))}::bytea[],
      ${toByteArray(headers.map(({ parentHash }) => parentHash))}::bytea[],
      ${headers.map(({ timestamp }) => toTimestamp(timestamp))}::timestamptz[])
    ON CONFLICT (network, number) DO UPDATE
    SET hash = excluded.hash, parent_hash = excluded.parent_hash, block_time = excluded.block_time`.execute(tx);
}

export async function dropHeadersAbove(tx: Transaction, network: string, number: bigint): Promise<void> {
  await tx.deleteFrom('chain_blocks').where('network', '=', network).where('number', '>', number).execute();
}

/** Kept headers under `below`, highest first. */
export async function readHeadersBelow(
  queries: Queries,
  network: string,
  below: bigint,
  limit: number,
): Promise<readonly BlockHeader[]> {
  const rows = await queries
    .selectFrom('chain_blocks')
    .selectAll()
    .where('network', '=', network)
    .where('number', '<', below)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toHeader);
}

/** Kept headers of these heights, in any order; those not kept are absent. */
export async function readHeadersAt(
  queries: Queries,
  network: string,
  numbers: readonly bigint[],
): Promise<readonly BlockHeader[]> {
  if (numbers.length === 0) return [];
  const rows = await queries
    .selectFrom('chain_blocks')
    .selectAll()
    .where('network', '=', network)
    .where(sql<boolean>`number = ANY(${numbers}::bigint[])`)
    .execute();
  return rows.map(toHeader);
}

/** The highest kept header from before `instant`; undefined when everything kept is younger. */
export async function readHeaderBefore(
  queries: Queries,
  network: string,
  instant: Instant,
): Promise<BlockHeader | undefined> {
  const row = await queries
    .selectFrom('chain_blocks')
    .selectAll()
    .where('network', '=', network)
    .where('block_time', '<', moment(instant))
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && toHeader(row);
}

function toHeader(row: { number: bigint; hash: Hex; parent_hash: Hex; block_time: Instant }): BlockHeader {
  return { number: row.number, hash: row.hash, parentHash: row.parent_hash, timestamp: row.block_time };
}
