import { sql } from 'kysely';
import type { KnownBlock } from '../core/chain/find-fork.ts';
import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';
import { type Queries, type Transaction, toTimestamp } from './database.ts';
import type { SessionKey } from './sessions.ts';

/** Statuses that nothing on a chain that no longer exists may change. */
const FINISHED = ['paid', 'paid_late', 'expired', 'canceled', 'failed'];
const PAID = ['paid', 'paid_late'];
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
 * confirmed no longer. A confirmation of what counts, told as paid, stands for as long as its transfer's own block does: such
 * a reorg is shallower than the policy, and no failure (docs/adr/0005-told-confirmations.md). The sessions must be locked.
 * Returns how many transfers were orphaned.
 */
export async function orphanAbove(tx: Transaction, network: string, number: bigint, at: Instant): Promise<number> {
  await sql`
    UPDATE transfers AS network_transfer SET confirmed_at = NULL
    FROM sessions
    WHERE network = ${network} AND confirm_number > ${number} AND confirmed_at IS NOT NULL AND ${standing}
      AND sessions.organization_id = network_transfer.organization_id
      AND sessions.id = coalesce(attached_session_id, session_id)
      AND (block_number > ${number} OR NOT told_paid OR status <> ALL (${PAID}::text[])
        OR booked_as IS DISTINCT FROM 'credited')`.execute(tx);
  const { numAffectedRows } = await sql`
    UPDATE transfers AS network_transfer SET orphaned_at = ${toTimestamp(at)}
    WHERE network = ${network} AND block_number > ${number} AND ${standing}`.execute(tx);
  return Number(numAffectedRows);
}

/**
 * Of payments that have failed, nothing is told as paid any more: what is left of them is confirmed by the blocks that stand,
 * or not yet. What waits for a tag or for several nodes is asked about anew where its block is another. Returns the
 * sessions for which that is a difference; they must be locked.
 */
export async function confirmFailedAnew(
  tx: Transaction,
  sessions: readonly SessionKey[],
): Promise<readonly SessionKey[]> {
  if (sessions.length === 0) return [];
  const { rows } = await sql<KeyRow>`
    UPDATE transfers AS network_transfer SET confirmed_at = anew.confirmed_at
    FROM (
      SELECT t.organization_id, t.id, CASE
        WHEN t.confirm_number > c.number OR (t.gated AND b.block_time <> t.confirmed_at) THEN NULL
        ELSE coalesce(b.block_time, t.confirmed_at) END AS confirmed_at
      FROM sessions s
      JOIN transfers t ON t.organization_id = s.organization_id AND coalesce(t.attached_session_id, t.session_id) = s.id
      JOIN chain_cursors c ON c.network = t.network
      LEFT JOIN chain_blocks b ON b.network = t.network AND b.number = t.confirm_number
      WHERE (s.organization_id, s.id) IN (SELECT * FROM unnest(
          ${sessions.map((key) => key.organizationId)}::uuid[], ${sessions.map((key) => key.sessionId)}::uuid[]))
        AND s.status = 'failed' AND t.confirmed_at IS NOT NULL AND t.orphaned_at IS NULL AND t.frozen_at IS NULL
    ) AS anew
    WHERE network_transfer.organization_id = anew.organization_id AND network_transfer.id = anew.id
      AND network_transfer.confirmed_at IS DISTINCT FROM anew.confirmed_at
    RETURNING network_transfer.organization_id, ${payee} AS session_id`.execute(tx);
  return rows.map(toKey);
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
