import { sql } from 'kysely';
import type { Event } from '../core/webhook/envelope.ts';
import type { Queries } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';

/** Events of no session that mention any of these texts (given in small letters), oldest first, after `after`. */
export async function looseEventsMentioning(
  queries: Queries,
  scope: OrganizationScope,
  texts: readonly string[],
  page: { readonly limit: number; readonly after: string | null },
): Promise<readonly Event[]> {
  let query = queries
    .selectFrom('events')
    .select(['id', 'type', 'version', 'data', 'created_at'])
    .where('organization_id', '=', scope.organizationId)
    .where('livemode', '=', scope.livemode)
    .where('session_id', 'is', null)
    .where(
      sql<boolean>`EXISTS (SELECT FROM unnest(${texts}::text[]) AS word WHERE strpos(lower(data::text), word) > 0)`,
    );
  if (page.after !== null) query = query.where('id', '>', page.after);
  const rows = await query.orderBy('id').limit(page.limit).execute();
  return rows.map(({ id, type, version, data, created_at }) => {
    const { organizationId, livemode } = scope;
    return { organizationId, id, livemode, type, sessionId: null, version, data, createdAt: created_at };
  });
}
