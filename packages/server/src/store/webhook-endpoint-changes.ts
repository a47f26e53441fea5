import { sql } from 'kysely';
import type { Instant } from '../core/time.ts';
import type { WebhookEndpoint } from '../core/webhook/endpoint.ts';
import { type Queries, toTimestamp } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';
import { toEndpoint } from './webhook-endpoints.ts';

export interface WebhookEndpointChange {
  readonly url?: string | undefined;
  readonly description?: string | null | undefined;
  readonly eventTypes?: readonly string[] | undefined;
  readonly status?: 'enabled' | 'disabled' | undefined;
}

/** Changes what is given. A new URL, or enabling it, also ends its rest and forgets its failures. */
export async function updateWebhookEndpoint(
  queries: Queries,
  scope: OrganizationScope,
  id: string,
  change: WebhookEndpointChange,
  at: Instant,
): Promise<WebhookEndpoint | undefined> {
  const freshStart = change.url !== undefined || change.status === 'enabled';
  const row = await queries
    .updateTable('webhook_endpoints')
    .set({
      updated_at: toTimestamp(at),
      ...(change.url !== undefined && { url: change.url }),
      ...(change.description !== undefined && { description: change.description }),
      ...(change.eventTypes !== undefined && { event_types: [...change.eventTypes] }),
      ...(change.status !== undefined && { status: change.status, disabled_reason: null }),
      ...(freshStart && { consecutive_failures: 0, resting_until: null }),
    })
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row && toEndpoint(row);
}

/**
 * The current secret becomes the previous one and signs beside the new one until `previousExpiresAt`; null drops it at
 * once. One statement, so that two rotations at the same time follow one another.
 */
export async function rotateWebhookSecret(
  queries: Queries,
  scope: OrganizationScope,
  id: string,
  sealedSecret: Buffer,
  times: { readonly at: Instant; readonly previousExpiresAt: Instant | null },
): Promise<WebhookEndpoint | undefined> {
  const row = await queries
    .updateTable('webhook_endpoints')
    .set({
      secret: sealedSecret,
      previous_secret: times.previousExpiresAt === null ? null : sql<Buffer>`secret`,
      previous_secret_expires_at: times.previousExpiresAt === null ? null : toTimestamp(times.previousExpiresAt),
      updated_at: toTimestamp(times.at),
    })
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
  return row && toEndpoint(row);
}

/** Marks the endpoint deleted, forgets its secrets and gives up what was on its way to it. False: there is none. */
export async function deleteWebhookEndpoint(
  queries: Queries,
  scope: OrganizationScope,
  id: string,
  at: Instant,
): Promise<boolean> {
  const now = toTimestamp(at);
  const { rows } = await sql`
    WITH deleted AS (
      UPDATE webhook_endpoints
      SET deleted_at = ${now}, updated_at = ${now}, secret = '', previous_secret = NULL, previous_secret_expires_at = NULL
      WHERE organization_id = ${scope.organizationId} AND livemode = ${scope.livemode} AND id = ${id}
        AND deleted_at IS NULL
      RETURNING organization_id, id
    ), given_up AS (
      UPDATE webhook_deliveries d SET status = 'failed', next_attempt_at = NULL, updated_at = ${now}
      FROM deleted WHERE d.organization_id = deleted.organization_id AND d.endpoint_id = deleted.id
        AND d.status = 'pending'
    )
    SELECT id FROM deleted`.execute(queries);
  return rows.length > 0;
}
