import { sql } from 'kysely';
import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';
import { type Queries, type Store, toTimestamp } from './database.ts';

export interface ApiKeyRecord {
  readonly id: string;
  readonly organizationId: string;
  readonly livemode: boolean;
  readonly name: string;
  readonly ending: string;
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant | null;
  readonly revokedAt: Instant | null;
}

export interface NewApiKey {
  readonly id: string;
  readonly organizationId: string;
  readonly livemode: boolean;
  readonly name: string;
  readonly hash: Buffer;
  readonly ending: string;
  readonly createdAt: Instant;
}

export async function insertApiKey(queries: Queries, key: NewApiKey): Promise<void> {
  await queries
    .insertInto('api_keys')
    .values({
      hash: key.hash,
      id: key.id,
      organization_id: key.organizationId,
      livemode: key.livemode,
      name: key.name,
      ending: key.ending,
      created_at: toTimestamp(key.createdAt),
    })
    .execute();
}

/** The living keys among these hashes, by hash. One query serves every request that waits at the moment. */
export async function findLivingApiKeys(
  queries: Queries,
  hashes: readonly Buffer[],
): Promise<ReadonlyMap<Hex, Pick<ApiKeyRecord, 'id' | 'organizationId' | 'livemode' | 'lastUsedAt'>>> {
  const rows = await queries
    .selectFrom('api_keys')
    .select(['hash', 'id', 'organization_id', 'livemode', 'last_used_at'])
    .where(sql<boolean>`hash = ANY(${hashes}::bytea[])`)
    .where('revoked_at', 'is', null)
    .execute();
  return new Map(
    rows.map((row) => [
      row.hash,
      { id: row.id, organizationId: row.organization_id, livemode: row.livemode, lastUsedAt: row.last_used_at },
    ]),
  );
}

export async function markApiKeyUsed(queries: Queries, id: string, at: Instant): Promise<void> {
  await queries
    .updateTable('api_keys')
    .set({ last_used_at: toTimestamp(at) })
    .where('id', '=', id)
    .execute();
}

/** Returns false when there is no such living key. */
export async function revokeApiKey(queries: Queries, id: string, at: Instant): Promise<boolean> {
  const result = await queries
    .updateTable('api_keys')
    .set({ revoked_at: toTimestamp(at) })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export async function listApiKeys(store: Store): Promise<readonly (ApiKeyRecord & { organizationName: string })[]> {
  const rows = await store
    .selectFrom('api_keys')
    .innerJoin('organizations', 'organizations.id', 'api_keys.organization_id')
    .selectAll('api_keys')
    .select('organizations.name as organization_name')
    .orderBy('api_keys.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    organizationId: row.organization_id,
    organizationName: row.organization_name,
    livemode: row.livemode,
    name: row.name,
    ending: row.ending,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }));
}
