import { sql } from 'kysely';
import { encodeClock } from '../core/session/clock-json.ts';
import type { ClockAdvance } from '../core/session/facts.ts';
import type { Instant, Milliseconds } from '../core/time.ts';
import { type Queries, type Transaction, toTimestamp } from './database.ts';
import type { SessionKey } from './sessions.ts';

/** What is attached to a test clock. */
export interface ClockKey {
  readonly organizationId: string;
  readonly id: string;
}

/** The sessions that live by the clock, in id order, after `after`. */
export async function findClockedSessions(
  queries: Queries,
  { organizationId, id }: ClockKey,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<readonly SessionKey[]> {
  let query = queries
    .selectFrom('sessions')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('test_clock_id', '=', id);
  if (after !== null) query = query.where('id', '>', after);
  const rows = await query.orderBy('id').limit(limit).execute();
  return rows.map((row) => ({ organizationId, sessionId: row.id }));
}

/** The networks on which money for the clock's sessions may still come in time. */
export async function findClockedNetworks(queries: Queries, { organizationId, id }: ClockKey): Promise<string[]> {
  const { rows } = await sql<{ network: string }>`
    SELECT DISTINCT network FROM sessions, unnest(networks) AS offered (network)
    WHERE organization_id = ${organizationId} AND test_clock_id = ${id}
      AND status IN ('pending', 'detected', 'underpaid', 'overpaid', 'expired')
    ORDER BY network`.execute(queries);
  return rows.map(({ network }) => network);
}

/** Writes the advance into the sessions' facts. They are locked, and derived again by the caller. */
export async function addClockAdvance(
  tx: Transaction,
  keys: readonly SessionKey[],
  advance: ClockAdvance,
  stepMs: Milliseconds,
): Promise<void> {
  if (keys.length === 0) return;
  await sql`
    UPDATE sessions SET clock_offset_ms = ${advance.offsetMs}::bigint,
      clock_advances = coalesce(clock_advances, '[]') || ${JSON.stringify(encodeClock([advance]))}::jsonb,
      search_unlisted_at = search_unlisted_at - ${stepMs}::bigint * interval '1 millisecond'
    WHERE organization_id = ${keys[0]!.organizationId} AND id = ANY (${keys.map(({ sessionId }) => sessionId)}::uuid[])`.execute(
    tx,
  );
}

/**
 * Deliveries of what was told of the clock's sessions that wait for another attempt come `stepMs` sooner. One whose first
 * attempt is still to come is due anyway, or under way.
 */
export async function hastenRetries(
  tx: Transaction,
  { organizationId, id }: ClockKey,
  stepMs: Milliseconds,
  now: Instant,
): Promise<void> {
  await sql`
    UPDATE webhook_deliveries delivery
    SET next_attempt_at = greatest(${toTimestamp(now)}::timestamptz, next_attempt_at - ${stepMs}::bigint * interval '1 millisecond')
    FROM events event, sessions session
    WHERE session.organization_id = ${organizationId} AND session.test_clock_id = ${id}
      AND event.organization_id = session.organization_id AND event.session_id = session.id
      AND delivery.organization_id = event.organization_id AND delivery.event_id = event.id
      AND delivery.status = 'pending' AND delivery.attempt_count > 0 AND delivery.next_attempt_at > ${toTimestamp(now)}`.execute(
    tx,
  );
}
