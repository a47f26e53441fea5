import type { Queries } from './database.ts';

/** Whether an event of this type has been told of the session. */
export async function hasEvent(
  queries: Queries,
  { organizationId, sessionId, type }: { organizationId: string; sessionId: string; type: string },
): Promise<boolean> {
  const row = await queries
    .selectFrom('events')
    .select('id')
    .where('organization_id', '=', organizationId)
    .where('session_id', '=', sessionId)
    .where('type', '=', type)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
