import { type Selectable, sql } from 'kysely';
import type { Instant } from '../core/time.ts';
import type { WebhookAttempt, WebhookDelivery } from '../core/webhook/delivery.ts';
import { type Queries, toTimestamp } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';
import type { WebhookDeliveriesTable } from './tables.ts';

export interface DeliveryFilters {
  readonly endpointId?: string | undefined;
  readonly eventId?: string | undefined;
  readonly status?: WebhookDelivery['status'] | undefined;
}

/** Newest first, after `startingAfter` when given. */
export async function listWebhookDeliveries(
  queries: Queries,
  scope: OrganizationScope,
  filters: DeliveryFilters,
  page: { limit: number; startingAfter?: string | undefined },
): Promise<readonly WebhookDelivery[]> {
  let query = scoped(queries, scope);
  if (filters.endpointId !== undefined) query = query.where('d.endpoint_id', '=', filters.endpointId);
  if (filters.eventId !== undefined) query = query.where('d.event_id', '=', filters.eventId);
  if (filters.status !== undefined) query = query.where('d.status', '=', filters.status);
  if (page.startingAfter !== undefined) query = query.where('d.id', '<', page.startingAfter);
  const rows = await query.orderBy('d.id', 'desc').limit(page.limit).execute();
  return rows.map(toDelivery);
}

/** A delivery of this organization and mode; another's does not exist. */
export async function findWebhookDelivery(
  queries: Queries,
  scope: OrganizationScope,
  id: string,
): Promise<WebhookDelivery | undefined> {
  const row = await scoped(queries, scope).where('d.id', '=', id).executeTakeFirst();
  return row && toDelivery(row);
}

/** In the order in which they were made. */
export async function readWebhookAttempts(
  queries: Queries,
  organizationId: string,
  deliveryId: string,
): Promise<readonly WebhookAttempt[]> {
  const rows = await queries
    .selectFrom('webhook_attempts')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('delivery_id', '=', deliveryId)
    .orderBy('attempt')
    .execute();
  return rows.map((row) => ({
    attempt: row.attempt,
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    responseStatus: row.response_status,
    responseBody: row.response_body,
    error: row.error,
  }));
}

/** Puts a delivery's event on its way to the same endpoint once more, as a new delivery that is due at once. */
export async function insertRedelivery(
  queries: Queries,
  scope: OrganizationScope,
  of: WebhookDelivery,
  fresh: { readonly id: string; readonly at: Instant },
): Promise<WebhookDelivery> {
  const now = toTimestamp(fresh.at);
  const { rows } = await sql<Selectable<WebhookDeliveriesTable>>`
    INSERT INTO webhook_deliveries
      (organization_id, id, livemode, endpoint_id, event_id, status, next_attempt_at, created_at, updated_at)
    VALUES (${scope.organizationId}, ${fresh.id}, ${scope.livemode}, ${of.endpointId}, ${of.eventId}, 'pending',
      ${now}, ${now}, ${now})
    RETURNING *`.execute(queries);
  return toDelivery({ ...rows[0]!, event_type: of.eventType });
}

function scoped(queries: Queries, scope: OrganizationScope) {
  return queries
    .selectFrom('webhook_deliveries as d')
    .leftJoin('events as e', (join) =>
      join.onRef('e.organization_id', '=', 'd.organization_id').onRef('e.id', '=', 'd.event_id'),
    )
    .selectAll('d')
    .select('e.type as event_type')
    .where('d.organization_id', '=', scope.organizationId)
    .where('d.livemode', '=', scope.livemode);
}

function toDelivery(row: Selectable<WebhookDeliveriesTable> & { event_type: string | null }): WebhookDelivery {
  return {
    id: row.id,
    livemode: row.livemode,
    endpointId: row.endpoint_id,
    eventId: row.event_id,
    eventType: row.event_type,
    status: row.status,
    attemptCount: row.attempt_count,
    nextAttemptAt: row.next_attempt_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
