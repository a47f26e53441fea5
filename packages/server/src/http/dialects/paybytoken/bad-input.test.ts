import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const ITEM = { unit_amount: '10', quantity: 1, product_data: { name: 'Tea' } };
const ORDER = { currency: 'USD', line_items: [ITEM] };
const SESSIONS = '/v1/checkout_sessions';
const post = (options: object) => api.call('POST', SESSIONS, options);
const create = (more: object, options: object = {}) => post({ body: { ...ORDER, ...more }, ...options });
const count = async () => (await api.database.pool.query('SELECT 1 FROM sessions')).rowCount;
const item = (more: object) => ({ line_items: [{ ...ITEM, ...more }] });
const product = (more: object) => item({ product_data: { name: 'Tea', ...more } });

/** The field as this API's clients know it, and never as another API spells it. */
function isOwnShape(body: { error: Record<string, unknown> }, requestId: unknown): void {
  const { type, code, message, param, request_id, ...rest } = body.error;
  expect(rest).toEqual({});
  expect([typeof type, typeof code, request_id]).toEqual(['string', 'string', requestId]);
  expect(message).toMatch(/^.{10,}$/);
  expect(String(param ?? '')).not.toMatch(/[A-Z]/);
  expect(message).not.toMatch(/`[a-z]+[A-Z][A-Za-z.]*`|amount\.value|lineItems|allowedMethods/);
}

const FIELDS: readonly [what: string, body: object, code: string, param: string][] = [
  ['no currency', { currency: undefined }, 'parameter_missing', 'currency'],
  ['an unknown currency', { currency: 'XYZ' }, 'currency_unknown', 'currency'],
  ['no line items', { line_items: undefined }, 'parameter_missing', 'line_items'],
  ['an empty list of line items', { line_items: [] }, 'parameter_invalid', 'line_items'],
  ['an item without a price', item({ unit_amount: undefined }), 'parameter_missing', 'line_items.0.unit_amount'],
  ['a number for a price', item({ unit_amount: 10 }), 'parameter_invalid', 'line_items.0.unit_amount'],
  ['a negative price', item({ unit_amount: '-1' }), 'amount_invalid', 'line_items.0.unit_amount'],
  ['too fine a price', item({ unit_amount: '0.001' }), 'amount_invalid', 'line_items.0.unit_amount'],
  ['an exponent', item({ unit_amount: '1e3' }), 'amount_invalid', 'line_items.0.unit_amount'],
  ['more than any asset has', item({ unit_amount: '9'.repeat(20) }), 'amount_too_large', 'line_items'],
  ['none of an item', item({ quantity: 0 }), 'parameter_invalid', 'line_items.0.quantity'],
  ['half an item', item({ quantity: 0.5 }), 'parameter_invalid', 'line_items.0.quantity'],
  ['an item without a name', product({ name: undefined }), 'parameter_missing', 'line_items.0.product_data.name'],
  ['a nameless item', product({ name: '' }), 'parameter_invalid', 'line_items.0.product_data.name'],
  [
    'a picture of a foreign scheme',
    product({ images: ['https://shop.example/1.png', 'javascript:0'] }),
    'url_invalid',
    'line_items.0.product_data.images.1',
  ],
  ['a javascript: URL', { success_url: 'javascript:alert(1)' }, 'url_invalid', 'success_url'],
  ['a hidden javascript: URL', { cancel_url: 'java\tscript:alert(1)' }, 'url_invalid', 'cancel_url'],
  ['a data: URL', { return_url: 'data:text/html,x' }, 'url_invalid', 'return_url'],
  ['a URL with a password', { success_url: 'https://a:b@example.com/' }, 'url_invalid', 'success_url'],
  ['a discount of nothing', { discounts: [{}] }, 'discount_ambiguous', 'discounts.0'],
  [
    'a discount of two kinds',
    { discounts: [{ amount_off: '1', percent_off: '1' }] },
    'discount_ambiguous',
    'discounts.0',
  ],
  ['more than all', { discounts: [{ percent_off: '100.1' }] }, 'percent_invalid', 'discounts.0.percent_off'],
  ['a discount below zero', { discounts: [{ amount_off: '-1' }] }, 'amount_invalid', 'discounts.0.amount_off'],
  ['a code that nobody knows', { discounts: [{ code: 'NOPE' }] }, 'discount_code_unknown', 'discounts.0.code'],
  ['a discount’s amount', { discounts: [{ amount_off: '1', amount: '9' }] }, 'parameter_unknown', 'discounts.0.amount'],
  [
    'an unknown chain',
    { supported_tokens: [{ chain: 'Narnia', currency: 'USDC' }] },
    'network_unknown',
    'supported_tokens.0',
  ],
  [
    'an unknown token',
    { supported_tokens: [{ chain: 'Devnet', currency: 'DOGE' }] },
    'method_not_offered',
    'supported_tokens.0',
  ],
  [
    'a chain of live mode',
    { supported_tokens: [{ chain: 'Base', currency: 'USDC' }] },
    'network_unknown',
    'supported_tokens.0',
  ],
  [
    'a token without a chain',
    { supported_tokens: [{ currency: 'USDC' }] },
    'parameter_missing',
    'supported_tokens.0.chain',
  ],
  ['a recurring price of one payment', { recurring: { interval: 'month' } }, 'parameter_invalid', 'recurring'],
  [
    'a subscription of nobody',
    { mode: 'subscription', recurring: { interval: 'month' } },
    'subscription_customer_missing',
    'customer_email',
  ],
  [
    'a period of a century',
    { mode: 'subscription', recurring: { interval: 'year', interval_count: 100 } },
    'parameter_invalid',
    'recurring.interval_count',
  ],
  ['a mode that there is not', { mode: 'setup' }, 'parameter_invalid', 'mode'],
  ['an email that is none', { customer_email: 'nobody' }, 'parameter_invalid', 'customer_email'],
  [
    '51 keys of metadata',
    { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, 'v'])) },
    'parameter_invalid',
    'metadata',
  ],
];

