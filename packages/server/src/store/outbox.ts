import { sql } from 'kysely';
import type { Instant } from '../core/time.ts';
import { DIALECTS_IN_WHICH_LAPSED_IS_EXPIRED } from '../core/webhook/event-types.ts';
import { type Transaction, toTimestamp } from './database.ts';

/** An undispatched event and one endpoint that wants it; `endpointId` is null where none does. */
export interface OutboxMatch {
  readonly organizationId: string;
  readonly eventId: string;
  readonly type: string;
  readonly livemode: boolean;
  readonly endpointId: string | null;
}

/**
 * Locks the oldest undispatched events that no other process has locked, with the endpoints that each must go to.
 * By their state, never by a high-water mark over ids: a transaction that commits late has a low id.
 * A host of payment notifications gets the events of the checkouts whose own `ipnUrl` is there. Only where the organization
 * has such a host is the event's text read for it, once.
 * To an endpoint in that dialect nothing is told of a session that waits and whose page nobody has opened: it has no status
 * there yet.
 */
export async function lockUndispatched(tx: Transaction, limit: number): Promise<readonly OutboxMatch[]> {
  const { rows } = await sql<OutboxMatch>`
    WITH due AS MATERIALIZED (
      SELECT organization_id, id, livemode, type, session_id, endpoint_id FROM events
      WHERE dispatched_at IS NULL ORDER BY id LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    SELECT due.organization_id AS "organizationId", due.id AS "eventId", due.type, due.livemode, w.id AS "endpointId"
    FROM due
    LEFT JOIN LATERAL (
      SELECT CASE WHEN due.session_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM webhook_endpoints host
        WHERE host.organization_id = due.organization_id AND host.livemode = due.livemode AND host.ipn
      ) THEN (
        SELECT e.data #>> '{dialectFields,fields,ipnUrl}' FROM events e
        WHERE e.organization_id = due.organization_id AND e.id = due.id
          AND e.data #>> '{dialectFields,dialect}' = 'paymentgateway'
      ) END AS url OFFSET 0
    ) notified ON true
    LEFT JOIN webhook_endpoints w
      ON w.organization_id = due.organization_id AND w.livemode = due.livemode
      AND w.status = 'enabled' AND w.deleted_at IS NULL
      AND CASE WHEN due.endpoint_id IS NOT NULL THEN w.id = due.endpoint_id
          WHEN w.ipn THEN due.type = ANY (w.event_types) AND starts_with(notified.url, w.url || '/')
          ELSE w.event_types && ARRAY['*', due.type]
            OR (due.type = 'session.lapsed' AND 'session.expired' = ANY (w.event_types)
              AND w.dialect = ANY (${DIALECTS_IN_WHICH_LAPSED_IS_EXPIRED}::text[])) END
      AND NOT (w.dialect = 'paymentgateway' AND due.type IN ('session.created', 'session.pending', 'session.extended')
        AND EXISTS (
          SELECT 1 FROM events e WHERE e.organization_id = due.organization_id AND e.id = due.id
            AND e.data ->> 'status' = 'pending' AND e.data ->> 'accessedAt' IS NULL))
    ORDER BY due.id, w.id`.execute(tx);
  return rows;
}

export interface NewDelivery {
  readonly organizationId: string;
  readonly id: string;
  readonly livemode: boolean;
  readonly endpointId: string;
  readonly eventId: string;
}

/** Writes the deliveries, due at once, and marks the events dispatched: one statement. */
export async function markDispatched(
  tx: Transaction,
  matches: readonly OutboxMatch[],
  deliveries: readonly NewDelivery[],
  at: Instant,
): Promise<void> {
  const now = toTimestamp(at);
  await sql`
    WITH marked AS (
      UPDATE events e SET dispatched_at = ${now}
      FROM unnest(${matches.map((m) => m.organizationId)}::uuid[], ${matches.map((m) => m.eventId)}::uuid[]) AS m (o, i)
      WHERE e.organization_id = m.o AND e.id = m.i
    )
    INSERT INTO webhook_deliveries
      (organization_id, id, livemode, endpoint_id, event_id, status, next_attempt_at, created_at, updated_at)
    SELECT o, i, l, w, e, 'pending', ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz FROM unnest(
      ${deliveries.map((d) => d.organizationId)}::uuid[],
      ${deliveries.map((d) => d.id)}::uuid[],
      ${deliveries.map((d) => d.livemode)}::boolean[],
      ${deliveries.map((d) => d.endpointId)}::uuid[],
      ${deliveries.map((d) => d.eventId)}::uuid[]
    ) AS u (o, i, l, w, e)`.execute(tx);
}
