import { sql } from 'kysely';
import type { Session } from '../core/session/session.ts';
import type { Instant } from '../core/time.ts';
import { type Queries, type Transaction, toTimestamp } from './database.ts';
import { isNotPostponed } from './postponed-work.ts';
import { readPast } from './read-past.ts';
import { toSession } from './session-row.ts';
import type { SessionKey } from './sessions.ts';

export interface DueWindow {
  /** Only deadlines from here on: what one batch can have made due, without looking at what waits for another network. */
  readonly since: Instant | null;
  /** Decides for sessions without networks. */
  readonly now: Instant;
  readonly limit: number;
}

const due = ({ since, now }: Omit<DueWindow, 'limit'>) => sql`
  next_deadline IS NOT NULL
  AND next_deadline >= ${since === null ? '-infinity' : toTimestamp(since)}::timestamptz
  AND next_deadline < (SELECT greatest(max(block_time), ${toTimestamp(now)}) FROM chain_cursors)
  AND (cardinality(networks) > 0 OR next_deadline < ${toTimestamp(now)})
  AND ${isNotPostponed('expire_session', 'session', now)}
  AND ${readPast(sql`session.next_deadline`)}`;

/** Whether any session is due: one query outside a transaction, for the many times when none is. */
export async function hasDueSessions(queries: Queries, window: Omit<DueWindow, 'limit'>): Promise<boolean> {
  const { rows } = await sql`SELECT 1 FROM sessions session WHERE ${due(window)} LIMIT 1`.execute(queries);
  return rows.length > 0;
}

/**
 * Locks sessions whose deadline every offered network has been read past, the longest due first. Those that another
 * transaction holds are left to it or to the next look.
 */
export async function lockDueSessions(tx: Transaction, window: DueWindow): Promise<readonly SessionKey[]> {
  const { rows } = await sql<{ organization_id: string; id: string }>`
    SELECT organization_id, id FROM sessions session WHERE ${due(window)}
    ORDER BY next_deadline LIMIT ${window.limit} FOR UPDATE OF session SKIP LOCKED`.execute(tx);
  return rows.map((row) => ({ organizationId: row.organization_id, sessionId: row.id }));
}

/** A session that ended without its money, and the moment after which it is to be searched. */
export interface SessionToSearch {
  readonly session: Session;
  readonly searchAt: Instant;
}

/** Sessions whose networks have all been read past the moment after which they are searched; none of `except`'s networks. */
export async function findSessionsToSearch(
  queries: Queries,
  { except, now, limit }: { readonly except: readonly string[]; readonly now: Instant; readonly limit: number },
): Promise<readonly SessionToSearch[]> {
  const rows = await queries
    .selectFrom('sessions as session')
    .selectAll()
    .where('search_unlisted_at', 'is not', null)
    .where(sql<boolean>`NOT (networks && ${except}::text[])`)
    .where(readPast(sql`session.search_unlisted_at`))
    .where(isNotPostponed('search_session', 'session', now))
    .orderBy('search_unlisted_at')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ session: toSession(row), searchAt: row.search_unlisted_at! }));
}

/** The search is done, unless a later one has been asked for meanwhile. */
export async function markSearched(queries: Queries, searched: readonly SessionToSearch[]): Promise<void> {
  if (searched.length === 0) return;
  await sql`
    UPDATE sessions SET search_unlisted_at = NULL
    FROM unnest(
      ${searched.map(({ session }) => session.organizationId)}::uuid[],
      ${searched.map(({ session }) => session.id)}::uuid[],
      ${searched.map(({ searchAt }) => toTimestamp(searchAt))}::timestamptz[]
    ) AS searched (organization_id, id, search_at)
    WHERE sessions.organization_id = searched.organization_id AND sessions.id = searched.id
      AND search_unlisted_at <= search_at`.execute(queries);
}
