import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';
import { until } from '../../../testing/until.ts';
import { tracesOf } from './personal-traces.fixture.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const customer = async (email: string): Promise<string> =>
  (await api.call('POST', '/customers', { body: { email } })).body.id;
const buy = (body: object) =>
  api.call('POST', '/checkout_sessions', { body: { amount: { value: '9.00', currency: 'USD' }, ...body } });
const erase = (id: string) => api.call('POST', `/customers/${id}/erase`);
const remove = (id: string) => api.call('DELETE', `/customers/${id}`);
const count = async (sql: string): Promise<number> => (await api.database.pool.query(sql)).rowCount ?? 0;

/** Works while another connection holds something, and until `during` is done. */
async function holding<T>(sql: string, during: () => Promise<T>): Promise<T> {
  const client: pg.PoolClient = await api.database.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(sql);
    return await during();
  } finally {
    await client.query('COMMIT');
    client.release();
  }
}
const waiting = (many: number) =>
  until(
    () =>
      count(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'`,
      ),
    many,
  );

/** A create that has read its customer and cannot be written before `meanwhile` is done. */
async function buyWhile<T>(customerId: string, meanwhile: () => Promise<T>) {
  const made: ReturnType<typeof buy>[] = [];
  const answer = await holding('LOCK TABLE addresses IN SHARE MODE', async () => {
    made.push(buy({ customerId }));
    await waiting(1);
    return meanwhile();
  });
  return { made: await made[0]!, answer };
}

describe('a create at the same moment as', () => {
  it('the erasure of its customer brings nothing of them back', async () => {
    const email = 'eve@example.com';
    const id = await customer(email);
    const { made, answer } = await buyWhile(id, () => erase(id));
    expect(answer.status).toBe(200);
    expect([made.status, made.body.error?.code, made.body.error?.param]).toEqual([
      409,
      'customer_erased',
      'customerId',
    ]);
    expect(await tracesOf(api, [email])).toEqual([]);
    expect(await count('SELECT 1 FROM sessions')).toBe(0);
  });

  it('the deletion of its customer makes no session of nobody', async () => {
    const id = await customer('gone@example.com');
    const { made, answer } = await buyWhile(id, () => remove(id));
    expect(answer.body.deleted).toBe(true);
    expect([made.status, made.body.error?.code]).toEqual([404, 'customer_not_found']);
    expect(await count('SELECT 1 FROM sessions')).toBe(0);
  });

  it('the archiving of its customer is refused as one after it', async () => {
    const id = await customer('kept@example.com');
    const archive = () => api.call('PATCH', `/customers/${id}`, { body: { archived: true } });
    const { made } = await buyWhile(id, archive);
    expect([made.status, made.body.error?.code]).toEqual([409, 'customer_archived']);
  });
});

describe('a deletion that comes', () => {
  it('while a session of theirs is written waits for it, and archives them', async () => {
    const id = await customer('late@example.com');
    await api.call('POST', '/discounts', { body: { code: 'LATE', percentOff: '10' } });
    const asked = await holding('SELECT 1 FROM discounts FOR UPDATE', async () => {
      const made = buy({ customerId: id, discounts: [{ code: 'LATE' }] });
      await waiting(1);
      const gone = remove(id);
      await waiting(2);
      return { made, gone };
    });
    const [made, gone] = await Promise.all([asked.made, asked.gone]);
    expect(made.status).toBe(201);
    expect(gone.body).toMatchObject({ deleted: false, archived: true });
  });
});
