import { type Selectable, sql } from 'kysely';
import type { ApiKeyKind } from '../core/api-key.ts';
import type { Hex } from '../core/hex.ts';
import { isScope, type Scope } from '../core/scopes.ts';
import type { Instant } from '../core/time.ts';
import { type Queries, type Store, type Transaction, toTimestamp } from './database.ts';
import type { ApiKeysTable } from './tables.ts';

/** What a key may do, from where and until when: what its successor inherits. */
export interface ApiKeyLimits {
  readonly kind: ApiKeyKind;
  /** Null: all. A publishable key has none to list. */
  readonly scopes: readonly Scope[] | null;
  /** CIDRs. Null: from anywhere. */
  readonly allowedIps: readonly string[] | null;
}

export interface ApiKeyRecord extends ApiKeyLimits {
  readonly id: string;
  readonly organizationId: string;
  readonly livemode: boolean;
  readonly name: string;
  readonly ending: string;
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant | null;
  readonly expiresAt: Instant | null;
  readonly successorId: string | null;
  readonly revokedAt: Instant | null;
}

export interface NewApiKey extends ApiKeyLimits {
  readonly id: string;
  readonly organizationId: string;
  readonly livemode: boolean;
  readonly name: string;
  readonly hash: Buffer;
  readonly ending: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
}

/** A scope that this version does not know gives nothing. */
const toApiKey = (row: Selectable<ApiKeysTable>): ApiKeyRecord => ({
  id: row.id,
  organizationId: row.organization_id,
  livemode: row.livemode,
  name: row.name,
  ending: row.ending,
  kind: row.kind,
  scopes: row.scopes?.filter(isScope) ?? null,
  allowedIps: row.allowed_ips,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
  expiresAt: row.expires_at,
  successorId: row.successor_id,
  revokedAt: row.revoked_at,
});

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
      kind: key.kind,
      scopes: key.scopes === null ? null : [...key.scopes],
      allowed_ips: key.allowedIps === null ? null : [...key.allowedIps],
      created_at: toTimestamp(key.createdAt),
      expires_at: key.expiresAt === null ? null : toTimestamp(key.expiresAt),
    })
    .execute();
}

/** The keys among these hashes that were not revoked, by hash. One query serves every request that waits at the moment. */
export async function findLivingApiKeys(
  queries: Queries,
  hashes: readonly Buffer[],
): Promise<ReadonlyMap<Hex, ApiKeyRecord>> {
  const rows = await queries
    .selectFrom('api_keys')
    .selectAll()
    .where(sql<boolean>`hash = ANY(${hashes}::bytea[])`)
    .where('revoked_at', 'is', null)
    .execute();
  return new Map(rows.map((row) => [row.hash, toApiKey(row)]));
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

/** The key with its row locked until the transaction ends. */
export async function lockApiKey(tx: Transaction, id: string): Promise<ApiKeyRecord | undefined> {
  const row = await tx.selectFrom('api_keys').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row && toApiKey(row);
}

/** From `expiresAt` on only the successor is taken. */
export async function replaceApiKey(
  tx: Transaction,
  id: string,
  { successorId, expiresAt }: { successorId: string; expiresAt: Instant },
): Promise<void> {
  await tx
    .updateTable('api_keys')
    .set({ successor_id: successorId, expires_at: toTimestamp(expiresAt) })
    .where('id', '=', id)
    .execute();
}

export async function listApiKeys(store: Store): Promise<readonly (ApiKeyRecord & { organizationName: string })[]> {
  const rows = await store
    .selectFrom('api_keys')
    .innerJoin('organizations', 'organizations.id', 'api_keys.organization_id')
    .selectAll('api_keys')
    .select('organizations.name as organization_name')
    .orderBy('api_keys.id')
    .execute();
  return rows.map((row) => ({ ...toApiKey(row), organizationName: row.organization_name }));
}

/** By id; revoked ones too, which may have acted before. */
export async function findApiKeyNames(
  queries: Queries,
  organizationId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await queries
    .selectFrom('api_keys')
    .select(['id', 'name'])
    .where('organization_id', '=', organizationId)
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}
