import { sql } from 'kysely';
import type { Queries } from './database.ts';

/** Sessions that were told as paid and whose money is gone now. */
export interface FailedSessions {
  readonly live: number;
  readonly test: number;
}

/** Counts by the partial index of what failed. */
export async function countFailedSessions(queries: Queries): Promise<FailedSessions> {
  const { rows } = await sql<FailedSessions>`
    SELECT (count(*) FILTER (WHERE livemode))::int AS live, (count(*) FILTER (WHERE NOT livemode))::int AS test
    FROM sessions WHERE status = 'failed'`.execute(queries);
  return rows[0]!;
}
