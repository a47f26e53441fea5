import { sql } from 'kysely';
import type { Dialect } from '../core/dialect.ts';
import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';
import { FAILURES_BEFORE_REST } from '../core/webhook/endpoint-rest.ts';
import { type Queries, toTimestamp } from './database.ts';

/** A delivery that this process may attempt now, with all that the attempt needs. */
export interface ClaimedDelivery {
  readonly organizationId: string;
  readonly id: string;
  readonly livemode: boolean;
  readonly endpointId: string;
  /** Attempts that are already in the log. */
  readonly attemptCount: number;
  /** Until then no other claims it; also tells this claim from a later one. */
  readonly claimedUntil: Instant;
  readonly url: string;
  /** Whose words the endpoint is told in. */
  readonly dialect: Dialect;
  /** The endpoint stands for a host: where this goes is in the event, and `sealedIpnSecret` signs it. */
  readonly ipn: boolean;
  readonly sealedIpnSecret: Hex | null;
  readonly sealedSecret: Hex;
  readonly sealedPreviousSecret: Hex | null;
  readonly previousSecretExpiresAt: Instant | null;
  readonly eventId: string;
  readonly eventType: string;
  readonly sessionId: string | null;
  readonly eventVersion: number | null;
  readonly eventData: object;
  readonly eventCreatedAt: Instant;
}

export interface ClaimLimits {
  readonly now: Instant;
  readonly claimUntil: Instant;
  /** How many deliveries the caller can take. */
  readonly slots: number;
  /** How many of one endpoint may be under way in this process. */
  readonly perEndpoint: number;
  /** How many of each endpoint are under way in this process. */
  readonly underWay: ReadonlyMap<string, number>;
}

/**
 * Claims due deliveries fairly: each endpoint's oldest first, in turns. `waiting` steps through the index from endpoint
 * to endpoint (a loose index scan), one look each: ten thousand deliveries to a dead endpoint cost the same as one.
 * An endpoint that has failed too often gets a single probe when its rest is over.
 * The rows to update are named by their place (locked above, so it holds): joined by key, the planner reads the whole
 * table as soon as that looks cheap.
 * A claim only pushes `next_attempt_at` past the attempt's timeout: a crash delays the delivery and loses nothing.
 */
export async function claimDueDeliveries(queries: Queries, limits: ClaimLimits): Promise<readonly ClaimedDelivery[]> {
  const now = toTimestamp(limits.now);
  const { rows } = await sql<ClaimedDelivery>`
    WITH RECURSIVE waiting AS (
      (SELECT organization_id, endpoint_id, next_attempt_at FROM webhook_deliveries WHERE status = 'pending'
       ORDER BY organization_id, endpoint_id, next_attempt_at LIMIT 1)
      UNION ALL
      SELECT next.* FROM waiting CROSS JOIN LATERAL (
        SELECT d.organization_id, d.endpoint_id, d.next_attempt_at FROM webhook_deliveries d
        WHERE d.status = 'pending'
          AND (d.organization_id, d.endpoint_id) > (waiting.organization_id, waiting.endpoint_id)
        ORDER BY d.organization_id, d.endpoint_id, d.next_attempt_at LIMIT 1
      ) next
    ), ready AS (
      SELECT w.organization_id, w.id, free.count AS free
      FROM waiting
      JOIN webhook_endpoints w ON w.organization_id = waiting.organization_id AND w.id = waiting.endpoint_id
      LEFT JOIN unnest(${[...limits.underWay.keys()]}::uuid[], ${[...limits.underWay.values()]}::int[])
        AS busy (endpoint_id, count) ON busy.endpoint_id = w.id
      CROSS JOIN LATERAL (
        SELECT CASE WHEN w.consecutive_failures >= ${FAILURES_BEFORE_REST} THEN 1 ELSE ${limits.perEndpoint}::int END
          - coalesce(busy.count, 0) AS count
      ) free
      WHERE waiting.next_attempt_at <= ${now} AND w.status = 'enabled' AND w.deleted_at IS NULL
        AND (w.resting_until IS NULL OR w.resting_until <= ${now}) AND free.count > 0
      ORDER BY waiting.next_attempt_at LIMIT ${limits.slots}
    ), due AS (
      SELECT d.*, row_number() OVER (PARTITION BY d.endpoint_id ORDER BY d.next_attempt_at) AS turn
      FROM ready CROSS JOIN LATERAL (
        SELECT ctid, endpoint_id, next_attempt_at FROM webhook_deliveries
        WHERE status = 'pending' AND organization_id = ready.organization_id AND endpoint_id = ready.id
          AND next_attempt_at <= ${now}
        ORDER BY next_attempt_at LIMIT ready.free FOR UPDATE SKIP LOCKED
      ) d
    ), claimed AS (
      UPDATE webhook_deliveries d SET next_attempt_at = ${toTimestamp(limits.claimUntil)}
      WHERE ctid = ANY (ARRAY(SELECT ctid FROM due ORDER BY turn, next_attempt_at LIMIT ${limits.slots}))
      RETURNING d.*
    )
    SELECT d.organization_id AS "organizationId", d.id, d.livemode, d.endpoint_id AS "endpointId",
      d.attempt_count AS "attemptCount", d.next_attempt_at AS "claimedUntil",
      w.url, w.dialect, w.ipn, ipn.secret AS "sealedIpnSecret", w.secret AS "sealedSecret", w.previous_secret AS "sealedPreviousSecret",
      w.previous_secret_expires_at AS "previousSecretExpiresAt",
      e.id AS "eventId", e.type AS "eventType", e.session_id AS "sessionId", e.version AS "eventVersion", e.data AS "eventData",
      e.created_at AS "eventCreatedAt"
    FROM claimed d
    JOIN webhook_endpoints w ON w.organization_id = d.organization_id AND w.id = d.endpoint_id
    JOIN events e ON e.organization_id = d.organization_id AND e.id = d.event_id
    LEFT JOIN ipn_secrets ipn ON w.ipn AND ipn.organization_id = w.organization_id AND ipn.livemode = w.livemode
    ORDER BY e.id`.execute(queries);
  return rows;
}
