import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { createPool } from './database.ts';
import { describeSchema } from './describe-schema.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test('schema.sql is what the migrations make', async () => {
  const committed = await readFile(new URL('./schema.sql', import.meta.url), 'utf8');
  expect(await describeSchema(database.pool)).toBe(committed);
});

test('the description is SQL that makes the same schema', async () => {
  const copy = await createTestDatabase();
  await copy.pool.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  const described = await describeSchema(database.pool);
  const statements = inOrderOfReferences(described);
  const pool = createPool({ connectionString: copy.url, max: 1 });
  for (const statement of statements) await pool.query(statement);
  expect(await describeSchema(pool)).toBe(described);
  await pool.end();
  await copy.close();
});

test.each([
  ['a trigger is gone', 'DROP TRIGGER ledger_entries_append_only ON ledger_entries'],
  ['a trigger is switched off', 'ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_append_only'],
  [
    'a function does something else',
    'CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$',
  ],
])('the description is another one where %s', async (_, change) => {
  const changed = await createTestDatabase();
  await changed.pool.query(change);
  expect(await describeSchema(changed.pool)).not.toBe(await describeSchema(database.pool));
  await changed.close();
});

/** Tables that refer to others come after them; by name they may stand before. */
function inOrderOfReferences(sql: string): string[] {
  const [functions = '', ...rest] = sql.split(/\n(?=CREATE TABLE)/);
  const ordered = [functions];
  const isMade = (name: string) => ordered.some((table) => table.startsWith(`CREATE TABLE ${name} `));
  const needs = (table: string) => [...table.matchAll(/REFERENCES (\w+)/g)].map(([, name]) => name ?? '');
  while (rest.length > 0) {
    const next = rest.findIndex((table) => needs(table).every(isMade));
    ordered.push(...rest.splice(next, 1));
  }
  return ordered;
}
