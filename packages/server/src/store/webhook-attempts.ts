import { sql } from 'kysely';
import type { Instant, Milliseconds } from '../core/time.ts';
import type { EndpointHealth } from '../core/webhook/endpoint-rest.ts';
import { type Queries, type Transaction, toTimestamp } from './database.ts';

export interface DeliveryKey {
  readonly organizationId: string;
  readonly id: string;
  readonly endpointId: string;
  readonly claimedUntil: Instant;
}

export interface AttemptRecord {
  readonly startedAt: Instant;
  readonly durationMs: Milliseconds;
  readonly responseStatus: number | null;
  readonly responseBody: string | null;
  readonly error: string | null;
}

/**
 * Logs the attempt, closes the delivery and ends the endpoint's row of failures, if it had one: one statement, which
 * writes nothing to a healthy endpoint's row. A reply that came after the claim had run out counts too.
 */
export async function recordSuccess(
  queries: Queries,
  key: DeliveryKey,
  attempt: AttemptRecord,
  at: Instant,
): Promise<void> {
  await sql`
    WITH done AS (
      UPDATE webhook_deliveries
      SET status = 'delivered', attempt_count = attempt_count + 1, next_attempt_at = NULL, updated_at = ${toTimestamp(at)}
      WHERE organization_id = ${key.organizationId} AND id = ${key.id}
      RETURNING organization_id, id, attempt_count
    ), logged AS (
      ${insertAttempt(attempt)}
    )
    UPDATE webhook_endpoints SET consecutive_failures = 0, resting_until = NULL
    WHERE organization_id = ${key.organizationId} AND id = ${key.endpointId}
      AND (consecutive_failures > 0 OR resting_until IS NOT NULL)`.execute(queries);
}

/**
 * Logs the attempt and sets when the next is due (`null`: there is none, the delivery has failed). Where the claim has
 * run out and another process took over, only the log and the count change: the state is the other's to decide.
 */
export async function recordFailure(
  tx: Transaction,
  key: DeliveryKey,
  attempt: AttemptRecord,
  next: Instant | null,
  at: Instant,
): Promise<void> {
  const mine = sql`(status = 'pending' AND next_attempt_at = ${toTimestamp(key.claimedUntil)}::timestamptz)`;
  const nextAt = next === null ? null : toTimestamp(next);
  await sql`
    WITH done AS (
      UPDATE webhook_deliveries
      SET attempt_count = attempt_count + 1, updated_at = ${toTimestamp(at)},
        status = CASE WHEN ${mine} AND ${nextAt}::timestamptz IS NULL THEN 'failed' ELSE status END,
        next_attempt_at = CASE WHEN ${mine} THEN ${nextAt}::timestamptz ELSE next_attempt_at END
      WHERE organization_id = ${key.organizationId} AND id = ${key.id}
      RETURNING organization_id, id, attempt_count
    )
    ${insertAttempt(attempt)}`.execute(tx);
}

function insertAttempt(attempt: AttemptRecord) {
  return sql`
    INSERT INTO webhook_attempts
      (organization_id, delivery_id, attempt, started_at, duration_ms, response_status, response_body, error)
    SELECT organization_id, id, attempt_count, ${toTimestamp(attempt.startedAt)}::timestamptz,
      ${attempt.durationMs}::int, ${attempt.responseStatus}::int, ${attempt.responseBody}::text, ${attempt.error}::text
    FROM done`;
}

/** The endpoint's health, its row locked: failures of the same endpoint are counted one after the other. */
export async function lockEndpointHealth(tx: Transaction, key: DeliveryKey): Promise<EndpointHealth | undefined> {
  const row = await tx
    .selectFrom('webhook_endpoints')
    .select(['consecutive_failures', 'resting_until'])
    .where('organization_id', '=', key.organizationId)
    .where('id', '=', key.endpointId)
    .forUpdate()
    .executeTakeFirst();
  return row && { consecutiveFailures: row.consecutive_failures, restingUntil: row.resting_until };
}

export async function setEndpointHealth(tx: Transaction, key: DeliveryKey, health: EndpointHealth): Promise<void> {
  await tx
    .updateTable('webhook_endpoints')
    .set({
      consecutive_failures: health.consecutiveFailures,
      resting_until: health.restingUntil === null ? null : toTimestamp(health.restingUntil),
    })
    .where('organization_id', '=', key.organizationId)
    .where('id', '=', key.endpointId)
    .execute();
}

/** Disables the endpoint, unless its URL has been changed since that URL was asked. */
export async function disableEndpoint(
  tx: Transaction,
  key: DeliveryKey,
  asked: { readonly url: string; readonly reason: string; readonly at: Instant },
): Promise<void> {
  await tx
    .updateTable('webhook_endpoints')
    .set({ status: 'disabled', disabled_reason: asked.reason, updated_at: toTimestamp(asked.at) })
    .where('organization_id', '=', key.organizationId)
    .where('id', '=', key.endpointId)
    .where('url', '=', asked.url)
    .where('deleted_at', 'is', null)
    .execute();
}
