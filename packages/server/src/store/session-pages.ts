import type { Session } from '../core/session/session.ts';
import type { Queries } from './database.ts';
import { toSession } from './session-row.ts';
import type { SessionScope } from './sessions.ts';

/** A page by its number, newest first. Costs what all pages before it cost: for people who leaf through a few. */
export async function readNumberedPage(
  queries: Queries,
  scope: SessionScope,
  { limit, offset }: { readonly limit: number; readonly offset: number },
): Promise<readonly Session[]> {
  const rows = await sessionsOf(queries, scope).selectAll().orderBy('id', 'desc').limit(limit).offset(offset).execute();
  return rows.map(toSession);
}

export async function countSessions(queries: Queries, scope: SessionScope): Promise<number> {
  const { count } = await sessionsOf(queries, scope)
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

function sessionsOf(queries: Queries, { organizationId, livemode }: SessionScope) {
  return queries.selectFrom('sessions').where('organization_id', '=', organizationId).where('livemode', '=', livemode);
}
