import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromCheckoutId } from '../../../core/identity/checkout-id.ts';
import { toPublicId } from '../../../core/identity/public-id.ts';
import { readDevnetTo, rederive, runOut, seeTransfer } from '../../../testing/books.ts';
import { strictly } from '../../../testing/strictly.ts';
import { createTestApi, type TestApi, USDC } from '../../../testing/test-api.ts';
import { until } from '../../../testing/until.ts';
import { visit } from '../../../testing/visitor.ts';
import { sessionList, sessionObject } from './session-object.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const ORDER = {
  success_url: 'https://shop.example/ok',
  cancel_url: 'https://shop.example/cart',
  currency: 'USD',
  line_items: [
    {
      unit_amount: '10',
      quantity: 2,
      product_data: { name: 'Tea', description: 'First flush', images: ['https://shop.example/tea.png'] },
    },
  ],
};
const ASKED = 20_000_000n;
const create = async (more: object = {}, key = api.keys.test) => {
  const { status, body } = await api.call('POST', '/v1/checkout_sessions', { key, body: { ...ORDER, ...more } });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
};
const read = async (id: string) => (await api.call('GET', `/v1/checkout_sessions/${id}`)).body;
const canonicalId = (id: string) => toPublicId('session', fromCheckoutId(id)!.uuid);
const pay = (id: string, amountAtomic: bigint, confirmed = true) =>
  seeTransfer(api, canonicalId(id), { amountAtomic, contract: USDC, confirmed });

/** The table of the page: name, type, whether it may be null. */
const ATTRIBUTES: readonly (readonly [name: string, type: string, nullable?: 'null'])[] = [
  ['id', 'string'],
  ['account_id', 'string'],
  ['payment_intent_id', 'string', 'null'],
  ['success_url', 'string'],
  ['cancel_url', 'string'],
  ['return_url', 'string', 'null'],
  ['url', 'string'],
  ['amount_subtotal', 'string'],
  ['amount_total', 'string'],
  ['currency', 'string'],
  ['chain', 'string', 'null'],
  ['selected_token', 'string', 'null'],
  ['supported_tokens', 'array of objects'],
  ['mode', 'string'],
  ['discounts', 'array of objects'],
  ['line_items', 'array of objects'],
  ['status', 'string'],
  ['customer_id', 'string', 'null'],
  ['customer_email', 'string', 'null'],
  ['csrf_token', 'string'],
  ['description', 'string', 'null'],
  ['metadata', 'object', 'null'],
  ['exchange_rate', 'string', 'null'],
  ['expired_at', 'timestamp', 'null'],
  ['used_at', 'timestamp', 'null'],
  ['accessed_at', 'timestamp', 'null'],
  ['created_at', 'timestamp'],
  ['updated_at', 'timestamp'],
];

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.every((each) => typeOf(each) === 'object') ? 'array of objects' : 'array';
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) return 'timestamp';
  return typeof value;
}

