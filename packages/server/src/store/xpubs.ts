import { sql } from 'kysely';
import type { Instant } from '../core/time.ts';
import { type Queries, type Store, toTimestamp } from './database.ts';

export interface Xpub {
  readonly id: string;
  readonly organizationId: string;
  readonly livemode: boolean;
  readonly family: string;
  readonly xpub: string;
  /** The first index that no process has leased yet. */
  readonly nextIndex: bigint;
  readonly createdAt: Instant;
}

export type NewXpub = Omit<Xpub, 'nextIndex'>;

/** `taken`: another organization, or the other mode, has it. Whose it is, is nobody else's business. */
export type AddXpubResult =
  | { readonly outcome: 'added' | 'already_added'; readonly xpub: Xpub }
  | { readonly outcome: 'taken' };

/** Indexes `first … last`, both included. */
export interface IndexRun {
  readonly first: bigint;
  readonly last: bigint;
}

/** Every index below 2³¹ has been leased (or there is no such xpub): a new one is needed. */
export class XpubExhaustedError extends Error {
  override readonly name = 'XpubExhaustedError';
}

const INDEX_COUNT = 2n ** 31n;

/** Adds an xpub in its canonical spelling; it belongs to one organization and one mode for good. */
export async function addXpub(queries: Queries, xpub: NewXpub): Promise<AddXpubResult> {
  const added = await queries
    .insertInto('xpubs')
    .values({
      id: xpub.id,
      organization_id: xpub.organizationId,
      livemode: xpub.livemode,
      family: xpub.family,
      xpub: xpub.xpub,
      created_at: toTimestamp(xpub.createdAt),
    })
    .onConflict((conflict) => conflict.column('xpub').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (added) return { outcome: 'added', xpub: toXpub(added) };
  const existing = await queries
    .selectFrom('xpubs')
    .selectAll()
    .where('xpub', '=', xpub.xpub)
    .executeTakeFirstOrThrow();
  const own = existing.organization_id === xpub.organizationId && existing.livemode === xpub.livemode;
  return own ? { outcome: 'already_added', xpub: toXpub(existing) } : { outcome: 'taken' };
}

/** The xpubs of one organization in one mode, oldest first. */
export async function listXpubs(queries: Queries, organizationId: string, livemode: boolean): Promise<Xpub[]> {
  const rows = await queries
    .selectFrom('xpubs')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('livemode', '=', livemode)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(toXpub);
}

/** Those of every organization, or of one, each organization's and mode's oldest first. */
export async function listAllXpubs(
  store: Store,
  organizationId?: string,
): Promise<readonly (Xpub & { organizationName: string })[]> {
  let query = store
    .selectFrom('xpubs')
    .innerJoin('organizations', 'organizations.id', 'xpubs.organization_id')
    .selectAll('xpubs')
    .select('organizations.name as organization_name');
  if (organizationId !== undefined) query = query.where('xpubs.organization_id', '=', organizationId);
  const rows = await query
    .orderBy('xpubs.organization_id')
    .orderBy('xpubs.livemode')
    .orderBy('xpubs.created_at')
    .orderBy('xpubs.id')
    .execute();
  return rows.map((row) => ({ ...toXpub(row), organizationName: row.organization_name }));
}

/**
 * Takes at most `count` indexes for the calling process alone: the lowest run that was handed back, else new ones. Commits
 * on its own, before any of them is used: a crash may lose indexes, never use one twice.
 */
export async function leaseIndexes(store: Store, xpubId: string, count: number): Promise<IndexRun> {
  const run = (await leaseReturned(store, xpubId, count)) ?? (await leaseNew(store, xpubId, count));
  if (!run) throw new XpubExhaustedError(`xpub ${xpubId} has no ${count} indexes left`);
  return run;
}

async function leaseReturned(store: Store, xpubId: string, count: number): Promise<IndexRun | undefined> {
  const { rows } = await sql<IndexRun>`
    WITH run AS (
      SELECT xpub_id, first_index, last_index FROM xpub_returned_indexes
      WHERE xpub_id = ${xpubId} ORDER BY first_index LIMIT 1 FOR UPDATE SKIP LOCKED
    ), shortened AS (
      UPDATE xpub_returned_indexes r SET first_index = r.first_index + ${count} FROM run
      WHERE r.xpub_id = run.xpub_id AND r.first_index = run.first_index AND run.last_index - run.first_index >= ${count}
      RETURNING run.first_index AS first, r.first_index - 1 AS last
    ), emptied AS (
      DELETE FROM xpub_returned_indexes r USING run
      WHERE r.xpub_id = run.xpub_id AND r.first_index = run.first_index AND run.last_index - run.first_index < ${count}
      RETURNING r.first_index AS first, r.last_index AS last
    )
    SELECT first, last FROM shortened UNION ALL SELECT first, last FROM emptied`.execute(store);
  return rows[0];
}

async function leaseNew(store: Store, xpubId: string, count: number): Promise<IndexRun | undefined> {
  const { rows } = await sql<IndexRun>`
    UPDATE xpubs SET next_index = next_index + ${count}
    WHERE id = ${xpubId} AND next_index + ${count} <= ${INDEX_COUNT}
    RETURNING next_index - ${count} AS first, next_index - 1 AS last`.execute(store);
  return rows[0];
}

/** Hands back indexes of which none was ever shown to anyone: the counter steps back if they were the last, else they wait. */
export async function returnIndexes(store: Store, xpubId: string, { first, last }: IndexRun): Promise<void> {
  if (last < first) return;
  await sql`
    WITH stepped AS (
      UPDATE xpubs SET next_index = ${first} WHERE id = ${xpubId} AND next_index = ${last}::bigint + 1 RETURNING id
    )
    INSERT INTO xpub_returned_indexes (xpub_id, first_index, last_index)
    SELECT ${xpubId}::uuid, ${first}::bigint, ${last}::bigint WHERE NOT EXISTS (SELECT FROM stepped)`.execute(store);
}

function toXpub(row: {
  id: string;
  organization_id: string;
  livemode: boolean;
  family: string;
  xpub: string;
  next_index: bigint;
  created_at: Instant;
}): Xpub {
  return {
    id: row.id,
    organizationId: row.organization_id,
    livemode: row.livemode,
    family: row.family,
    xpub: row.xpub,
    nextIndex: row.next_index,
    createdAt: row.created_at,
  };
}
