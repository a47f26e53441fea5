import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { createPool } from './database.ts';
import { ChangedMigrationError, migrate, pendingMigrations, UnknownMigrationError } from './migrate.ts';

let template: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  template = await createTestDatabase();
  pool = createPool({ connectionString: template.url });
});
beforeEach(() => pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public'));
afterAll(async () => {
  await pool.end();
  await template.close();
});

test('a copy of the template has nothing pending', async () => {
  const copy = await createTestDatabase();
  expect(await pendingMigrations(copy.pool)).toEqual([]);
  expect(await migrate(copy.pool)).toEqual([]);
  await copy.close();
});

test('an empty database has every migration pending, in order, until it is migrated', async () => {
  const pending = await pendingMigrations(pool);
  expect(pending[0]).toBe('0001_initial');
  expect(await migrate(pool)).toEqual(pending);
  expect(await pendingMigrations(pool)).toEqual([]);
});

test('servers that start together migrate once', async () => {
  const ran = await Promise.all([migrate(pool), migrate(pool), migrate(pool)]);
  expect(ran.filter((names) => names.length > 0)).toHaveLength(1);
});

test('a migration that changed after it ran is refused by name', async () => {
  await migrate(pool);
  await pool.query("UPDATE schema_migrations SET checksum = 'other' WHERE name = '0001_initial'");
  await expect(migrate(pool)).rejects.toThrow(ChangedMigrationError);
  await expect(pendingMigrations(pool)).rejects.toThrow('"0001_initial" has changed since it ran');
});

test('a database that a newer Opentill migrated is refused', async () => {
  await migrate(pool);
  await pool.query("INSERT INTO schema_migrations (name, checksum) VALUES ('9999_future', 'x')");
  await expect(migrate(pool)).rejects.toThrow(UnknownMigrationError);
  await expect(pendingMigrations(pool)).rejects.toThrow('does not know "9999_future"');
});

test('a migration that fails leaves nothing behind', async () => {
  await pool.query('CREATE TABLE rates (in_the_way integer)');
  await expect(migrate(pool)).rejects.toThrow('already exists');
  const { rows } = await pool.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
  expect(rows).toEqual([{ tablename: 'rates' }]);
});

test('each test database is its own and gone when closed', async () => {
  const [one, other] = [await createTestDatabase(), await createTestDatabase()];
  await one.pool.query('CREATE TABLE mine (id integer)');
  const { rows } = await other.pool.query("SELECT to_regclass('mine') AS found");
  expect(rows).toEqual([{ found: null }]);
  await Promise.all([one.close(), other.close()]);
  const server = new pg.Client({ connectionString: inject('postgresUrl') });
  await server.connect();
  const left = await server.query('SELECT 1 FROM pg_database WHERE datname = ANY ($1)', [
    [one.url, other.url].map(nameOf),
  ]);
  await server.end();
  expect(left.rowCount).toBe(0);
});

const nameOf = (url: string) => url.split('/').at(3)?.split('?')[0];
