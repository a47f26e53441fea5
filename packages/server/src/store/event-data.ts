import { sql } from 'kysely';
import type { Queries } from './database.ts';

/** An event's snapshot as the very text that was stored. */
export async function findEventData(
  queries: Queries,
  organizationId: string,
  eventId: string,
): Promise<string | undefined> {
  const row = await queries
    .selectFrom('events')
    .select(sql<string>`data::text`.as('text'))
    .where('organization_id', '=', organizationId)
    .where('id', '=', eventId)
    .executeTakeFirst();
  return row?.text;
}