describe('P1 `POST /v1/checkout_sessions`, `GET /v1/checkout_sessions/:id`', () => {
  it('creates a session and retrieves it as it was created', async () => {
    const created = await create();
    const retrieved = await api.call('GET', `/v1/checkout_sessions/${created.id}`);
    expect(retrieved).toMatchObject({ status: 200, body: created });
  });

  it('takes the key as `Bearer sk_test_…` too: it names the same key', async () => {
    const key = api.keys.test.replace(/^ck_/, 'sk_');
    expect(await create({}, key)).toMatchObject({ status: 'open' });
  });

  it('lists them newest first, in pages', async () => {
    const made = [await create(), await create(), await create()];
    const ids = made.map(({ id }) => id).reverse();
    const { body: first } = await api.call('GET', '/v1/checkout_sessions?limit=2');
    expect(first).toMatchObject({ object: 'list', has_more: true, next_cursor: ids[1] });
    expect(first.data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 2));
    const { body: second } = await api.call('GET', `/v1/checkout_sessions?limit=1&starting_after=${first.next_cursor}`);
    expect(second.data[0]).toEqual(made[0]);
    const canonical = canonicalId(ids[1]);
    const { uuid } = fromCheckoutId(ids[1])!;
    for (const spelling of [canonical, uuid, uuid.toUpperCase()]) {
      const { body } = await api.call('GET', `/v1/checkout_sessions?limit=1&starting_after=${spelling}`);
      expect(body.data).toEqual(second.data);
    }
    expect(strictly(sessionList).safeParse(first).error).toBeUndefined();
  });

  it('shows a session that another API made, and its own there', async () => {
    const body = { amount: { value: '12.00', currency: 'EUR' }, metadata: { orderId: '7' } };
    const { body: canonical } = await api.call('POST', '/checkout_sessions', { body });
    const { body: listed } = await api.call('GET', '/v1/checkout_sessions?limit=1');
    expect(listed.data[0]).toMatchObject({
      url: canonical.checkoutUrl,
      // Not null, as in the table: without one the customer stays on the page.
      success_url: canonical.checkoutUrl,
      cancel_url: canonical.checkoutUrl,
      amount_subtotal: '12.00',
      amount_total: '12.00',
      currency: 'EUR',
      line_items: [],
      metadata: { orderId: '7' },
    });
    expect(canonicalId(listed.data[0].id)).toBe(canonical.id);
    expect(await read(canonical.id)).toEqual(listed.data[0]);

    const own = await create({ metadata: { order: '9' } });
    const { body: there } = await api.call('GET', `/checkout_sessions/${canonicalId(own.id)}`);
    expect(there).toMatchObject({ amountTotal: '20.00', successUrl: ORDER.success_url, metadata: { order: '9' } });
    expect(there.lineItems).toMatchObject([{ name: 'Tea', unitAmount: '10', quantity: 2 }]);
  });
});

describe('P2 every attribute of its table, with its nullability', () => {
  const holds = (body: Record<string, unknown>) => {
    expect(Object.keys(body)).toEqual(ATTRIBUTES.map(([name]) => name));
    for (const [name, type, nullable] of ATTRIBUTES) {
      expect([name, [type, ...(nullable ? ['null'] : [])]]).toEqual([
        name,
        expect.arrayContaining([typeOf(body[name])]),
      ]);
    }
    expect(strictly(sessionObject).safeParse(body).error).toBeUndefined();
  };

  it('holds for a session with as little as can be said', async () => {
    holds(await create({ success_url: undefined, cancel_url: undefined }));
  });

  it('holds for a session with all that can be said, before and after it is paid', async () => {
    const created = await create({
      return_url: 'https://shop.example/back',
      customer_email: 'ada@example.com',
      description: 'Order 123',
      metadata: { order_id: '123', gift: true, floor: 3 },
      discounts: [{ code: 'SPRING', percent_off: '12.5' }],
    });
    holds(created);
    expect(created).toMatchObject({
      return_url: 'https://shop.example/back',
      customer_email: 'ada@example.com',
      description: 'Order 123',
      metadata: { order_id: '123', gift: true, floor: 3 },
      discounts: [{ code: 'SPRING', percent_off: '12.5', amount: '2.50' }],
      line_items: ORDER.line_items,
    });
    await pay(created.id, 17_500_000n);
    holds(await read(created.id));
  });

  it('has ids of 24 alphanumerics after chk_test_, in live mode chk_live_', async () => {
    expect((await create()).id).toMatch(/^chk_test_[0-9A-Za-z]{24}$/);
    expect((await create({}, api.keys.live)).id).toMatch(/^chk_live_[0-9A-Za-z]{24}$/);
  });

  it('names the account by one id, that of its organization', async () => {
    const [one, two] = [await create(), await create({}, api.keys.live)];
    expect(one.account_id).toBe(toPublicId('organization', api.organizationId));
    expect(two.account_id).toBe(one.account_id);
  });

  it('gives back every picture of an item', async () => {
    const images = ['https://shop.example/1.png', 'https://shop.example/2.png'];
    const line_items = [
      { unit_amount: '1', quantity: 1, product_data: { name: 'Cup', images } },
      { unit_amount: '2.50', quantity: 1, product_data: { name: 'Pot' } },
    ];
    const { id, line_items: created } = await create({ line_items });
    expect(created.map(({ product_data }: { product_data: object }) => product_data)).toEqual([
      { name: 'Cup', description: null, images },
      { name: 'Pot', description: null, images: [] },
    ]);
    expect((await read(id)).line_items).toEqual(created);
  });

  it('knows the customer of this server', async () => {
    const { body: customer } = await api.call('POST', '/customers', { body: { email: 'ada@example.com' } });
    expect(await create({ customer_id: customer.id })).toMatchObject({ customer_id: customer.id });
  });
});

