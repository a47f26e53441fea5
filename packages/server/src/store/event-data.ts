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

/** The session that an event tells of; undefined when the event is gone or tells of none. */
export async function findEventSessionId(
  queries: Queries,
  organizationId: string,
  eventId: string,
): Promise<string | undefined> {
  const row = await queries
    .selectFrom('events')
    .select('session_id')
    .where('organization_id', '=', organizationId)
    .where('id', '=', eventId)
    .executeTakeFirst();
  return row?.session_id ?? undefined;
}
