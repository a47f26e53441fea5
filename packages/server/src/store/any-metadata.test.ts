import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const TABLES = ['customers', 'discounts', 'payment_links', 'products', 'sessions', 'subscriptions'];

async function makeWithout(dialectFields: object | null, metadata: object | null): Promise<string> {
  const body = { amount: { value: '5.00', currency: 'USD' } };
  const { id } = (await api.call('POST', '/checkout_sessions', { body })).body;
  const { rows } = await api.database.pool.query(
    `UPDATE sessions SET dialect_fields = $1, metadata = $2
     WHERE id = (SELECT id FROM sessions ORDER BY id DESC LIMIT 1) RETURNING id`,
    [dialectFields && JSON.stringify(dialectFields), metadata && JSON.stringify(metadata)],
  );
  expect(rows).toHaveLength(1);
  return id;
}

test('a database from before any JSON was metadata has in it what two dialects kept beside it', async () => {
  const { pool } = api.database;
  for (const table of TABLES) await pool.query(`ALTER TABLE ${table} ALTER COLUMN metadata TYPE jsonb`);
  const wewire = (metadata: string) => ({ dialect: 'wewire', fields: { amount: '5.00', metadata } });
  const text = '{"orderId":"1","n":1.50,"big":12345678901234567890}';
  const ids = [
    await makeWithout(wewire(text), { orderId: '1' }),
    await makeWithout(wewire('{"broken'), { orderId: '2' }),
    await makeWithout({ dialect: 'paybytoken', fields: { metadata: { gift: true } } }, { gift: 'true' }),
    await makeWithout(null, { orderId: '4' }),
    await makeWithout({ dialect: 'wewire', fields: { amount: '5.00' } }, null),
  ];
  await pool.query(await readFile(new URL('migrations/0021_any_metadata.sql', import.meta.url), 'utf8'));

  const sessions = await Promise.all(ids.map((id) => api.call('GET', `/checkout_sessions/${id}`)));
  expect(sessions.map(({ body }) => [body.metadata, body.dialectFields?.fields ?? null])).toEqual([
    [JSON.parse(text), { amount: '5.00' }],
    [{ orderId: '2' }, { amount: '5.00' }],
    [{ gift: true }, {}],
    [{ orderId: '4' }, null],
    [null, { amount: '5.00' }],
  ]);
  const { rows } = await pool.query("SELECT metadata::text FROM sessions WHERE metadata ->> 'orderId' = '1'");
  expect(rows).toEqual([{ metadata: text }]);
});
