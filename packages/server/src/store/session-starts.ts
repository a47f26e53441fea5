import { sql } from 'kysely';
import { decodeClock } from '../core/session/clock-json.ts';
import type { Clocked } from '../core/session/test-clock.ts';
import type { Instant } from '../core/time.ts';
import type { Queries } from './database.ts';
import type { SessionKey } from './sessions.ts';

/** When each of these sessions was created, by its own clock; by session id. */
export async function readSessionStarts(
  queries: Queries,
  keys: readonly SessionKey[],
): Promise<ReadonlyMap<string, Clocked & { readonly createdAt: Instant }>> {
  const organizations = keys.map((key) => key.organizationId);
  const ids = keys.map((key) => key.sessionId);
  const rows = await queries
    .selectFrom('sessions')
    .select(['id', 'created_at', 'clock_advances'])
    .where(sql<boolean>`(organization_id, id) IN (SELECT * FROM unnest(${organizations}::uuid[], ${ids}::uuid[]))`)
    .execute();
  return new Map(rows.map((row) => [row.id, { createdAt: row.created_at, clock: decodeClock(row.clock_advances) }]));
}
