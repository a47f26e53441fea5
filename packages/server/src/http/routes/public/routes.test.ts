import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromPublicId } from '../../../core/identity/public-id.ts';
import { createApiKey } from '../../../operations/create-api-key.ts';
import { paidSession } from '../../../testing/refunds.ts';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';
import { publicSessionObject } from './schema.ts';

let api: TestApi;
let publishable: string;
let live: string;
// biome-ignore lint/suspicious/noExplicitAny: what the API answers is what the tests look into.
let session: any;
beforeAll(async () => {
  api = await createTestApi();
  const keyOf = async (livemode: boolean) => {
    const input = { organizationId: api.organizationId, livemode, name: 'Page', kind: 'publishable' as const };
    return (await createApiKey(api.database.store, api.clock, input)).text;
  };
  publishable = await keyOf(false);
  live = await keyOf(true);
  session = (await api.call('POST', '/checkout_sessions', { body: ORDER })).body;
});
afterAll(() => api.close());

const ORDER = {
  amount: { value: '99.00', currency: 'USD' },
  metadata: { orderId: 'order-4711' },
  customerEmail: 'ada@example.com',
  successUrl: 'https://shop.example/thanks?secret=1',
  cancelUrl: 'https://shop.example/cart',
  description: 'A private matter',
};
const read = (key: string | null, id: string = session.id) =>
  api.call('GET', `/public/checkout_sessions/${id}`, { key });

describe('the public view of a session', () => {
  it('has a key of its own kind: pk_test_… or pk_live_…', () => {
    expect(publishable).toMatch(/^pk_test_[0-9A-Za-z]{32}$/);
    expect(live).toMatch(/^pk_live_[0-9A-Za-z]{32}$/);
  });

  it('shows what to pay, where, and how it stands', async () => {
    const { status, body } = await read(publishable);
    expect(status).toBe(200);
    expect(publicSessionObject.strict().parse(body)).toEqual(body);
    const { id, version, amount, address, expiresAt, graceEndsAt, checkoutUrl, methods } = session;
    expect(body).toMatchObject({ id, version, amount, address, expiresAt, graceEndsAt, checkoutUrl, methods });
    expect(body).toMatchObject({ status: 'pending', amountTotal: '99.00', currency: 'USD' });
  });

  it('says that what was paid has gone back', async () => {
    expect((await read(publishable)).body).toMatchObject({ refundStatus: null });
    const { id } = await paidSession(api);
    await api.database.pool.query("UPDATE sessions SET refund_status = 'full' WHERE id = $1", [
      fromPublicId('session', id),
    ]);
    expect((await read(publishable, id)).body).toMatchObject({ status: 'paid', refundStatus: 'full' });
  });

  it('shows nothing of the customer, the merchant’s notes or the transfers', async () => {
    const text = JSON.stringify((await read(publishable)).body);
    for (const secret of [
      'order-4711',
      'ada@example.com',
      'shop.example',
      'private',
      'metadata',
      'transfers',
      'txHash',
    ])
      expect(text).not.toContain(secret);
  });

  it('is the same for a secret key', async () => {
    expect((await read(api.keys.test)).body).toEqual((await read(publishable)).body);
  });

  it('attack 48: is not there for a key of the other mode, nor for another organization', async () => {
    for (const key of [live, api.keys.live, api.keys.stranger]) {
      const { status, body } = await read(key);
      expect([status, body.error.code]).toEqual([404, 'session_not_found']);
    }
    const made = await api.call('POST', '/checkout_sessions', { body: ORDER, key: api.keys.live });
    expect((await read(publishable, made.body.id)).status).toBe(404);
    expect((await read(live, made.body.id)).status).toBe(200);
  });

  it('attack 54: needs the whole key, and a publishable key is no secret key by another name', async () => {
    for (const key of [publishable.replace('pk_', 'ck_'), publishable.replace('pk_', 'sk_'), 'pk_test_short'])
      expect((await read(key)).body.error.code).toBe('api_key_invalid');
    expect((await read(api.keys.test.replace('ck_', 'pk_'))).body.error.code).toBe('api_key_invalid');
    expect((await read(null)).body.error.code).toBe('api_key_missing');
  });

  it('says what a publishable key is for where it is used elsewhere', async () => {
    const { status, body } = await api.call('GET', `/checkout_sessions/${session.id}`, { key: publishable });
    expect(status).toBe(403);
    expect(body.error).toMatchObject({ type: 'permission', code: 'publishable_key_refused' });
  });
});

describe('a browser on another page', () => {
  const preflight = (path: string) =>
    api.app.inject({
      method: 'OPTIONS',
      url: `/api/v1${path}`,
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    });

  it('may ask for the public view, without a key in the question', async () => {
    const { statusCode, headers } = await preflight(`/public/checkout_sessions/${session.id}`);
    expect(statusCode).toBe(204);
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET',
      'access-control-allow-headers': 'authorization',
    });
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });

  it('may read the answer, and also why it was refused', async () => {
    expect((await read(publishable)).headers['access-control-allow-origin']).toBe('*');
    for (const key of [null, 'pk_test_x', live]) {
      const { status, headers } = await read(key);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(headers['access-control-allow-origin']).toBe('*');
    }
  });

  it('may read nothing else', async () => {
    for (const path of ['/checkout_sessions', `/checkout_sessions/${session.id}`, '/events']) {
      expect((await preflight(path)).statusCode).toBe(404);
      const { headers } = await api.call('GET', path, { headers: { origin: 'https://shop.example' } });
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });
});