describe('P3 `amount_subtotal` before discounts, `amount_total` after', () => {
  const discounted = (discounts: object[], unit = '10') =>
    create({ line_items: [{ unit_amount: unit, quantity: 1, product_data: { name: 'Tea' } }], discounts });

  it.each([
    ['no discount', [], '10.00', []],
    ['an amount', [{ amount_off: '2.50' }], '7.50', [{ amount_off: '2.50', amount: '2.50' }]],
    ['a percentage, rounded down', [{ percent_off: '33.33' }], '6.67', [{ percent_off: '33.33', amount: '3.33' }]],
    [
      'one after the other, each off what is left',
      [{ percent_off: '10' }, { code: 'TWO', amount_off: '2' }],
      '7.00',
      [
        { percent_off: '10', amount: '1.00' },
        { code: 'TWO', amount_off: '2', amount: '2.00' },
      ],
    ],
  ])('%s', async (_what, asked, total, applied) => {
    expect(await discounted(asked)).toMatchObject({
      amount_subtotal: '10.00',
      amount_total: total,
      discounts: applied,
    });
  });

  it('never falls below zero, and a total of zero completes at once', async () => {
    const { id, ...created } = await discounted([{ amount_off: '15' }]);
    expect(created).toMatchObject({ amount_subtotal: '10.00', amount_total: '0.00', discounts: [{ amount: '10.00' }] });
    expect(created).toMatchObject({ status: 'completed', used_at: created.created_at, supported_tokens: [] });
    expect(await read(id)).toMatchObject({
      status: 'completed',
      used_at: created.created_at,
      supported_tokens: [],
      payment_intent_id: null,
    });
  });

  it('takes the code of a discount that this server knows', async () => {
    await api.call('POST', '/discounts', { body: { code: 'LEAF20', percentOff: '20' } });
    expect(await discounted([{ code: 'LEAF20' }])).toMatchObject({
      amount_total: '8.00',
      discounts: [{ code: 'LEAF20', percent_off: '20', amount: '2.00' }],
    });
  });

  it('is exact where floats are not', async () => {
    const line_items = [
      { unit_amount: '0.1', quantity: 1, product_data: { name: 'A' } },
      { unit_amount: '0.2', quantity: 1, product_data: { name: 'B' } },
      { unit_amount: '90071992547409.93', quantity: 1, product_data: { name: 'C' } },
    ];
    const { status, body } = await api.call('POST', '/v1/checkout_sessions', {
      body: { ...ORDER, line_items, discounts: [{ amount_off: '90071992547409.92' }] },
    });
    expect([status, body.amount_subtotal, body.amount_total]).toEqual([201, '90071992547410.23', '0.31']);
  });

  it('is a payment or a subscription, which recurs where the request says how often', async () => {
    expect((await create()).mode).toBe('payment');
    const recurring = { interval: 'month', interval_count: 3 };
    const renewed = await create({ mode: 'subscription', recurring, customer_email: 'ada@example.com' });
    expect(renewed.mode).toBe('subscription');
    const { body } = await api.call('GET', `/checkout_sessions/${canonicalId(renewed.id)}`);
    expect(body).toMatchObject({ mode: 'subscription', recurring: { interval: 'month', intervalCount: 3 } });
    const kept = await create({ mode: 'subscription' });
    expect([kept.mode, (await read(kept.id)).mode]).toEqual(['subscription', 'subscription']);
    const { body: there } = await api.call('GET', `/checkout_sessions/${canonicalId(kept.id)}`);
    expect(there).toMatchObject({ mode: 'payment', recurring: null });
  });
});

