import { type RawBuilder, sql } from 'kysely';
import { watermark } from './watermark.ts';

/**
 * Every network that the session offers has been read past the moment, strictly: a second block may carry the same
 * timestamp. The moment is by the chains' own time; the query calls the table `session`.
 */
export const readPast = (moment: RawBuilder<unknown>): RawBuilder<boolean> => sql<boolean>`NOT EXISTS (
  SELECT 1 FROM unnest(session.networks) AS offered (network)
  LEFT JOIN chain_cursors cursor ON cursor.network = offered.network
  WHERE cursor.network IS NULL OR ${watermark} <= ${moment})`;

/** By the chains' own time, also where the session lives by a test clock. */
export const graceEnded = sql`(session.grace_ends_at - session.clock_offset_ms * interval '1 millisecond')`;

/** As `isLapsed` says it of a session. */
export const isLapsed = sql<boolean>`(session.status = 'underpaid' AND ${readPast(graceEnded)})`;
