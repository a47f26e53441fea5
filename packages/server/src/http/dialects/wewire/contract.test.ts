import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exactNumber, isExactNumber, parseJsonNumbers } from '../../../core/exact-number.ts';
import { toPublicId } from '../../../core/identity/public-id.ts';
import { runOut, seeTransfer, toldOf } from '../../../testing/books.ts';
import { strictly } from '../../../testing/strictly.ts';
import { createTestApi, type TestApi, USDC } from '../../../testing/test-api.ts';
import { openToldShop } from '../../../testing/told-shop.ts';
import { presentWeWireEvent } from './present.ts';
import { checkoutObject } from './schema.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

/** The page's examples, one for each of its eleven fields. */
const SAMPLE = {
  amount: 100,
  currency: 'USD',
  successUrl: 'https://example.com/success',
  cancelUrl: 'https://example.com/cancel',
  email: 'john.doe@example.com',
  name: 'John Doe',
  metadata: { orderId: '1234567890', customerId: '1234567890' },
  productId: '1234567890',
  productName: 'Product Name',
  productDescription: 'Product Description',
  allowedAssets: ['ETH', 'USDT', 'USDC'],
};
const FIELDS = [
  'id',
  'currency',
  'amount',
  'email',
  'name',
  'productId',
  'productName',
  'productDescription',
  'allowedAssets',
  'expiresAt',
  'metadata',
  'customerId',
  'redirectUrl',
  'cancelUrl',
  'createdAt',
  'updatedAt',
  'customer',
];
const OURS = ['status', 'checkoutUrl'];
const PATH = '/api/v1/checkout';

const send = (payload: string, options: object = {}) =>
  api.call('POST', PATH, { raw: { payload, contentType: 'application/json' }, ...options });
const create = async (more: object = {}) => (await send(JSON.stringify({ ...SAMPLE, ...more }))).body;
const read = (id: string, options: object = {}) => api.call('GET', `${PATH}/sessions/${id}`, options);
const act = (id: string, verb: string, options: object = {}) => api.call('POST', `${PATH}/${id}/${verb}`, options);
const canonical = async (id: string) => (await api.call('GET', `/checkout_sessions/${toPublicId('session', id)}`)).body;

/** The answer's own text: a test that parsed its numbers would not see what a float has made of them. */
async function text(method: 'GET' | 'POST', url: string, payload?: string): Promise<string> {
  const headers = { 'ww-api-key': api.keys.test, ...(payload && { 'content-type': 'application/json' }) };
  return (await api.app.inject({ method, url, headers, ...(payload && { payload }) })).body;
}
const withAmount = (amount: string, more: object = {}) =>
  JSON.stringify({ ...SAMPLE, amount: exactNumber(amount), ...more });
const amountIn = (body: string) => /"amount":([^,]+),/.exec(body)?.[1];

describe('W1: GET /api/v1/checkout', () => {
  it('answers 200 with all sessions, newest first, as a bare array', async () => {
    const ids = [(await create()).id, (await create()).id];
    const { status, headers, body } = await api.call('GET', PATH);
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect(Array.isArray(body)).toBe(true);
    expect(body.map(({ id }: { id: string }) => id).slice(0, 2)).toEqual(ids.toReversed());
    expect(Object.keys(body[0])).toEqual([...FIELDS, ...OURS]);
  });

  it('answers an empty array where there is none', async () => {
    expect((await api.call('GET', PATH, { key: api.keys.live })).body).toEqual([]);
  });

  it('answers a page where one is asked for', async () => {
    const all = (await api.call('GET', PATH)).body;
    const first = (await api.call('GET', `${PATH}?limit=1`)).body;
    expect(first).toEqual({ data: all.slice(0, 1), page: 1, totalItems: all.length, limit: 1 });
    const second = (await api.call('GET', `${PATH}?page=2&limit=1`)).body;
    expect(second).toEqual({ data: all.slice(1, 2), page: 2, totalItems: all.length, limit: 1 });
    const whole = (await api.call('GET', `${PATH}?page=1`)).body;
    expect(whole).toEqual({ data: all, page: 1, totalItems: all.length, limit: 25 });
    const past = (await api.call('GET', `${PATH}?page=1000000`)).body;
    expect(past).toEqual({ data: [], page: 1_000_000, totalItems: all.length, limit: 25 });
  });

  it('lists sessions of the other APIs, and none of another organization or mode', async () => {
    const made = await api.call('POST', '/checkout_sessions', {
      body: { amount: { value: '99.00', currency: 'USD' }, metadata: { orderId: '7' } },
    });
    const [newest] = (await api.call('GET', PATH)).body;
    expect(toPublicId('session', newest.id)).toBe(made.body.id);
    expect(newest).toMatchObject({
      amount: 99,
      email: null,
      productId: null,
      allowedAssets: ['ETH', 'USDC', 'USDT'],
      metadata: { orderId: '7' },
    });
    expect((await api.call('GET', PATH, { key: api.keys.stranger })).body).toEqual([]);
  });
});

