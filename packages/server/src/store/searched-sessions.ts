import { sql } from 'kysely';
import type { Instant } from '../core/time.ts';
import { type Queries, type Transaction, toTimestamp } from './database.ts';
import type { SessionKey } from './sessions.ts';

/**
 * Ended sessions of this network that were searched for tokens outside the catalogue, and that money may have come to after
 * `since`: what was searched there is no more. (Grace that a test clock has moved ends later than by any chain's time: a
 * few more of them.)
 */
export async function findSearchedSince(
  queries: Queries,
  network: string,
  since: Instant,
): Promise<readonly SessionKey[]> {
  const { rows } = await sql<{ organization_id: string; id: string }>`
    SELECT organization_id, id FROM sessions
    WHERE search_unlisted_at IS NULL AND status IN ('expired', 'underpaid', 'canceled')
      AND grace_ends_at >= ${toTimestamp(since)} AND ${network} = ANY (networks)`.execute(queries);
  return rows.map((row) => ({ organizationId: row.organization_id, sessionId: row.id }));
}

/** They are to be searched once every network of theirs has been read past this moment. They must be locked. */
export async function searchAnew(tx: Transaction, keys: readonly SessionKey[], at: Instant): Promise<void> {
  if (keys.length === 0) return;
  await sql`
    UPDATE sessions SET search_unlisted_at = ${toTimestamp(at)}
    WHERE search_unlisted_at IS NULL AND (organization_id, id) IN (
      SELECT * FROM unnest(${keys.map((key) => key.organizationId)}::uuid[], ${keys.map((key) => key.sessionId)}::uuid[])
    )`.execute(tx);
}
