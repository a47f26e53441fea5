import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../testing/test-api.ts';
import { withoutTable } from '../testing/without-table.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const ORDER = { amount: { value: '99.00', currency: 'USD' } };
const create = (key: string) =>
  api.call('POST', '/checkout_sessions', { body: ORDER, headers: { 'idempotency-key': key } });
const without = <T>(table: string, run: () => Promise<T>) => withoutTable(api.database.pool, table, run);
const rows = async (table: string) => (await api.database.pool.query(`SELECT 1 FROM ${table}`)).rowCount;

describe('a fault of ours', () => {
  it('is a 500 in the standard body that tells nothing of what is inside', async () => {
    const { id } = (await api.call('POST', '/checkout_sessions', { body: ORDER })).body;
    const answers = await without('transfers', async () => [
      await api.call('GET', `/checkout_sessions/${id}`),
      await api.call('GET', '/checkout_sessions'),
      await api.call('POST', `/checkout_sessions/${id}/cancel`),
    ]);
    for (const { status, body, headers } of answers) {
      expect(status).toBe(500);
      expect(body.error).toMatchObject({ type: 'server', code: 'internal_error', requestId: headers['x-request-id'] });
      expect(JSON.stringify(body)).not.toMatch(/transfers|relation|select|\.ts/i);
    }
    expect((await api.call('GET', `/checkout_sessions/${id}`)).body).toMatchObject({ status: 'pending', version: 1 });
  });

  it('is an error page on the hosted page, with the request’s id and nothing else', async () => {
    const { id } = (await api.call('POST', '/checkout_sessions', { body: ORDER })).body;
    const path = `/checkout/${id.slice(3)}`;
    const page = await without('transfers', () => api.call('GET', path, { key: null }));
    expect(page.status).toBe(500);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.body).toContain(page.headers['x-request-id']);
    expect(page.body).not.toMatch(/transfers|relation/);
    expect((await api.call('GET', path, { key: null })).status).toBe(200);
  });

  it('attack 45: leaves nothing behind for its idempotency key, so that the retry runs', async () => {
    const before = await rows('sessions');
    const failed = await without('events', () => create('after-a-fault'));
    expect(failed.status).toBe(500);
    expect(await rows('sessions')).toBe(before);
    expect(await rows('idempotency_records')).toBe(0);
    const retried = await create('after-a-fault');
    expect(retried.status).toBe(201);
    expect(retried.headers['idempotent-replayed']).toBeUndefined();
    expect((await create('after-a-fault')).body).toEqual(retried.body);
  });
});
