import { type Selectable, sql } from 'kysely';
import type { BlockHeader } from '../core/chain/blocks.ts';
import type { ChainPosition } from '../core/chain/check-batch.ts';
import type { InternalTransfers } from '../core/chain/source.ts';
import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';
import { type Queries, type Transaction, toBytes, toTimestamp } from './database.ts';
import type { ChainCursorsTable } from './tables.ts';

export type CursorRow = Selectable<ChainCursorsTable>;

/** How far a network has been read. */
export interface ChainCursor extends ChainPosition {
  readonly network: string;
  readonly chainId: bigint;
  readonly genesisHash: Hex;
  /** The first block whose contents were read. */
  readonly firstNumber: bigint;
  readonly rereadNumber: bigint;
  /** Up to here the blocks were read by as many nodes as the quorum asks; null where one is enough. */
  readonly witnessedNumber: bigint | null;
  /** Deadlines before this have passed on this network: by its last block, or the last that as many nodes as the quorum asks read. */
  readonly watermark: Instant;
  readonly tipNumber: bigint;
  readonly leaseToken: bigint;
  readonly updatedAt: Instant;
}

export async function readCursor(queries: Queries, network: string): Promise<ChainCursor | undefined> {
  const row = await queries.selectFrom('chain_cursors').selectAll().where('network', '=', network).executeTakeFirst();
  return row && toCursor(row);
}

/** The networks that the books are about. */
export async function readCursorNetworks(queries: Queries): Promise<readonly string[]> {
  const rows = await queries.selectFrom('chain_cursors').select('network').orderBy('network').execute();
  return rows.map(({ network }) => network);
}

/**
 * Keeps the follower from moving until the transaction ends. Who asks waits its turn, and the follower in its own: a lock
 * that several could share would let those who come one after another keep it out for good.
 */
export async function holdCursor(tx: Transaction, network: string): Promise<ChainCursor | undefined> {
  const row = await tx
    .selectFrom('chain_cursors')
    .selectAll()
    .where('network', '=', network)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row && toCursor(row);
}

export interface NewCursor {
  readonly network: string;
  readonly chainId: number;
  readonly genesisHash: Hex;
  /** The books begin after this block. */
  readonly start: BlockHeader;
  readonly leaseToken: bigint;
  readonly at: Instant;
}

/** Leaves a cursor that is already there as it is. */
export async function createCursor(queries: Queries, cursor: NewCursor): Promise<void> {
  const { network, chainId, genesisHash, start, leaseToken, at } = cursor;
  await queries
    .insertInto('chain_cursors')
    .values({
      network,
      chain_id: BigInt(chainId),
      genesis_hash: toBytes(genesisHash),
      first_number: start.number + 1n,
      number: start.number,
      hash: toBytes(start.hash),
      block_time: toTimestamp(start.timestamp),
      reread_number: start.number,
      tip_number: start.number,
      lease_token: leaseToken,
      updated_at: toTimestamp(at),
    })
    .onConflict((conflict) => conflict.column('network').doNothing())
    .execute();
}

/** From now on only this token may move the cursor. */
export async function claimCursor(queries: Queries, network: string, token: bigint): Promise<void> {
  await sql`UPDATE chain_cursors SET lease_token = ${token} WHERE network = ${network} AND lease_token < ${token}`.execute(
    queries,
  );
}

/** What must still be true of the cursor for a write to be allowed. */
export interface CursorClaim {
  readonly network: string;
  readonly leaseToken: bigint;
  readonly expected: Hex;
}

/** Notes that the node was heard, and its height. The books are as far as they can be. */
export async function touchCursor(
  queries: Queries,
  { network, leaseToken }: Omit<CursorClaim, 'expected'>,
  { tipNumber, at }: { tipNumber: bigint; at: Instant },
): Promise<void> {
  await sql`
    UPDATE chain_cursors SET tip_number = ${tipNumber}, updated_at = ${toTimestamp(at)}
    WHERE network = ${network} AND lease_token = ${leaseToken}`.execute(queries);
}

/** Notes what the network's nodes can show of native coin moved inside transactions. */
export async function noteInternalTransfers(
  queries: Queries,
  { network, leaseToken }: Omit<CursorClaim, 'expected'>,
  internalTransfers: InternalTransfers,
): Promise<void> {
  await sql`
    UPDATE chain_cursors SET internal_transfers = ${internalTransfers}
    WHERE network = ${network} AND lease_token = ${leaseToken} AND internal_transfers <> ${internalTransfers}`.execute(
    queries,
  );
}

export function toCursor(row: CursorRow): ChainCursor {
  return {
    network: row.network,
    chainId: row.chain_id,
    genesisHash: row.genesis_hash,
    firstNumber: row.first_number,
    number: row.number,
    hash: row.hash,
    timestamp: row.block_time,
    rereadNumber: row.reread_number,
    witnessedNumber: row.witnessed_number,
    watermark: row.witnessed_time ?? row.block_time,
    tipNumber: row.tip_number,
    leaseToken: row.lease_token,
    updatedAt: row.updated_at,
  };
}
