import { type Selectable, sql } from 'kysely';
import type { Instant, Milliseconds } from '../core/time.ts';
import { type Queries, type Transaction, toTimestamp } from './database.ts';
import type { OrganizationScope } from './organization-scope.ts';
import type { TestClocksTable } from './tables.ts';

/** A clock of test mode that a developer moves. */
export interface TestClock {
  readonly organizationId: string;
  readonly id: string;
  readonly name: string;
  /** How far it is ahead of the server's. */
  readonly offsetMs: Milliseconds;
  /** How often it was moved. */
  readonly advances: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

const toTestClock = (row: Selectable<TestClocksTable>): TestClock => ({
  organizationId: row.organization_id,
  id: row.id,
  name: row.name,
  offsetMs: Number(row.offset_ms),
  advances: row.advances,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

const clocksOf = (queries: Queries, { organizationId, livemode }: OrganizationScope) =>
  queries
    .selectFrom('test_clocks')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('livemode', '=', livemode)
    .where('deleted_at', 'is', null);

export async function insertTestClock(tx: Transaction, clock: TestClock): Promise<void> {
  await tx
    .insertInto('test_clocks')
    .values({
      organization_id: clock.organizationId,
      id: clock.id,
      livemode: false,
      name: clock.name,
      created_at: toTimestamp(clock.createdAt),
      updated_at: toTimestamp(clock.updatedAt),
    })
    .execute();
}

/** A clock of this organization and mode that was not deleted; another's does not exist. */
export async function findTestClock(
  queries: Queries,
  scope: OrganizationScope,
  id: string,
): Promise<TestClock | undefined> {
  const row = await clocksOf(queries, scope).where('id', '=', id).executeTakeFirst();
  return row && toTestClock(row);
}

/** Newest first, after `startingAfter` when given. */
export async function listTestClocks(
  queries: Queries,
  scope: OrganizationScope,
  page: { limit: number; startingAfter?: string | undefined },
): Promise<readonly TestClock[]> {
  let query = clocksOf(queries, scope);
  if (page.startingAfter !== undefined) query = query.where('id', '<', page.startingAfter);
  const rows = await query.orderBy('id', 'desc').limit(page.limit).execute();
  return rows.map(toTestClock);
}

/** To move it: before anything that is attached to it is locked. */
export async function lockTestClock(
  tx: Transaction,
  scope: OrganizationScope,
  id: string,
): Promise<TestClock | undefined> {
  const row = await clocksOf(tx, scope).where('id', '=', id).forUpdate().executeTakeFirst();
  return row && toTestClock(row);
}

/** So that it does not move before the transaction has ended; others may hold it too. */
export async function holdTestClock(
  tx: Transaction,
  scope: OrganizationScope,
  id: string,
): Promise<TestClock | undefined> {
  const row = await clocksOf(tx, scope).where('id', '=', id).forShare().executeTakeFirst();
  return row && toTestClock(row);
}

export async function moveTestClock(
  tx: Transaction,
  { organizationId, id }: Pick<TestClock, 'organizationId' | 'id'>,
  offsetMs: Milliseconds,
  at: Instant,
): Promise<void> {
  await tx
    .updateTable('test_clocks')
    .set({ offset_ms: BigInt(offsetMs), advances: sql`advances + 1`, updated_at: toTimestamp(at) })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute();
}

/** False where there is none. What is attached keeps its time and is moved no more. */
export async function deleteTestClock(
  queries: Queries,
  { organizationId, livemode }: OrganizationScope,
  id: string,
  at: Instant,
): Promise<boolean> {
  const result = await queries
    .updateTable('test_clocks')
    .set({ deleted_at: toTimestamp(at), updated_at: toTimestamp(at) })
    .where('organization_id', '=', organizationId)
    .where('livemode', '=', livemode)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
