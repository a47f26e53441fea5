import { sql } from 'kysely';
import type { Instant } from '../core/time.ts';
import { LAPSED_EVENT_TYPE } from '../core/webhook/ipn.ts';
import { type Transaction, toTimestamp } from './database.ts';
import { isNotPostponed } from './postponed-work.ts';
import { graceEnded, isLapsed } from './read-past.ts';
import type { SessionKey } from './sessions.ts';

/** Shorter than events are kept: by what was told is known what need not be told again. */
const LOOK_BACK_MS = 60 * 24 * 3600 * 1000;

/**
 * Locks underpaid checkouts with an `ipnUrl` whose grace window every offered network has been read past, strictly, and
 * whose end has not been told. A partial index holds the underpaid ones alone.
 */
export async function lockLapsedCheckouts(
  tx: Transaction,
  now: Instant,
  limit: number,
): Promise<readonly SessionKey[]> {
  const { rows } = await sql<{ organization_id: string; id: string }>`
    SELECT organization_id, id FROM sessions session
    WHERE ${isLapsed} AND dialect_fields ->> 'dialect' = 'paymentgateway'
      AND dialect_fields -> 'fields' ? 'ipnUrl'
      AND ${graceEnded} < ${toTimestamp(now)} AND ${graceEnded} > ${toTimestamp(now - LOOK_BACK_MS)}
      AND NOT EXISTS (
        SELECT 1 FROM events e
        WHERE e.organization_id = session.organization_id AND e.session_id = session.id AND e.type = ${LAPSED_EVENT_TYPE})
      AND ${isNotPostponed('tell_lapsed', 'session', now)}
    ORDER BY grace_ends_at LIMIT ${limit} FOR UPDATE OF session SKIP LOCKED`.execute(tx);
  return rows.map((row) => ({ organizationId: row.organization_id, sessionId: row.id }));
}