describe('W2: POST /api/v1/checkout', () => {
  it('takes the page’s examples and answers 200 with the session', async () => {
    const { status, body } = await send(JSON.stringify(SAMPLE));
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual([...FIELDS, ...OURS]);
    expect(body).toMatchObject({
      currency: 'USD',
      amount: 100,
      email: 'john.doe@example.com',
      name: 'John Doe',
      productId: '1234567890',
      productName: 'Product Name',
      productDescription: 'Product Description',
      allowedAssets: ['ETH', 'USDT', 'USDC'],
      metadata: { orderId: '1234567890', customerId: '1234567890' },
      redirectUrl: 'https://example.com/success',
      cancelUrl: 'https://example.com/cancel',
      customer: { email: 'john.doe@example.com', name: 'John Doe' },
      status: 'pending',
      checkoutUrl: expect.stringMatching(/^https?:\/\/.+\/checkout\//),
    });
    const exact = parseJsonNumbers(await text('GET', `${PATH}/sessions/${body.id}`), exactNumber);
    expect(strictly(checkoutObject).safeParse(exact).error).toBeUndefined();
    expect(isExactNumber((exact as { amount: unknown }).amount)).toBe(true);
  });

  it('takes the key in its own header, as a bearer, and without a scheme', async () => {
    const { test } = api.keys;
    for (const headers of [{ 'ww-api-key': test }, { authorization: `Bearer ${test}` }, { authorization: test }]) {
      expect((await send(JSON.stringify(SAMPLE), { key: null, headers })).status).toBe(200);
    }
    for (const headers of [{}, { 'ww-api-key': 'nobody' }, { authorization: `Basic ${test}` }]) {
      const { status, body } = await send(JSON.stringify(SAMPLE), { key: null, headers });
      expect([status, body.error.type]).toEqual([401, 'authentication']);
    }
  });

  it('gives every amount back digit for digit, and asks exactly that', async () => {
    const amounts: readonly (readonly [sent: string, asked: string])[] = [
      ['39.99', '39.99'],
      ['0.3', '0.30'],
      ['0.30', '0.30'],
      ['1e2', '100.00'],
      ['100', '100.00'],
      ['100.0', '100.00'],
      ['1.10', '1.10'],
      ['999999999.99', '999999999.99'],
    ];
    for (const [sent, asked] of amounts) {
      const made = await text('POST', PATH, withAmount(sent));
      const { id } = JSON.parse(made);
      expect([amountIn(made), amountIn(await text('GET', `${PATH}/sessions/${id}`))]).toEqual([sent, sent]);
      expect((await canonical(id)).fiat).toEqual({ amount: asked, currency: 'USD' });
    }
  });

  it('keeps digits that a float would lose', async () => {
    // 2^53 + 1, which no float is.
    const dong = await text('POST', PATH, withAmount('9007199254740993', { currency: 'VND', allowedAssets: ['ETH'] }));
    expect(amountIn(dong)).toBe('9007199254740993');
    expect((await canonical(JSON.parse(dong).id)).fiat.amount).toBe('9007199254740993');
    const tooMuch = await send(withAmount('12345678901234567.89'));
    expect([tooMuch.status, tooMuch.body.error]).toMatchObject([400, { code: 'amount_too_large', param: 'amount' }]);
  });

  it('is idempotent', async () => {
    const options = { headers: { 'idempotency-key': 'wewire-1' } };
    const first = await send(withAmount('39.990'), options);
    const again = await send(withAmount('39.990'), options);
    expect(again.body).toEqual(first.body);
    expect([again.status, again.headers['idempotent-replayed']]).toEqual([200, 'true']);
    const other = await send(withAmount('39.98'), options);
    expect([other.status, other.body.error.code]).toEqual([409, 'idempotency_key_reused']);
  });

  it('shows the product and the customer in the canonical session', async () => {
    const { id } = await create();
    expect(await canonical(id)).toMatchObject({
      customerEmail: 'john.doe@example.com',
      customerDetails: { name: 'John Doe' },
      lineItems: [
        {
          name: 'Product Name',
          description: 'Product Description',
          quantity: 1,
          unitAmount: '100.00',
          productId: '1234567890',
        },
      ],
      successUrl: 'https://example.com/success',
    });
  });
});

describe('W3: allowedAssets', () => {
  const methodsOf = async (id: string) => (await canonical(id)).methods.map((method: { id: string }) => method.id);

  it('names assets on whichever network', async () => {
    const session = await create({ allowedAssets: ['USDC', 'ETH'] });
    expect(session.allowedAssets).toEqual(['USDC', 'ETH']);
    expect(await methodsOf(session.id)).toEqual(['Devnet:ETH', 'Devnet:USDC']);
  });

  it('takes one asset without a list, as seed 002 types the field', async () => {
    const session = await create({ allowedAssets: 'ETH' });
    expect(session.allowedAssets).toEqual(['ETH']);
    expect(await methodsOf(session.id)).toEqual(['Devnet:ETH']);
    const { status, body } = await send(JSON.stringify({ ...SAMPLE, allowedAssets: 'DOGE' }));
    expect([status, body.error.param]).toEqual([400, 'allowedAssets.0']);
  });

  it('allows all where it is empty', async () => {
    const session = await create({ allowedAssets: [] });
    expect(session.allowedAssets).toEqual([]);
    expect(await methodsOf(session.id)).toEqual(['Devnet:ETH', 'Devnet:USDC', 'Devnet:USDT']);
  });
});

describe('W4: metadata', () => {
  it('comes back in the webhooks that are delivered, to an endpoint that was made with the page’s own header', async () => {
    const events = ['session.created', 'session.paid'];
    const shop = await openToldShop(api, 'wewire', events, { 'ww-api-key': api.keys.test });
    try {
      const session = await create({ allowedAssets: 'USDC' });
      await seeTransfer(api, toPublicId('session', session.id), {
        amountAtomic: 100_000_000n,
        contract: USDC,
        confirmed: true,
      });
      await shop.hears(session.id, 2);
      const told = shop.heard(session.id).sort((a, b) => a.version - b.version);
      expect(told).toMatchObject([
        { type: 'session.created', data: session },
        { type: 'session.paid', data: { id: session.id, status: 'paid', metadata: SAMPLE.metadata } },
      ]);
    } finally {
      await shop.close();
    }
  });

  it('comes back in webhooks, under the canonical envelope', async () => {
    const { id } = await create();
    const [told] = await toldOf(api, toPublicId('session', id));
    const event = { ...told!, organizationId: api.organizationId, id, livemode: false, createdAt: 0 };
    const context = { organizationId: api.organizationId, publicUrl: '', csrfTokenOf: () => '' };
    expect(JSON.parse(JSON.stringify(presentWeWireEvent(event, context)))).toMatchObject({
      id: toPublicId('event', id),
      type: 'session.created',
      livemode: false,
      createdAt: '1970-01-01T00:00:00.000Z',
      version: 1,
      data: { id, amount: 100, metadata: { orderId: '1234567890', customerId: '1234567890' } },
    });
  });

  it('holds any JSON, numbers digit for digit', async () => {
    const metadata =
      '{"orderId":"1","count":12345678901234567890,"price":1.10,"tags":["a",{"b":[null,true,-0.0]}],"none":{}}';
    const made = await text(
      'POST',
      PATH,
      JSON.stringify(SAMPLE).replace(/"metadata":\{[^}]*\}/, `"metadata":${metadata}`),
    );
    expect(made).toContain(`"metadata":${metadata}`);
    const { id } = JSON.parse(made);
    expect(await text('GET', `${PATH}/sessions/${id}`)).toContain(`"metadata":${metadata}`);
  });

  it('may be empty, and as long as a text is elsewhere', async () => {
    expect((await create({ metadata: {} })).metadata).toEqual({});
    const metadata = { note: 'x'.repeat(5000) };
    const { id } = await create({ metadata });
    expect((await read(id)).body.metadata).toEqual(metadata);
  });
});

