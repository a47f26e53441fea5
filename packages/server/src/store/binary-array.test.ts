import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Hex } from '../core/hex.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { binaryArray, binaryValue } from './binary-array.ts';
import {
  BOOL,
  BYTEA,
  BYTES,
  type ElementType,
  INT4,
  INT8,
  JSON_TEXT,
  JSONB,
  TEXT,
  TIMESTAMPTZ,
  UUID,
} from './binary-types.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** What PostgreSQL itself makes of it: each element as text. */
async function readBack<Value>(type: ElementType<Value>, values: readonly (Value | null)[]): Promise<unknown[]> {
  const sql = `SELECT element::text FROM unnest($1::${type.sqlType}[]) AS element`;
  const { rows } = await database.pool.query<{ element: string | null }>(sql, [binaryArray(type, values)]);
  return rows.map(({ element }) => element);
}

const uuid = '0198c0de-1234-7abc-8def-0123456789ab';
const hex: Hex = '0x00ff10';

test.each([
  ['uuid', UUID, [uuid, null], [uuid, null]],
  ['boolean', BOOL, [true, false, null], ['true', 'false', null]],
  ['integer', INT4, [0, -1, 2147483647], ['0', '-1', '2147483647']],
  ['bigint', INT8, [0n, -1n, 9223372036854775807n], ['0', '-1', '9223372036854775807']],
  ['text', TEXT, ['', 'NULL', 'a"b\\c,{}', 'Grüße 🍵', null], ['', 'NULL', 'a"b\\c,{}', 'Grüße 🍵', null]],
  ['json', JSON_TEXT, ['{"b":1,"a":"\\"ü\\""}', null], ['{"b":1,"a":"\\"ü\\""}', null]],
  ['jsonb', JSONB, ['{"b":1,"a":"ü"}', null], ['{"a": "ü", "b": 1}', null]],
  ['bytea from hex', BYTEA, [hex, '0x', null], ['\\x00ff10', '\\x', null]],
  ['bytea', BYTES, [Buffer.from([0, 255]), null], ['\\x00ff', null]],
] as [string, ElementType<unknown>, unknown[], unknown[]][])(
  '%s arrives as it was written',
  async (_name, type, values, expected) => {
    expect(await readBack(type, values)).toEqual(expected);
  },
);

test('a moment arrives to the millisecond, before 1970 and far ahead, too', async () => {
  const moments = [
    '1969-12-31T23:59:59.999Z',
    '2000-01-01T00:00:00.000Z',
    '2026-02-28T12:34:56.789Z',
    '9999-12-31T23:59:59.999Z',
  ];
  const values = binaryArray(
    TIMESTAMPTZ,
    moments.map((text) => Date.parse(text)),
  );
  const sql = 'SELECT element FROM unnest($1::timestamptz[]) AS element';
  const { rows } = await database.pool.query<{ element: number }>(sql, [values]);
  expect(rows.map(({ element }) => new Date(element).toISOString())).toEqual(moments);
});

test('a single value arrives as in an array', async () => {
  const bytes = randomBytes(32);
  const values = [binaryValue(UUID, uuid), binaryValue(BYTES, bytes), binaryValue(TEXT, null)];
  const { rows } = await database.pool.query('SELECT $1::uuid AS id, $2::bytea AS bytes, $3::text AS none', values);
  expect(rows).toEqual([{ id: uuid, bytes: `0x${bytes.toString('hex')}`, none: null }]);
});