describe('P4 `status`, and what is null until it is set', () => {
  const SET_LATER = { chain: null, selected_token: null, payment_intent_id: null, used_at: null, accessed_at: null };
  const statusOf = async (id: string) => {
    const { body } = await api.call('GET', `/checkout_sessions/${canonicalId(id)}`);
    return [body.status, (await read(id)).status];
  };

  it('is open, with nothing chosen, where nobody chose or paid', async () => {
    expect(await create()).toMatchObject({ status: 'open', ...SET_LATER, exchange_rate: null });
  });

  it('shows what the customer chose on the page', async () => {
    const { id } = await create();
    const visitor = await visit(api, canonicalId(id));
    await visitor.send('method', { method: 'Devnet:USDT' });
    expect(await read(id)).toMatchObject({
      status: 'open',
      chain: 'Devnet',
      selected_token: 'USDT',
      exchange_rate: '1',
      payment_intent_id: expect.stringMatching(/^pay_/),
    });
  });

  it('shows what was paid with, also where something else was chosen', async () => {
    const { id } = await create();
    await (await visit(api, canonicalId(id))).send('method', { method: 'Devnet:USDT' });
    await pay(id, ASKED);
    expect(await read(id)).toMatchObject({ status: 'completed', chain: 'Devnet', selected_token: 'USDC' });
  });

  it('is open while a payment is on its way, short or too much', async () => {
    const [detected, underpaid, overpaid] = [await create(), await create(), await create()];
    await pay(detected.id, ASKED, false);
    await pay(underpaid.id, 1n);
    await pay(overpaid.id, ASKED * 2n, false);
    expect(await statusOf(detected.id)).toEqual(['detected', 'open']);
    expect(await statusOf(underpaid.id)).toEqual(['underpaid', 'open']);
    expect(await statusOf(overpaid.id)).toEqual(['overpaid', 'open']);
  });

  it('is completed once paid, and `used_at` stays', async () => {
    const { id } = await create();
    api.clock.advance(5000);
    await readDevnetTo(api, api.clock.now());
    await pay(id, ASKED);
    expect(await statusOf(id)).toEqual(['paid', 'completed']);
    const { paidAt } = (await api.call('GET', `/checkout_sessions/${canonicalId(id)}`)).body;
    expect((await read(id)).used_at).toBe(paidAt);
    // The chain takes the payment back: it was used all the same.
    await api.database.pool.query('UPDATE transfers SET orphaned_at = now() WHERE session_id = $1', [
      fromCheckoutId(id)!.uuid,
    ]);
    await rederive(api, canonicalId(id));
    expect(await statusOf(id)).toEqual(['failed', 'canceled']);
    expect((await read(id)).used_at).toBe(paidAt);
  });

  it('is canceled', async () => {
    const { id } = await create();
    await api.call('POST', `/checkout_sessions/${canonicalId(id)}/cancel`);
    expect(await statusOf(id)).toEqual(['canceled', 'canceled']);
  });

  it('is expired after its deadline, completed by a payment within the grace window', async () => {
    const { id, expired_at } = await create();
    await runOut(api, canonicalId(id));
    expect(await statusOf(id)).toEqual(['expired', 'expired']);
    expect((await read(id)).expired_at).toBe(expired_at);
    await pay(id, ASKED);
    expect(await statusOf(id)).toEqual(['paid_late', 'completed']);
  });

  it('is expired where too little came and the grace window is over', async () => {
    const { id } = await create();
    await pay(id, ASKED - 1n);
    const { body } = await api.call('GET', `/checkout_sessions/${canonicalId(id)}`);
    api.clock.advance(Date.parse(body.graceEndsAt) + 1000 - api.clock.now());
    expect(await statusOf(id)).toEqual(['underpaid', 'open']);
    await readDevnetTo(api, api.clock.now());
    expect(await statusOf(id)).toEqual(['underpaid', 'expired']);
  });

  it('notes each load of the page, and nothing else, as `accessed_at`', async () => {
    const { id } = await create();
    const accessedAt = async () => Date.parse((await read(id)).accessed_at);
    const before = api.clock.now();
    const { path } = await visit(api, canonicalId(id));
    await until(async () => (await accessedAt()) >= before, true);
    api.clock.advance(60_000);
    const again = api.clock.now();
    for (const other of ['state', 'brand.css']) await api.call('GET', `${path}/${other}`, { key: null });
    await api.app.inject({ method: 'HEAD', url: path });
    for (const headers of [{ 'user-agent': 'WhatsApp/2.23' }, { 'sec-purpose': 'prefetch' }]) {
      await api.call('GET', path, { key: null, headers });
    }
    expect(await accessedAt()).toBeLessThan(again);
    await api.call('GET', path, { key: null });
    await until(async () => (await accessedAt()) >= again, true);
  });
});