describe('bad input names its field as this API spells it and changes nothing', () => {
  it.each(FIELDS)('%s', async (_what, body, code, param) => {
    const before = await count();
    const answer = await create(body);
    expect([answer.status, answer.body.error.code, answer.body.error.param]).toEqual([400, code, param]);
    isOwnShape(answer.body, answer.headers['x-request-id']);
    expect(await count()).toBe(before);
  });

  it.each([
    [{ successUrl: 'https://shop.example/' }, 'parameter_unknown', 'successUrl'],
    [{ metadata: ['orderId'] }, 'parameter_invalid', 'metadata'],
  ])('leaves the client’s own words alone: %j', async (body, code, param) => {
    const { error } = (await create(body)).body;
    expect([error.code, error.param]).toEqual([code, param]);
    expect(error.message).toContain(`\`${param}\``);
  });

  it('a customer that there is not', async () => {
    const { status, body } = await create({ customer_id: 'cus_nobody' });
    expect([status, body.error.code, body.error.param]).toEqual([404, 'customer_not_found', 'customer_id']);
    expect(body.error.message).toContain('`customer_id`');
  });

  it.each([
    'id',
    'status',
    'amount_total',
    'amount_received',
    'used_at',
    'payment_intent_id',
    'csrf_token',
    'account_id',
    'url',
    'chain',
    'selected_token',
    'exchange_rate',
  ])('attack 47: %s cannot be assigned', async (field) => {
    const { status, body } = await create({ [field]: 'completed' });
    expect([status, body.error.code, body.error.param]).toEqual([400, 'parameter_unknown', field]);
  });

  it('sends shoppers to https: only in live mode', async () => {
    expect((await create({ success_url: 'http://localhost:3000/ok' })).status).toBe(201);
    const live = await create({ success_url: 'http://shop.example/ok' }, { key: api.keys.live });
    expect(live.body.error).toMatchObject({ code: 'url_invalid', param: 'success_url' });
  });
});

