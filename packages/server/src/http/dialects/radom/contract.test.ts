import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNetwork } from '../../../config/networks.ts';
import { createTestApi, type TestApi, USDC } from '../../../testing/test-api.ts';
import { paymentSessionObject } from './schema.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi({}, { moreNetworks: [findNetwork('Ethereum')!] });
});
afterAll(() => api.close());

/** The request of the page, letter for letter. */
const SAMPLE = `{
"total": 39.99,
"currency": "USD",
"method": {
"network": "Ethereum",
"token": "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48"
}
}`;
const SAMPLE_FIELDS = [
  'id',
  'method',
  'total',
  'currency',
  'sessionStatus',
  'paymentTotal',
  'paymentAddress',
  'transactions',
  'canExtend',
  'expiresAt',
  'createdAt',
];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MICROSECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const ON_DEVNET = { network: 'Devnet', token: USDC };

const json = (payload: string) => ({ raw: { payload, contentType: 'application/json' } });
const post = (payload: string, options: object = {}) =>
  api.call('POST', '/payment_sessions', { ...json(payload), ...options });
const order = (total: string, more: object = {}) =>
  JSON.stringify({ total: JSON.rawJSON(total), currency: 'USD', method: ON_DEVNET, ...more });

describe('R2: the request', () => {
  it('is taken as the page sends it', async () => {
    const { status, body } = await post(SAMPLE, { key: api.keys.live });
    expect(status).toBe(201);
    expect(body.method).toEqual({ network: 'Ethereum', token: '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48' });
    expect(body.total).toBe('39.99');
    expect(body.currency).toBe('USD');
  });
});

describe('R3: the answer', () => {
  it('has the page’s fields first, in its order and types', async () => {
    const { body } = await post(SAMPLE, { key: api.keys.live });
    expect(Object.keys(body).slice(0, SAMPLE_FIELDS.length)).toEqual(SAMPLE_FIELDS);
    expect(body).toMatchObject({
      id: expect.stringMatching(UUID),
      sessionStatus: 'pending',
      paymentTotal: expect.stringMatching(/^\d+(\.\d+)?$/),
      paymentAddress: expect.stringMatching(/^0x[0-9a-f]{40}$/),
      transactions: [],
      canExtend: true,
      expiresAt: expect.stringMatching(MICROSECONDS),
      createdAt: expect.stringMatching(MICROSECONDS),
    });
    expect(paymentSessionObject.safeParse(body).error).toBeUndefined();
  });

  it('echoes the total as it was sent', async () => {
    for (const total of ['1', '1.0', '39.990', '1e2', '100', '0.01', '123456789.12']) {
      const { status, body } = await post(order(total));
      expect([total, status, body.total]).toEqual([total, 201, total]);
    }
    expect((await post(order('"39.99"'))).body.total).toBe('39.99');
  });
});
