import { sql } from 'kysely';
import type { Instant } from '../core/time.ts';
import { type Transaction, toTimestamp } from './database.ts';
import { isNotPostponed } from './postponed-work.ts';
import { graceEnded, isLapsed } from './read-past.ts';
import type { SessionKey } from './sessions.ts';

/** Shorter than events are kept: by what was told is known what need not be told again. */
const LOOK_BACK_MS = 60 * 24 * 3600 * 1000;

/** Locks lapsed sessions that have not been told of as such. A partial index holds the underpaid ones alone. */
export async function lockLapsedSessions(tx: Transaction, now: Instant, limit: number): Promise<readonly SessionKey[]> {
  const { rows } = await sql<{ organization_id: string; id: string }>`
    SELECT organization_id, id FROM sessions session
    WHERE ${isLapsed}
      AND ${graceEnded} < ${toTimestamp(now)} AND ${graceEnded} > ${toTimestamp(now - LOOK_BACK_MS)}
      AND NOT EXISTS (
        SELECT 1 FROM events e
        WHERE e.organization_id = session.organization_id AND e.session_id = session.id AND e.type = 'session.lapsed')
      AND ${isNotPostponed('tell_lapsed_session', 'session', now)}
    ORDER BY grace_ends_at, id LIMIT ${limit} FOR UPDATE OF session SKIP LOCKED`.execute(tx);
  return rows.map((row) => ({ organizationId: row.organization_id, sessionId: row.id }));
}
