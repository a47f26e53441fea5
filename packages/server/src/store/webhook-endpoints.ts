import { type Selectable, sql } from 'kysely';
import type { Dialect } from '../core/dialect.ts';
import type { Instant } from '../core/time.ts';
import type { WebhookEndpoint } from '../core/webhook/endpoint.ts';
import { type Queries, type Transaction, toTimestamp } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';
import { lockOrganization } from './organizations.ts';
import type { WebhookEndpointsTable } from './tables.ts';

export interface NewWebhookEndpoint extends OrganizationScope {
  readonly id: string;
  readonly url: string;
  readonly description: string | null;
  readonly eventTypes: readonly string[];
  readonly dialect: Dialect;
  readonly sealedSecret: Buffer;
  readonly createdAt: Instant;
}

/** Writes the endpoint unless the organization has `limit` of them in this mode; then `undefined`. */
export async function insertWebhookEndpoint(
  tx: Transaction,
  endpoint: NewWebhookEndpoint,
  limit: number,
): Promise<WebhookEndpoint | undefined> {
  await lockOrganization(tx, endpoint.organizationId);
  const at = toTimestamp(endpoint.createdAt);
  const { rows } = await sql<Selectable<WebhookEndpointsTable>>`
    INSERT INTO webhook_endpoints
      (organization_id, id, livemode, url, description, event_types, dialect, status, secret, created_at, updated_at)
    SELECT ${endpoint.organizationId}::uuid, ${endpoint.id}::uuid, ${endpoint.livemode}::boolean, ${endpoint.url},
      ${endpoint.description}, ${endpoint.eventTypes}::text[], ${endpoint.dialect}, 'enabled', ${endpoint.sealedSecret}::bytea,
      ${at}::timestamptz, ${at}::timestamptz
    WHERE ${limit}::int > (
      SELECT count(*) FROM webhook_endpoints
      WHERE organization_id = ${endpoint.organizationId} AND livemode = ${endpoint.livemode} AND deleted_at IS NULL
        AND NOT ipn
    )
    RETURNING *`.execute(tx);
  return rows[0] && toEndpoint(rows[0]);
}

/** An endpoint of this organization and mode; another's, and a deleted one, do not exist. */
export async function findWebhookEndpoint(
  queries: Queries,
  scope: OrganizationScope,
  id: string,
): Promise<WebhookEndpoint | undefined> {
  const row = await queries
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return row && toEndpoint(row);
}

/** Those that somebody made or, with `ipn`, the others. Newest first, after `startingAfter` when given. */
export async function listWebhookEndpoints(
  queries: Queries,
  scope: OrganizationScope,
  page: { limit: number; startingAfter?: string | undefined; ipn?: boolean | undefined },
): Promise<readonly WebhookEndpoint[]> {
  let query = queries
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode)
    .where('ipn', '=', page.ipn ?? false)
    .where('deleted_at', 'is', null);
  if (page.startingAfter !== undefined) query = query.where('id', '<', page.startingAfter);
  const rows = await query.orderBy('id', 'desc').limit(page.limit).execute();
  return rows.map(toEndpoint);
}

/** A row of `webhook_endpoints` as the core knows it, without its secrets. */
export function toEndpoint(row: Selectable<WebhookEndpointsTable>): WebhookEndpoint {
  return {
    organizationId: row.organization_id,
    id: row.id,
    livemode: row.livemode,
    url: row.url,
    description: row.description,
    eventTypes: row.event_types,
    dialect: row.dialect,
    ipn: row.ipn,
    status: row.status,
    disabledReason: row.disabled_reason,
    previousSecretExpiresAt: row.previous_secret_expires_at,
    restingUntil: row.resting_until,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
