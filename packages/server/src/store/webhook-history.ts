import { sql } from 'kysely';
import type { Instant } from '../core/time.ts';
import { type Queries, toTimestamp } from './database.ts';

/** Deletes up to `limit` deliveries made before `before`, with their attempts; returns how many. */
export async function deleteOldDeliveries(queries: Queries, before: Instant, limit: number): Promise<number> {
  const { rows } = await sql`
    WITH old AS (
      SELECT organization_id, id FROM webhook_deliveries WHERE created_at < ${toTimestamp(before)}
      ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ), attempts AS (
      DELETE FROM webhook_attempts a USING old WHERE a.organization_id = old.organization_id AND a.delivery_id = old.id
    )
    DELETE FROM webhook_deliveries d USING old WHERE d.organization_id = old.organization_id AND d.id = old.id
    RETURNING d.id`.execute(queries);
  return rows.length;
}

/**
 * Deletes up to `limit` events told before `before`, with what is left of their deliveries (one may have been made
 * later, by hand). The replay of the create that made a session stays: `session.created`, and where there was nothing to
 * pay, and so no address, `session.paid`. Returns how many.
 */
export async function deleteOldEvents(queries: Queries, before: Instant, limit: number): Promise<number> {
  const { rows } = await sql`
    WITH old AS (
      SELECT organization_id, id FROM events WHERE created_at < ${toTimestamp(before)}
        AND type <> 'session.created' AND (type <> 'session.paid' OR json_typeof(data -> 'address') IS DISTINCT FROM 'null')
      ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ), deliveries AS (
      DELETE FROM webhook_deliveries d USING old WHERE d.organization_id = old.organization_id AND d.event_id = old.id
      RETURNING d.organization_id, d.id
    ), attempts AS (
      DELETE FROM webhook_attempts a USING deliveries d
      WHERE a.organization_id = d.organization_id AND a.delivery_id = d.id
    )
    DELETE FROM events e USING old WHERE e.organization_id = old.organization_id AND e.id = old.id
    RETURNING e.id`.execute(queries);
  return rows.length;
}

/** Deletes up to `limit` idempotency records whose time is over; a create's has none. Returns how many. */
export async function deleteExpiredIdempotencyRecords(queries: Queries, now: Instant, limit: number): Promise<number> {
  const { rows } = await sql`
    DELETE FROM idempotency_records WHERE (organization_id, livemode, route, key) IN (
      SELECT organization_id, livemode, route, key FROM idempotency_records WHERE expires_at < ${toTimestamp(now)}
      ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ) RETURNING key`.execute(queries);
  return rows.length;
}
