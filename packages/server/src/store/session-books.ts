import { sql } from 'kysely';
import type { SessionBook } from '../core/books/audit-session.ts';
import type { Instant } from '../core/time.ts';
import { readBookedTransfers } from './booked-transfers.ts';
import { moment, type Queries } from './database.ts';
import { readTransfers } from './session-facts.ts';
import { toSession } from './session-row.ts';
import type { SessionKey } from './sessions.ts';
import { readTransferRefunds } from './transfer-refunds.ts';

/** These sessions, each with its facts and with how its money is booked. */
export async function readSessionBooks(queries: Queries, keys: readonly SessionKey[]): Promise<readonly SessionBook[]> {
  if (keys.length === 0) return [];
  const organizations = keys.map((key) => key.organizationId);
  const ids = keys.map((key) => key.sessionId);
  const rows = await queries
    .selectFrom('sessions')
    .selectAll()
    .where(sql<boolean>`(organization_id, id) IN (SELECT * FROM unnest(${organizations}::uuid[], ${ids}::uuid[]))`)
    .execute();
  // One after another: a transaction has one connection.
  const transfers = await readTransfers(queries, keys);
  const booked = await readBookedTransfers(queries, keys);
  const refunds = await readTransferRefunds(queries, keys);
  return rows.map((row) => ({
    session: toSession(row),
    transfers: transfers.get(row.id) ?? [],
    booked: booked.get(row.id) ?? [],
    refunds: refunds.get(row.id) ?? [],
  }));
}

/** Sessions for which something happened since then, by id after `after`. */
export async function readSessionKeysSince(
  queries: Queries,
  since: Instant,
  page: { readonly after: SessionKey | null; readonly limit: number },
): Promise<readonly SessionKey[]> {
  let query = queries
    .selectFrom('sessions')
    .select(['organization_id as organizationId', 'id as sessionId'])
    .where('updated_at', '>=', moment(since));
  if (page.after !== null) {
    const { organizationId, sessionId } = page.after;
    query = query.where(sql<boolean>`(organization_id, id) > (${organizationId}::uuid, ${sessionId}::uuid)`);
  }
  return query.orderBy('organization_id').orderBy('id').limit(page.limit).execute();
}