describe('W5: GET /api/v1/checkout/sessions/{id}', () => {
  it('answers 200 with what was created, by the page’s id and by the canonical one', async () => {
    const session = await create();
    for (const id of [session.id, toPublicId('session', session.id)]) {
      const { status, body } = await read(id);
      expect(status).toBe(200);
      expect(body).toEqual(session);
    }
  });

  it('shows how it stands', async () => {
    const { id } = await create({ allowedAssets: ['USDC'] });
    await seeTransfer(api, toPublicId('session', id), { amountAtomic: 100_000_000n, contract: USDC, confirmed: true });
    expect((await read(id)).body.status).toBe('paid');
  });

  it('shows nothing to another organization or mode', async () => {
    const { id } = await create();
    for (const key of [api.keys.live, api.keys.stranger]) {
      expect((await read(id, { key })).status).toBe(404);
      expect((await act(id, 'expire', { key })).status).toBe(404);
      expect((await act(id, 'cancel', { key })).status).toBe(404);
    }
    expect((await read(id)).body.status).toBe('pending');
  });
});

describe('W6: POST /api/v1/checkout/{id}/expire and /cancel', () => {
  it.each([
    ['expire', 'expired'],
    ['cancel', 'canceled'],
  ])('%s answers 201 without content', async (verb, status) => {
    const { id } = await create();
    const options = { headers: { 'idempotency-key': `${verb}-1` } };
    for (const replayed of [undefined, 'true']) {
      const done = await act(id, verb, options);
      expect([done.status, done.body]).toEqual([201, '']);
      expect(done.headers['content-length']).toBe('0');
      expect(done.headers['content-type']).toBeUndefined();
      expect(done.headers['idempotent-replayed']).toBe(replayed);
    }
    expect((await read(id)).body.status).toBe(status);
  });

  it.each(['expire', 'cancel'])('%s is refused where funds have been seen or the session has ended', async (verb) => {
    const { id } = await create();
    await seeTransfer(api, toPublicId('session', id), { amountAtomic: 1n, contract: USDC });
    const seen = await act(id, verb);
    expect([seen.status, seen.body.error.code]).toEqual([409, 'session_has_payment']);
    const ended = (await create()).id;
    await act(ended, 'cancel');
    const over = await act(ended, verb);
    expect([over.status, over.body.error.code]).toEqual([409, 'session_ended']);
  });

  it('says when the time was over anyway', async () => {
    const { id } = await create();
    await runOut(api, toPublicId('session', id));
    const { status, body } = await act(id, 'expire');
    expect([status, body.error.type]).toEqual([409, 'conflict']);
  });
});
