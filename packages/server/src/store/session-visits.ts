import { sql } from 'kysely';
import type { Instant } from '../core/time.ts';
import { type Queries, toTimestamp } from './database.ts';
import type { SessionKey } from './sessions.ts';

/** Often enough for anybody, and a reload in a loop writes no more. */
const SHORTEST_INTERVAL_MS = 1000;

/** When the session's page was last loaded, to the second. */
export async function noteVisit(queries: Queries, key: SessionKey, at: Instant): Promise<void> {
  const before = toTimestamp(at - SHORTEST_INTERVAL_MS);
  await queries
    .updateTable('sessions')
    .set({ accessed_at: toTimestamp(at) })
    .where('organization_id', '=', key.organizationId)
    .where('id', '=', key.sessionId)
    .where(sql<boolean>`(accessed_at IS NULL OR accessed_at <= ${before})`)
    .execute();
}
