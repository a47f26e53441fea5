import { sql } from 'kysely';
import type { Position } from '../core/books/accounts.ts';
import type { UnexpectedStatus } from '../core/books/unexpected.ts';
import type { Hex } from '../core/hex.ts';
import type { UnexpectedReason } from '../core/session/classify-transfers.ts';
import type { Queries, Transaction } from './database.ts';
import type { SessionKey } from './sessions.ts';

/** How the ledger and the list of unexpected money stand with a transfer. */
export interface BookedTransfer {
  readonly id: string;
  /** Whose payment it is: the session that it was attached to, else the one whose address it reached. */
  readonly ownerId: string;
  readonly sessionId: string;
  readonly network: string;
  readonly txHash: Hex;
  readonly contract: Hex | null;
  readonly amountAtomic: bigint;
  readonly bookedAs: Position | null;
  readonly status: UnexpectedStatus | null;
  readonly reason: UnexpectedReason | null;
}

interface Row {
  id: string;
  owner_id: string;
  session_id: string;
  network: string;
  tx_hash: Hex;
  contract: Hex | null;
  amount: bigint;
  booked_as: Position | null;
  status: UnexpectedStatus | null;
  reason: UnexpectedReason | null;
}

/**
 * Every transfer of these sessions that stands on its chain, and every one that does not but is still in the ledger, or
 * on the list as a person left it. Grouped by owner. Two index scans for any number of sessions.
 */
export async function readBookedTransfers(
  queries: Queries,
  keys: readonly SessionKey[],
): Promise<ReadonlyMap<string, readonly BookedTransfer[]>> {
  if (keys.length === 0) return new Map();
  const organizations = keys.map((key) => key.organizationId);
  const ids = keys.map((key) => key.sessionId);
  const of = (column: 'session_id' | 'attached_session_id') => sql`
    SELECT t.id, coalesce(t.attached_session_id, t.session_id) AS owner_id, t.session_id, t.network, t.tx_hash, t.contract, t.amount,
      t.booked_as, u.status, u.reason
    FROM transfers t LEFT JOIN unexpected_transfers u ON u.organization_id = t.organization_id AND u.transfer_id = t.id
    WHERE (t.organization_id, t.${sql.ref(column)}) IN (
      SELECT * FROM unnest(${organizations}::uuid[], ${ids}::uuid[]))
      AND (t.orphaned_at IS NULL OR t.booked_as IS NOT NULL OR u.status <> 'withdrawn')`;
  const { rows } = await sql<Row>`
    ${of('session_id')} AND t.attached_session_id IS NULL UNION ALL ${of('attached_session_id')}`.execute(queries);
  const groups = new Map<string, BookedTransfer[]>();
  for (const row of rows) {
    const group = groups.get(row.owner_id) ?? [];
    groups.set(row.owner_id, group);
    group.push(toBooked(row));
  }
  return groups;
}

function toBooked(row: Row): BookedTransfer {
  return {
    id: row.id,
    ownerId: row.owner_id,
    sessionId: row.session_id,
    network: row.network,
    txHash: row.tx_hash,
    contract: row.contract,
    amountAtomic: row.amount,
    bookedAs: row.booked_as,
    status: row.status,
    reason: row.reason,
  };
}

/** Where the ledger now holds a transfer; null: nowhere. */
export interface BookedPosition {
  readonly organizationId: string;
  readonly id: string;
  readonly bookedAs: Position | null;
}

/** Says where the ledger now holds each transfer; the entries are written in the same transaction. */
export async function setBookedAs(tx: Transaction, positions: readonly BookedPosition[]): Promise<void> {
  if (positions.length === 0) return;
  await sql`
    UPDATE transfers SET booked_as = position.booked_as
    FROM unnest(
      ${positions.map(({ organizationId }) => organizationId)}::uuid[],
      ${positions.map(({ id }) => id)}::uuid[],
      ${positions.map(({ bookedAs }) => bookedAs)}::text[]
    ) AS position (organization_id, id, booked_as)
    WHERE transfers.organization_id = position.organization_id AND transfers.id = position.id`.execute(tx);
}
