import { sql } from 'kysely';
import type { Queries } from './database.ts';

/** Whether live mode is in use here: a live key that was not revoked, or a session that was made with one. */
export async function hasLiveData(queries: Queries): Promise<boolean> {
  const { rows } = await sql<{ isLive: boolean }>`
    SELECT EXISTS (SELECT 1 FROM api_keys WHERE livemode AND revoked_at IS NULL)
      OR EXISTS (SELECT 1 FROM sessions WHERE livemode) AS "isLive"`.execute(queries);
  return rows[0]!.isLive;
}
