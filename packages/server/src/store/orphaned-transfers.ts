import { sql } from 'kysely';
import type { KnownBlock } from '../core/chain/find-fork.ts';
import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';
import { type Queries, type Transaction, toTimestamp } from './database.ts';
import type { SessionKey } from './sessions.ts';

/** Statuses that nothing on a chain that no longer exists may change. */
const FINISHED = ['paid', 'paid_late', 'expired', 'canceled', 'failed'];
const standing = sql`network_transfer.orphaned_at IS NULL AND network_transfer.frozen_at IS NULL`;

/** The session whose address it reached, and the one that a person attached it to. */
const owners = sql`LATERAL unnest(
  array_remove(ARRAY[network_transfer.session_id, attached_session_id], NULL)) AS owner (session_id)`;

type KeyRow = { organization_id: string; session_id: string };
const toKey = (row: KeyRow): SessionKey => ({ organizationId: row.organization_id, sessionId: row.session_id });

/** The sessions with transfers on, or confirmed by, blocks above `number`. */
export async function findSessionsAbove(
  tx: Transaction,
  network: string,
  number: bigint,
): Promise<readonly SessionKey[]> {
  const { rows } = await sql<KeyRow>`
    SELECT DISTINCT organization_id, owner.session_id FROM transfers AS network_transfer, ${owners}
    WHERE network = ${network} AND ${standing}
      AND (block_number > ${number} OR (confirm_number > ${number} AND confirmed_at IS NOT NULL))`.execute(tx);
  return rows.map(toKey);
}

/**
 * Takes back what stood on blocks above `number`: their transfers are marked as orphaned, and what they confirmed is
 * confirmed no longer. A confirmation that was told as paid stands for as long as its transfer's own block does: such a
 * reorg is shallower than the policy, and no failure (docs/adr/0005-told-confirmations.md). The sessions must be locked.
 * Returns how many transfers were orphaned.
 */
export async function orphanAbove(tx: Transaction, network: string, number: bigint, at: Instant): Promise<number> {
  await sql`
    UPDATE transfers AS network_transfer SET confirmed_at = NULL
    FROM sessions
    WHERE network = ${network} AND confirm_number > ${number} AND confirmed_at IS NOT NULL AND ${standing}
      AND sessions.organization_id = network_transfer.organization_id
      AND sessions.id = coalesce(attached_session_id, session_id)
      AND (block_number > ${number} OR NOT told_paid)`.execute(tx);
  const { numAffectedRows } = await sql`
    UPDATE transfers AS network_transfer SET orphaned_at = ${toTimestamp(at)}
    WHERE network = ${network} AND block_number > ${number} AND ${standing}`.execute(tx);
  return Number(numAffectedRows);
}

/** The session whose payment it is. */
const payee = sql`coalesce(network_transfer.attached_session_id, network_transfer.session_id)`;

/** The sessions that have not ended and whose transfers are on this network. */
export async function findUnfinishedSessions(tx: Transaction, network: string): Promise<readonly SessionKey[]> {
  const { rows } = await sql<KeyRow>`
    SELECT DISTINCT network_transfer.organization_id, ${payee} AS session_id FROM transfers AS network_transfer
    JOIN sessions ON sessions.organization_id = network_transfer.organization_id AND sessions.id = ${payee}
    WHERE network = ${network} AND ${standing} AND status <> ALL (${FINISHED}::text[])`.execute(tx);
  return rows.map(toKey);
}

/**
 * The chain has given way to another: transfers of sessions that have ended stay as they are for good, those of the others
 * are orphaned. The unfinished sessions must be locked.
 */
export async function freezeOrOrphanAll(tx: Transaction, network: string, at: Instant): Promise<void> {
  await sql`
    UPDATE transfers AS network_transfer SET frozen_at = ${toTimestamp(at)}
    FROM sessions
    WHERE network = ${network} AND ${standing} AND status = ANY (${FINISHED}::text[])
      AND sessions.organization_id = network_transfer.organization_id AND sessions.id = ${payee}`.execute(tx);
  await sql`
    UPDATE transfers AS network_transfer SET orphaned_at = ${toTimestamp(at)}, confirmed_at = NULL
    WHERE network = ${network} AND ${standing}`.execute(tx);
}

/** The blocks under `below` that hold transfers in the books, highest first. */
export async function readTransferBlocksBelow(
  queries: Queries,
  network: string,
  below: bigint,
  limit: number,
): Promise<readonly KnownBlock[]> {
  const { rows } = await sql<{ number: bigint; hash: Hex }>`
    SELECT DISTINCT block_number AS number, block_hash AS hash FROM transfers AS network_transfer
    WHERE network = ${network} AND block_number < ${below} AND ${standing}
    ORDER BY block_number DESC LIMIT ${limit}`.execute(queries);
  return rows;
}
