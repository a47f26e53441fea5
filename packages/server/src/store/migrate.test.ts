import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { migrate, pendingMigrations } from './migrate.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test('a migrated database has nothing pending', async () => {
  expect(await pendingMigrations(database.pool)).toEqual([]);
  expect(await migrate(database.pool)).toEqual([]);
});
