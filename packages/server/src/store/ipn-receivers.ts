import { sql } from 'kysely';
import type { Instant } from '../core/time.ts';
import { type Queries, type Transaction, toTimestamp } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';
import { lockOrganization } from './organizations.ts';

/** The host of an origin, for one organization and mode. */
export interface IpnReceiver extends OrganizationScope {
  readonly origin: string;
}

export async function findIpnReceiver(
  queries: Queries,
  { origin, ...scope }: IpnReceiver,
): Promise<string | undefined> {
  const row = await queries
    .selectFrom('webhook_endpoints')
    .select('id')
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode)
    .where('ipn', '=', true)
    .where('url', '=', origin)
    .executeTakeFirst();
  return row?.id;
}

/** Writes the host unless it is there already, or the organization has `limit` of them in this mode. Its secret is the organization's. */
export async function insertIpnReceiver(
  tx: Transaction,
  receiver: IpnReceiver,
  fresh: { readonly id: string; readonly eventTypes: readonly string[]; readonly at: Instant },
  limit: number,
): Promise<void> {
  await lockOrganization(tx, receiver.organizationId);
  const at = toTimestamp(fresh.at);
  await sql`
    INSERT INTO webhook_endpoints
      (organization_id, id, livemode, url, event_types, dialect, ipn, status, secret, created_at, updated_at)
    SELECT ${receiver.organizationId}::uuid, ${fresh.id}::uuid, ${receiver.livemode}::boolean, ${receiver.origin},
      ${fresh.eventTypes}::text[], 'paymentgateway', true, 'enabled', '', ${at}::timestamptz, ${at}::timestamptz
    WHERE ${limit}::int > (
      SELECT count(*) FROM webhook_endpoints
      WHERE organization_id = ${receiver.organizationId} AND livemode = ${receiver.livemode} AND ipn
    )
    ON CONFLICT (organization_id, livemode, url) WHERE ipn DO NOTHING`.execute(tx);
}
