import { type RawBuilder, sql } from 'kysely';
import type { Finality } from '../core/chain/assurance.ts';
import type { BlockHeader, ChainTransfer } from '../core/chain/blocks.ts';
import { spanOf } from '../core/chain/heights.ts';
import type { Instant } from '../core/time.ts';
import { toByteArray } from './byte-array.ts';
import { type Transaction, toTimestamp } from './database.ts';
import type { SessionKey } from './sessions.ts';

/** A transfer to an address of ours, on its way into the books. */
export interface FoundTransfer extends ChainTransfer, SessionKey {
  readonly id: string;
  readonly block: Pick<BlockHeader, 'number' | 'hash' | 'timestamp'>;
  /** Whether its token is in the catalogue. */
  readonly listed: boolean;
  /** The block whose reading confirms it, unless it is gated. */
  readonly confirmNumber: bigint;
  /** The tag that must have reached its block as well. */
  readonly finality: Finality | null;
  /** More than its confirming block is asked: it is confirmed by `confirmGated` alone. */
  readonly gated: boolean;
  /** The offered method that it pays; null where it pays none. */
  readonly method: string | null;
}

interface Identified extends Pick<FoundTransfer, 'txHash' | 'position'> {
  readonly block: Pick<BlockHeader, 'hash'>;
}

/** What makes a transfer itself: the columns of the unique constraint, within a network. */
export function identityOf({ block, txHash, position }: Identified): string {
  return `${block.hash} ${txHash} ${position}`;
}

/** Each transfer once: one statement cannot meet the same row twice, and whoever says a thing twice has said it once. */
function eachOnce(transfers: readonly FoundTransfer[]): readonly FoundTransfer[] {
  return [...new Map(transfers.map((transfer) => [identityOf(transfer), transfer])).values()];
}

/** Whose payment it is: the session that a person attached it to, else the one whose address it reached. */
const owner = sql`coalesce(attached_session_id, session_id)`;

/**
 * Puts transfers into the books. One that is there already stays as it is; one that a reorg had taken away comes back under
 * its old row. Returns the sessions for which something changed, one entry a transfer.
 */
export async function insertTransfers(
  tx: Transaction,
  network: string,
  found: readonly FoundTransfer[],
  foundAt: Instant,
): Promise<readonly SessionKey[]> {
  if (found.length === 0) return [];
  const transfers = eachOnce(found);
  const column = <T>(read: (transfer: FoundTransfer) => T): T[] => transfers.map(read);
  return keysOf(
    tx,
    sql`
    INSERT INTO transfers (organization_id, id, session_id, network, block_number, block_hash, block_time, tx_hash, position,
      contract, sender, recipient, amount, listed, confirm_number, finality, gated, found_at)
    SELECT organization_id, id, session_id, ${network}, block_number, block_hash, block_time, tx_hash, position,
      contract, sender, recipient, amount, listed, confirm_number, finality, gated, ${toTimestamp(foundAt)}
    FROM unnest(
      ${column((each) => each.organizationId)}::uuid[],
      ${column((each) => each.id)}::uuid[],
      ${column((each) => each.sessionId)}::uuid[],
      ${column((each) => each.block.number)}::bigint[],
      ${toByteArray(column((each) => each.block.hash))}::bytea[],
      ${column((each) => toTimestamp(each.block.timestamp))}::timestamptz[],
      ${toByteArray(column((each) => each.txHash))}::bytea[],
      ${column((each) => each.position)}::text[],
      ${toByteArray(column((each) => each.contract))}::bytea[],
      ${toByteArray(column((each) => each.from))}::bytea[],
      ${toByteArray(column((each) => each.to))}::bytea[],
      ${column((each) => each.amountAtomic)}::numeric[],
      ${column((each) => each.listed)}::boolean[],
      ${column((each) => each.confirmNumber)}::bigint[],
      ${column((each) => each.finality)}::text[],
      ${column((each) => each.gated)}::boolean[]
    ) AS found (organization_id, id, session_id, block_number, block_hash, block_time, tx_hash, position,
      contract, sender, recipient, amount, listed, confirm_number, finality, gated)
    ON CONFLICT (network, block_hash, tx_hash, position) DO UPDATE SET orphaned_at = NULL
      WHERE transfers.orphaned_at IS NOT NULL
    RETURNING organization_id, ${owner} AS session_id`,
  );
}

export type ConfirmingBlock = Pick<BlockHeader, 'number' | 'timestamp'>;

/** Of the canonical chain, and of the chain that is being read. */
const standing = sql`orphaned_at IS NULL AND frozen_at IS NULL`;

/** The sessions with transfers that one of the blocks `from…to` confirms by itself. */
export function findSessionsToConfirm(
  tx: Transaction,
  network: string,
  { from, to }: { from: bigint; to: bigint },
): Promise<readonly SessionKey[]> {
  return keysOf(
    tx,
    sql`
    SELECT DISTINCT organization_id, ${owner} AS session_id FROM transfers
    WHERE network = ${network} AND confirm_number BETWEEN ${from} AND ${to} AND confirmed_at IS NULL AND ${standing}
      AND NOT gated`,
  );
}

/** Confirms what these blocks confirm, each at its block's time. Returns the sessions. */
export async function confirmTransfers(
  tx: Transaction,
  network: string,
  blocks: readonly ConfirmingBlock[],
): Promise<readonly SessionKey[]> {
  if (blocks.length === 0) return [];
  const { from, to } = spanOf(blocks.map(({ number }) => number));
  return keysOf(
    tx,
    sql`
    UPDATE transfers SET confirmed_at = block.time
    FROM unnest(
      ${blocks.map(({ number }) => number)}::bigint[],
      ${blocks.map(({ timestamp }) => toTimestamp(timestamp))}::timestamptz[]
    ) AS block (number, time)
    WHERE network = ${network} AND confirm_number = block.number AND confirmed_at IS NULL AND ${standing} AND NOT gated
      AND confirm_number BETWEEN ${from} AND ${to}
    RETURNING organization_id, ${owner} AS session_id`,
  );
}

/** Confirms what blocks `from…to` confirm, as far as their headers are kept. Returns the sessions. */
export function confirmByKeptHeaders(
  tx: Transaction,
  network: string,
  { from, to }: { from: bigint; to: bigint },
): Promise<readonly SessionKey[]> {
  return keysOf(
    tx,
    sql`
    UPDATE transfers SET confirmed_at = block.block_time
    FROM chain_blocks block
    WHERE transfers.network = ${network} AND confirm_number BETWEEN ${from} AND ${to} AND confirmed_at IS NULL
      AND ${standing} AND NOT gated AND block.network = ${network} AND block.number = confirm_number
    RETURNING organization_id, ${owner} AS session_id`,
  );
}

/** Runs a statement that yields `organization_id, session_id`. */
async function keysOf(tx: Transaction, statement: RawBuilder<unknown>): Promise<readonly SessionKey[]> {
  const { rows } = await (statement as RawBuilder<{ organization_id: string; session_id: string }>).execute(tx);
  return rows.map((row) => ({ organizationId: row.organization_id, sessionId: row.session_id }));
}
