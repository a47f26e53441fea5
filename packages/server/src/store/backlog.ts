import { sql } from 'kysely';
import type { Instant } from '../core/time.ts';
import { type Queries, toTimestamp } from './database.ts';

/** What waits to be told to merchants. */
export interface Backlog {
  readonly undispatchedEvents: number;
  readonly oldestEventSeconds: number;
  /** To endpoints that take deliveries now: neither resting nor disabled. */
  readonly dueDeliveries: number;
  readonly waitingDeliveries: number;
  /** Rows of recurring work that failed and wait for their next try. */
  readonly postponedWork: number;
}

/** Counts by the partial indexes of what waits: its cost grows with the backlog, not with the history. */
export async function readBacklog(queries: Queries, now: Instant): Promise<Backlog> {
  const at = toTimestamp(now);
  const { rows } = await sql<Backlog>`
    SELECT o.events::int AS "undispatchedEvents",
      coalesce(greatest(0, extract(epoch FROM ${at}::timestamptz - o.oldest)), 0)::float8 AS "oldestEventSeconds",
      d.due::int AS "dueDeliveries", (d.pending - d.due)::int AS "waitingDeliveries",
      (SELECT count(*)::int FROM postponed_work WHERE until > ${at}::timestamptz) AS "postponedWork"
    FROM (SELECT count(*) AS events, min(created_at) AS oldest FROM events WHERE dispatched_at IS NULL) o,
      (SELECT count(*) AS pending, count(*) FILTER (WHERE d.next_attempt_at <= ${at} AND w.status = 'enabled'
          AND w.deleted_at IS NULL AND (w.resting_until IS NULL OR w.resting_until <= ${at})) AS due
        FROM webhook_deliveries d LEFT JOIN webhook_endpoints w
          ON w.organization_id = d.organization_id AND w.id = d.endpoint_id
        WHERE d.status = 'pending') d`.execute(queries);
  return rows[0]!;
}