describe('P5 `url` is where the shopper pays; `supported_tokens`', () => {
  it('is a page that opens', async () => {
    const { url } = await create();
    const page = await api.call('GET', new URL(url).pathname, { key: null });
    expect(page.status).toBe(200);
    expect(page.body).toContain('Tea');
  });

  it('offers USDC and USDT, with all that there is to say of them', async () => {
    const { supported_tokens } = await create();
    expect(supported_tokens).toEqual([
      {
        chain: 'Devnet',
        currency: 'USDC',
        name: 'USD Coin',
        decimals: 6,
        chain_name: 'Devnet',
        chain_logo_url: 'http://localhost:4242/assets/logos/chains/devnet.svg',
        contract_address: USDC,
        currency_logo_url: 'http://localhost:4242/assets/logos/usdc.svg',
      },
      expect.objectContaining({ chain: 'Devnet', currency: 'USDT', name: 'Tether USD' }),
    ]);
    for (const { chain_logo_url, currency_logo_url } of supported_tokens) {
      for (const url of [chain_logo_url, currency_logo_url]) {
        const { status, headers } = await api.call('GET', new URL(url).pathname, { key: null });
        expect([status, headers['content-type']]).toEqual([200, 'image/svg+xml; charset=utf-8']);
      }
    }
  });

  it('offers what the request names, in any case and order, and nothing else', async () => {
    const tokens = async (supported_tokens: object[]) =>
      (await create({ supported_tokens })).supported_tokens.map(({ currency }: { currency: string }) => currency);
    expect(await tokens([{ chain: 'Devnet', currency: 'USDT' }])).toEqual(['USDT']);
    expect(await tokens([{ chain: 'devnet', currency: 'eth' }])).toEqual(['ETH']);
    expect(await tokens([])).toEqual(['USDC', 'USDT']);
  });

  it('offers only networks of the key’s mode', async () => {
    const { supported_tokens } = await create({}, api.keys.live);
    expect(new Set(supported_tokens.map(({ chain }: { chain: string }) => chain))).toEqual(new Set(['Base']));
  });
});

describe('P6 `csrf_token` protects the hosted page’s own posts', () => {
  const choose = (id: string, csrfToken: unknown) =>
    api.call('POST', `/checkout/${canonicalId(id).slice(3)}/method`, {
      key: null,
      body: { method: 'Devnet:USDT', ...(csrfToken === undefined ? {} : { csrfToken }) },
    });

  it('is taken with a post to the page of its session, without a visitor’s cookie', async () => {
    const { id, csrf_token } = await create();
    expect((await choose(id, csrf_token)).status).toBe(200);
    expect((await read(id)).selected_token).toBe('USDT');
  });

  it('is the same each time, and another for each session', async () => {
    const [one, other] = [await create(), await create()];
    expect((await read(one.id)).csrf_token).toBe(one.csrf_token);
    expect(one.csrf_token).not.toBe(other.csrf_token);
  });

  it('is not taken for another session, nor is none or a wrong one', async () => {
    const [one, other] = [await create(), await create()];
    for (const token of [undefined, '', other.csrf_token, `${one.csrf_token}x`, one.csrf_token.slice(1)]) {
      const { status, body } = await choose(one.id, token);
      expect([status, body.error.code]).toEqual([403, 'csrf_token_invalid']);
    }
    expect((await read(one.id)).selected_token).toBeNull();
  });
});
