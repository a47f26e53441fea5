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

/** Tables that refer to others come after them; by name they may stand before. */
function inOrderOfReferences(sql: string): string[] {
  const rest = sql.split(/\n(?=CREATE TABLE)/).slice(1);
  const ordered: string[] = [];
  const isMade = (name: string) => ordered.some((table) => table.startsWith(`CREATE TABLE ${name} `));
  const needs = (table: string) => [...table.matchAll(/REFERENCES (\w+)/g)].map(([, name]) => name ?? '');
  while (rest.length > 0) {
    const next = rest.findIndex((table) => needs(table).every(isMade));
    ordered.push(...rest.splice(next, 1));
  }
  return ordered;
}
