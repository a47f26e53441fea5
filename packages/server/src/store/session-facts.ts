import { sql } from 'kysely';
import type { ObservedTransfer } from '../core/session/facts.ts';
import type { Payment } from '../core/session/session.ts';
import type { Queries } from './database.ts';
import type { SessionKey } from './sessions.ts';

const keysIn = (keys: readonly SessionKey[]) =>
  sql<boolean>`(organization_id, session_id) IN (SELECT * FROM unnest(${keys.map((key) => key.organizationId)}::uuid[], ${keys.map((key) => key.sessionId)}::uuid[]))`;

/** Reached another session's address and was taken as payment of one of these. */
const attachedTo = (keys: readonly SessionKey[]) =>
  sql<boolean>`(organization_id, attached_session_id) IN (SELECT * FROM unnest(${keys.map((key) => key.organizationId)}::uuid[], ${keys.map((key) => key.sessionId)}::uuid[]))`;

function grouped<T>(rows: readonly { session_id: string }[], convert: (index: number) => T): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  rows.forEach(({ session_id }, index) => {
    const group = groups.get(session_id);
    if (group) group.push(convert(index));
    else groups.set(session_id, [convert(index)]);
  });
  return groups;
}

/**
 * The transfers on the canonical chain that are each session's, by session id: to its address, or attached to it by a
 * person. Sessions without any are absent.
 */
export async function readTransfers(
  queries: Queries,
  keys: readonly SessionKey[],
): Promise<ReadonlyMap<string, readonly ObservedTransfer[]>> {
  if (keys.length === 0) return new Map();
  const rows = await queries
    .selectFrom('transfers')
    .selectAll()
    .where(keysIn(keys))
    .where('attached_session_id', 'is', null)
    .where('orphaned_at', 'is', null)
    // Not OR: that would read the whole table.
    .unionAll(queries.selectFrom('transfers').selectAll().where(attachedTo(keys)).where('orphaned_at', 'is', null))
    .execute();
  const owned = rows.map((row) => ({ ...row, session_id: row.attached_session_id ?? row.session_id }));
  return grouped(owned, (index) => {
    const row = rows[index]!;
    return {
      id: row.id,
      network: row.network,
      blockNumber: row.block_number,
      blockHash: row.block_hash,
      txHash: row.tx_hash,
      position: row.position,
      contract: row.contract,
      listed: row.listed,
      amountAtomic: row.amount,
      arrivedAt: row.block_time,
      confirmedAt: row.confirmed_at,
    };
  });
}

/** The attempts of each session, oldest first, by session id. */
export async function readPayments(
  queries: Queries,
  keys: readonly SessionKey[],
): Promise<ReadonlyMap<string, readonly Payment[]>> {
  if (keys.length === 0) return new Map();
  const rows = await queries.selectFrom('payments').selectAll().where(keysIn(keys)).orderBy('id').execute();
  return grouped(rows, (index) => {
    const row = rows[index]!;
    return { id: row.id, method: row.method, createdAt: row.created_at };
  });
}
