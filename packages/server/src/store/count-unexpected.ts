import { sql } from 'kysely';
import type { ListedReason } from '../core/books/unexpected.ts';
import type { Queries } from './database.ts';

/** Unexpected transfers that nobody has decided about. */
export interface OpenUnexpected {
  readonly livemode: boolean;
  readonly reason: ListedReason;
  readonly count: number;
}

/** Counts by the partial index of what is open; modes and reasons without any are left out. */
export async function countOpenUnexpected(queries: Queries): Promise<readonly OpenUnexpected[]> {
  const { rows } = await sql<OpenUnexpected>`
    SELECT livemode, reason, count(*)::int AS count FROM unexpected_transfers
    WHERE status = 'open' GROUP BY livemode, reason`.execute(queries);
  return rows;
}
