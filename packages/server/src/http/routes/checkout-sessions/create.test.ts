import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi, USDC } from '../../../testing/test-api.ts';
import { sessionObject } from './session-object.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const ORDER = { amount: { value: '99.00', currency: 'USD' } };
const create = (body: object = {}, options: object = {}) =>
  api.call('POST', '/checkout_sessions', { body: { ...ORDER, ...body }, ...options });
const get = (id: string, options: object = {}) => api.call('GET', `/checkout_sessions/${id}`, options);
const count = async () => {
  const { rows } = await api.database.pool.query<{ n: bigint }>('SELECT count(*) AS n FROM sessions');
  return rows[0]!.n;
};

describe('creating a session from an amount', () => {
  it('answers the sample of the page with every field of its table, in its types', async () => {
    const { status, body } = await create({ successUrl: 'https://example.com/ok', metadata: { orderId: '123' } });
    expect(status).toBe(201);
    expect(body.id).toMatch(/^cs_[0-9A-Za-z]{22}$/);
    expect(body).toMatchObject({
      object: 'checkout_session',
      linkId: null,
      status: 'pending',
      address: expect.stringMatching(/^0x[0-9a-f]{40}$/),
      amount: { wei: expect.stringMatching(/^\d+$/), eth: expect.stringMatching(/^\d+(\.\d+)?$/) },
      fiat: { amount: '99.00', currency: 'USD' },
      ethPriceUsd: expect.stringMatching(/^\d+(\.\d+)?$/),
      paidAt: null,
      txHash: null,
      chainId: 31337,
      metadata: { orderId: '123' },
      successUrl: 'https://example.com/ok',
      cancelUrl: null,
      returnUrl: null,
      customerEmail: null,
      livemode: false,
      checkoutUrl: expect.stringContaining('/checkout/'),
    });
    for (const field of ['expiresAt', 'createdAt', 'updatedAt', 'graceEndsAt']) {
      expect(new Date(body[field]).toISOString()).toBe(body[field]);
    }
    expect(sessionObject.safeParse(body).success).toBe(true);
  });

  it('starts on the native coin of the first network, at the locked price, rounded up', async () => {
    const { body } = await create();
    expect(body.method).toMatchObject({ network: 'Devnet', token: null, symbol: 'ETH', decimals: 18 });
    const wei = BigInt(body.amount.wei);
    const [whole, decimals = ''] = body.ethPriceUsd.split('.');
    const priceScaled = BigInt(whole + decimals);
    const scale = 10n ** BigInt(decimals.length);
    const dollars = (atomic: bigint) => atomic * priceScaled;
    expect(dollars(wei) >= 99n * 10n ** 18n * scale).toBe(true);
    expect(dollars(wei - 1n) < 99n * 10n ** 18n * scale).toBe(true);
  });

  it('takes five minutes to pay and ten of grace by default', async () => {
    const { body } = await create();
    expect(Date.parse(body.expiresAt) - Date.parse(body.createdAt)).toBe(300_000);
    expect(Date.parse(body.graceEndsAt) - Date.parse(body.expiresAt)).toBe(600_000);
  });

  it('takes a method by id or by network and token, and offers only what is allowed', async () => {
    const byId = await create({ method: 'Devnet:USDC', allowedMethods: ['Devnet:USDC', 'Devnet:USDT'] });
    expect(byId.body.method).toMatchObject({ symbol: 'USDC', token: USDC });
    expect(byId.body.amount).toEqual({ wei: '99000000', eth: '99' });
    expect(byId.body.methods.map((method: { id: string }) => method.id)).toEqual(['Devnet:USDC', 'Devnet:USDT']);
    expect(byId.body.payments).toHaveLength(1);
    const byToken = await create({ method: { network: 'Devnet', token: USDC.toUpperCase().replace('0X', '0x') } });
    expect(byToken.body.method.id).toBe('Devnet:USDC');
  });

  it('gives every session an address of its own', async () => {
    const bodies = await Promise.all(Array.from({ length: 50 }, () => create()));
    expect(new Set(bodies.map(({ body }) => body.address)).size).toBe(50);
  });

  it('can be read back as it was created', async () => {
    const { body } = await create();
    const read = await get(body.id);
    expect(read.status).toBe(200);
    expect(read.body).toEqual(body);
  });

  it('keeps yen without decimals and dinars with three', async () => {
    expect((await create({ amount: { value: '1500', currency: 'JPY' } })).body.fiat).toEqual({
      amount: '1500',
      currency: 'JPY',
    });
    expect((await create({ amount: { value: '1.250', currency: 'KWD' } })).body.fiat).toEqual({
      amount: '1.250',
      currency: 'KWD',
    });
  });

  it('answers every request with its id', async () => {
    expect((await create()).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect((await get('cs_nothing')).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('serves live keys with main networks only, and test keys with test networks only', async () => {
    const live = await create({ successUrl: 'https://example.com/ok' }, { key: api.keys.live });
    expect(live.body).toMatchObject({ livemode: true, chainId: 8453 });
    expect((await create({ method: 'Base:USDC' })).body.error).toMatchObject({
      code: 'network_unknown',
      param: 'method',
    });
  });
});

describe('idempotency', () => {
  it('answers a repeat with the original session and creates nothing', async () => {
    const headers = { 'idempotency-key': 'order-123-v1' };
    const first = await create({}, { headers });
    const before = await count();
    const again = await create({}, { headers });
    expect(again.status).toBe(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(await count()).toBe(before);
  });

  it('takes the same body in another order of keys for the same', async () => {
    const headers = { 'idempotency-key': 'order-of-keys' };
    const first = await create({ metadata: { a: '1', b: '2' } }, { headers });
    const again = await create({ metadata: { b: '2', a: '1' } }, { headers });
    expect(again.body.id).toBe(first.body.id);
  });

  it('refuses the key with another body', async () => {
    const headers = { 'idempotency-key': 'reused' };
    await create({}, { headers });
    const other = await create({ amount: { value: '98.00', currency: 'USD' } }, { headers });
    expect(other.status).toBe(409);
    expect(other.body.error).toMatchObject({ type: 'conflict', code: 'idempotency_key_reused' });
  });

  it('makes one session of twenty requests at the same moment', async () => {
    const before = await count();
    const headers = { 'idempotency-key': 'double-click' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => create({}, { headers })));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await count()).toBe(before + 1n);
  });

  it('keeps organizations and modes apart', async () => {
    const headers = { 'idempotency-key': 'shared' };
    const ours = await create({}, { headers });
    const theirs = await create({}, { headers, key: api.keys.stranger });
    const live = await create({}, { headers, key: api.keys.live });
    expect(new Set([ours, theirs, live].map(({ body }) => body.id)).size).toBe(3);
  });

  it('does not store a refusal: the mended request runs', async () => {
    const headers = { 'idempotency-key': 'mended' };
    expect((await create({ amount: { value: '0', currency: 'USD' } }, { headers })).status).toBe(400);
    expect((await create({}, { headers })).status).toBe(201);
  });

  it('refuses a key that cannot be one', async () => {
    for (const key of ['', 'x'.repeat(256), 'with space']) {
      const { status, body } = await create({}, { headers: { 'idempotency-key': key } });
      expect(status).toBe(400);
      expect(body.error.code).toBe('idempotency_key_invalid');
    }
  });
});
