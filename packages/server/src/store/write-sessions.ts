import type pg from 'pg';
import { UNIQUE_VIOLATION } from './columns.ts';
import { insertSessions } from './insert-sessions.ts';
import type { NewSession } from './new-session.ts';

/**
 * `insertSessions`, safe to repeat: when the answer to a commit was lost, the repeat finds the session's own rows in its
 * way. What is in the books under the session's own id was written, whoever holds the idempotency key now.
 */
export async function writeSessions(pool: pg.Pool, rows: readonly NewSession[]): Promise<ReadonlySet<string>> {
  const written = await insertSessions(pool, rows).catch((error: unknown) => whatStands(pool, rows, error));
  const others = rows.filter(({ session }) => !written.has(session.id));
  return others.length === 0 ? written : new Set([...written, ...(await findWritten(pool, others))]);
}

async function whatStands(pool: pg.Pool, rows: readonly NewSession[], error: unknown): Promise<ReadonlySet<string>> {
  if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
  const standing = await findWritten(pool, rows);
  if (standing.size < rows.length) throw error;
  return standing;
}

async function findWritten(pool: pg.Pool, rows: readonly NewSession[]): Promise<ReadonlySet<string>> {
  const ids = rows.map(({ session }) => session.id);
  const result = await pool.query<{ id: string }>('SELECT id FROM sessions WHERE id = ANY($1::uuid[])', [ids]);
  return new Set(result.rows.map(({ id }) => id));
}