describe('attack 45: a key is used once', () => {
  const keyed = (key: string, body: object = {}, options: object = {}) =>
    create(body, { headers: { 'idempotency-key': key }, ...options });

  it('a repeat gets the first answer, also after the session has changed', async () => {
    const first = await keyed('k1');
    await api.call('POST', '/v1/payment_intents', {
      body: { checkout_session_id: first.body.id, chain: 'Devnet', currency: 'USDT' },
    });
    const again = await keyed('k1');
    expect([again.status, again.headers['idempotent-replayed']]).toEqual([201, 'true']);
    expect(again.body).toEqual(first.body);
  });

  it('another body is refused', async () => {
    await keyed('k2');
    const { status, body } = await keyed('k2', { description: 'Other' });
    expect([status, body.error.code, body.error.type]).toEqual([409, 'idempotency_key_reused', 'conflict']);
  });

  it('ten at once make one session', async () => {
    const before = (await count())!;
    const answers = await Promise.all(Array.from({ length: 10 }, () => keyed('k3')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await count()).toBe(before + 1);
  });

  it('is each organization’s and each mode’s own', async () => {
    const ids = [];
    for (const key of Object.values(api.keys)) ids.push((await keyed('k4', {}, { key })).body.id);
    expect(new Set(ids).size).toBe(3);
  });

  it('a refused request takes none', async () => {
    expect((await keyed('k5', { currency: 'XYZ' })).status).toBe(400);
    expect((await keyed('k5')).status).toBe(201);
  });
});

describe('attacks 46, 48 and 54: what is not this key’s does not exist', () => {
  it('for another organization, the other mode, and ids of any kind', async () => {
    const { body: session } = await create({});
    const inLive = session.id.replace('chk_test_', 'chk_live_');
    const tries: [id: string, key: string][] = [
      [session.id, api.keys.stranger],
      [session.id, api.keys.live],
      [inLive, api.keys.live],
      [inLive, api.keys.test],
      [`${session.id}0`, api.keys.test],
      ['chk_test_t23yxf0Vv0M6Xc8lFTcIpaxQ', api.keys.test],
      ['nothing', api.keys.test],
    ];
    for (const [id, key] of tries) {
      const { status, body, headers } = await api.call('GET', `${SESSIONS}/${id}`, { key });
      expect([id, status, body.error.code]).toEqual([id, 404, 'session_not_found']);
      isOwnShape(body, headers['x-request-id']);
    }
    for (const key of [api.keys.stranger, api.keys.live]) {
      const { body: list } = await api.call('GET', `${SESSIONS}?limit=100`, { key });
      expect(list.data.map(({ id }: { id: string }) => id)).not.toContain(session.id);
    }
  });

  it.each([
    ['no key', null, 'api_key_missing'],
    ['an unknown key', `ck_test_${'0'.repeat(32)}`, 'api_key_invalid'],
  ])('%s', async (_what, key, code) => {
    for (const path of [SESSIONS, '/v1/payment_intents', '/v1/events', '/v1/webhook_endpoints']) {
      const { status, body, headers } = await api.call('GET', path, { key });
      expect([status, body.error.type, body.error.code]).toEqual([401, 'authentication', code]);
      isOwnShape(body, headers['x-request-id']);
    }
  });

  it('a cursor that is none of this list', async () => {
    for (const path of [SESSIONS, '/v1/payment_intents', '/v1/events', '/v1/webhook_endpoints']) {
      const { status, body } = await api.call('GET', `${path}?starting_after=nothing`);
      expect([status, body.error.code, body.error.param]).toEqual([400, 'starting_after_not_found', 'starting_after']);
    }
  });

  it.each(['abc', '0', '101', '2.5'])('a limit of %s', async (limit) => {
    const { status, body } = await api.call('GET', `${SESSIONS}?limit=${limit}`);
    expect([status, body.error.param]).toEqual([400, 'limit']);
    expect(body.error.message).toBe(`\`limit\` must be a whole number from 1 to 100, not "${limit}".`);
  });
});

describe('attack 55: bodies that are no requests get a 4xx in this API’s shape', () => {
  const json = 'application/json';
  const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const BODIES: readonly [string, string | Buffer, string, number, string][] = [
    ['truncated JSON', '{"currency":', json, 400, 'body_malformed'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), json, 400, 'body_malformed'],
    ['a NUL in a text', '{"description":"a\\u0000b"}', json, 400, 'body_malformed'],
    ['half a surrogate pair', '{"description":"\\ud800"}', json, 400, 'body_malformed'],
    ['a hundred thousand levels', deep(100_000), json, 413, 'body_too_large'],
    ['forty levels', deep(40), json, 400, 'body_malformed'],
    ['__proto__', '{"__proto__":{"status":"completed"}}', json, 400, 'body_malformed'],
    ['a list', '[]', json, 400, 'parameter_invalid'],
    ['null', 'null', json, 400, 'parameter_invalid'],
    ['an empty body', '', json, 400, 'parameter_invalid'],
    [
      'a number beyond all numbers',
      JSON.stringify(ORDER).replace('"quantity":1', '"quantity":1e999'),
      json,
      400,
      'parameter_invalid',
    ],
    ['a form', 'currency=USD', 'application/x-www-form-urlencoded', 415, 'media_type_unsupported'],
    ['a body over the limit', `{"description":"${'x'.repeat(300_000)}"}`, json, 413, 'body_too_large'],
  ];

  it.each(BODIES)('%s', async (_what, payload, contentType, status, code) => {
    const before = await count();
    const answer = await post({ raw: { payload, contentType } });
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
    isOwnShape(answer.body, answer.headers['x-request-id']);
    expect(await count()).toBe(before);
  });

  it.each([`${SESSIONS}/chk_test_%00`, `${SESSIONS}?limit=%00`, '/v1/nothing'])(
    'a URL that is none: %s',
    async (path) => {
      const { status, body, headers } = await api.call('GET', path);
      expect(status).toBe(path === '/v1/nothing' ? 404 : 400);
      isOwnShape(body, headers['x-request-id']);
    },
  );

  it('attack 49: what a customer will see is shown as text', async () => {
    const script = '<script>alert(1)</script>';
    const { body } = await create({ ...product({ name: script }), description: script });
    const page = await api.call('GET', new URL(body.url).pathname, { key: null });
    expect(page.body).not.toContain(script);
    expect(page.body).toContain('&lt;script>alert(1)');
  });
});
