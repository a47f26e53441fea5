import { sql } from 'kysely';
import { INITIATED_EVENT_TYPE } from '../core/webhook/ipn.ts';
import type { Queries } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';

/**
 * Who hears that the buyer of this session has come and was not told yet: the host of its own `ipnUrl`, and the endpoints
 * in that dialect, to which it stands for `session.created`.
 */
export async function initiatedReceivers(
  queries: Queries,
  { organizationId, livemode, id }: OrganizationScope & { readonly id: string },
  ipnOrigin: string | null,
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT w.id FROM webhook_endpoints w
    WHERE w.organization_id = ${organizationId} AND w.livemode = ${livemode} AND w.deleted_at IS NULL
      AND w.dialect = 'paymentgateway'
      AND CASE WHEN w.ipn THEN w.url = ${ipnOrigin}
          ELSE w.status = 'enabled' AND w.event_types && ARRAY['*', 'session.created'] END
      AND NOT EXISTS (
        SELECT 1 FROM events e
        WHERE e.organization_id = w.organization_id AND e.session_id = ${id} AND e.endpoint_id = w.id
          AND e.type = ${INITIATED_EVENT_TYPE})
    ORDER BY w.id`.execute(queries);
  return rows.map((row) => row.id);
}
