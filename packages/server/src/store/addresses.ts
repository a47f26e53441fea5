import { sql } from 'kysely';
import type { Hex } from '../core/hex.ts';
import type { Offer } from '../core/session/facts.ts';
import { decodeTerms } from '../core/session/terms-json.ts';
import { binaryArray } from './binary-array.ts';
import { BYTEA } from './binary-types.ts';
import type { Queries } from './database.ts';
import type { SessionKey } from './sessions.ts';

/**
 * Whose these addresses are, of all ever handed out. One walk through the index: it costs the same with a thousand
 * addresses and a million (measured: 50,000 recipients in 30 ms with either).
 */
export async function findOwners(queries: Queries, recipients: readonly Hex[]): Promise<ReadonlyMap<Hex, SessionKey>> {
  if (recipients.length === 0) return new Map();
  const { rows } = await sql<{ address: Hex; organization_id: string; session_id: string }>`
    SELECT address, organization_id, session_id FROM addresses
    WHERE address = ANY (${binaryArray(BYTEA, recipients)}::bytea[])`.execute(queries);
  return new Map(rows.map((row) => [row.address, { organizationId: row.organization_id, sessionId: row.session_id }]));
}

/** What each of these sessions offered when it was created, by session id. */
export async function readOffers(
  queries: Queries,
  keys: readonly SessionKey[],
): Promise<ReadonlyMap<string, readonly Offer[]>> {
  if (keys.length === 0) return new Map();
  const organizations = keys.map((key) => key.organizationId);
  const ids = keys.map((key) => key.sessionId);
  const rows = await queries
    .selectFrom('sessions')
    .select(['id', 'terms'])
    .where(sql<boolean>`(organization_id, id) IN (SELECT * FROM unnest(${organizations}::uuid[], ${ids}::uuid[]))`)
    .execute();
  return new Map(rows.map((row) => [row.id, decodeTerms(row.terms).offers]));
}
