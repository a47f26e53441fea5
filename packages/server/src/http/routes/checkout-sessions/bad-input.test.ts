import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const ORDER = { amount: { value: '99.00', currency: 'USD' } };
const post = (options: object) => api.call('POST', '/checkout_sessions', options);
const create = (body: object) => post({ body: { ...ORDER, ...body } });
const count = async () => (await api.database.pool.query('SELECT 1 FROM sessions')).rowCount;

const FIELDS: readonly [what: string, body: object, code: string, param: string][] = [
  ['no amount', { amount: undefined }, 'parameter_missing', 'amount'],
  ['an amount of zero', { amount: { value: '0.00', currency: 'USD' } }, 'amount_invalid', 'amount.value'],
  ['a negative amount', { amount: { value: '-1', currency: 'USD' } }, 'amount_invalid', 'amount.value'],
  ['too many decimals for dollars', { amount: { value: '1.001', currency: 'USD' } }, 'amount_invalid', 'amount.value'],
  ['decimals of yen', { amount: { value: '1.5', currency: 'JPY' } }, 'amount_invalid', 'amount.value'],
  ['an exponent', { amount: { value: '1e3', currency: 'USD' } }, 'amount_invalid', 'amount.value'],
  ['words for an amount', { amount: { value: 'ten', currency: 'USD' } }, 'amount_invalid', 'amount.value'],
  ['a number for an amount', { amount: { value: 99, currency: 'USD' } }, 'parameter_invalid', 'amount.value'],
  [
    'an amount over the limit of every asset',
    { amount: { value: '9'.repeat(20), currency: 'USD' } },
    'amount_too_large',
    'amount.value',
  ],
  [
    'an amount of 39 digits',
    { amount: { value: '9'.repeat(39), currency: 'USD' } },
    'amount_too_large',
    'amount.value',
  ],
  ['an unknown currency', { amount: { value: '1', currency: 'XYZ' } }, 'currency_unknown', 'amount.currency'],
  ['a currency in small letters', { amount: { value: '1', currency: 'usd' } }, 'currency_unknown', 'amount.currency'],
  ['an unknown network', { method: 'Narnia:ETH' }, 'network_unknown', 'method'],
  [
    'an unknown network in the list',
    { allowedMethods: [{ network: 'Narnia', token: null }] },
    'network_unknown',
    'allowedMethods.0.network',
  ],
  [
    'a token that is not offered',
    { method: { network: 'Devnet', token: `0x${'ab'.repeat(20)}` } },
    'method_not_offered',
    'method',
  ],
  [
    'a method outside the allowed',
    { method: 'Devnet:ETH', allowedMethods: ['Devnet:USDC'] },
    'method_not_offered',
    'method',
  ],
  ['a javascript: URL', { successUrl: 'javascript:alert(1)' }, 'url_invalid', 'successUrl'],
  ['a hidden javascript: URL', { cancelUrl: 'java\tscript:alert(1)' }, 'url_invalid', 'cancelUrl'],
  ['a data: URL', { returnUrl: 'data:text/html,x' }, 'url_invalid', 'returnUrl'],
  ['a relative URL', { successUrl: '/ok' }, 'url_invalid', 'successUrl'],
  ['a URL with a password', { successUrl: 'https://a:b@example.com/' }, 'url_invalid', 'successUrl'],
  [
    'a picture of a foreign scheme',
    { lineItems: [{ name: 'x', quantity: 1, unitAmount: '99.00', imageUrl: 'javascript:0' }] },
    'url_invalid',
    'lineItems.0.imageUrl',
  ],
  [
    '51 keys of metadata',
    { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, 'v'])) },
    'parameter_invalid',
    'metadata',
  ],
  ['33,000 characters of metadata', { metadata: { note: 'x'.repeat(33_000) } }, 'parameter_invalid', 'metadata'],
  ['a key of 65 characters', { metadata: { ['k'.repeat(65)]: 'x' } }, 'parameter_invalid', 'metadata'],
  ['metadata that is a list', { metadata: ['x'] }, 'parameter_invalid', 'metadata'],
  ['metadata that is a number', { metadata: 1.5 }, 'parameter_invalid', 'metadata'],
  ['an expiry of four seconds', { expiresIn: 4 }, 'expiry_out_of_bounds', 'expiresIn'],
  ['an expiry of ten years', { expiresIn: 315_360_000 }, 'expiry_out_of_bounds', 'expiresIn'],
  ['a fraction of a second', { expiresIn: 5.5 }, 'parameter_invalid', 'expiresIn'],
  ['an email that is none', { customerEmail: 'nobody' }, 'parameter_invalid', 'customerEmail'],
  ['a link beside an amount', { linkId: 'pl_x' }, 'parameter_invalid', 'linkId'],
  [
    'line items with another sum',
    { lineItems: [{ name: 'Tea', quantity: 2, unitAmount: '49.00' }] },
    'line_items_mismatch',
    'lineItems',
  ],
  [
    'line items that add up to more than an amount can be, all of it taken off',
    {
      amount: { currency: 'USD' },
      lineItems: [{ name: 'Tea', quantity: 2, unitAmount: `75${'0'.repeat(22)}.00` }],
      discounts: [{ percentOff: '50' }, { percentOff: '100' }],
    },
    'amount_too_large',
    'lineItems',
  ],
];

describe('bad input names its field and changes nothing', () => {
  it.each(FIELDS)('%s', async (_what, body, code, param) => {
    const before = await count();
    const answer = await create(body);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({
      type: 'invalid_request',
      code,
      param,
      requestId: answer.headers['x-request-id'],
    });
    expect(answer.body.error.message.length).toBeGreaterThan(10);
    expect(await count()).toBe(before);
  });

  it.each([
    [{ amount: '99.00' }, '`amount` must be an object such as {"value": "99.00", "currency": "USD"}, not "99.00".'],
    [{ amount: { value: 99, currency: 'USD' } }, '`amount.value` must be decimal text such as "99.00", not 99.'],
    [{ expiresIn: 5.5 }, '`expiresIn` must be a whole number, not 5.5.'],
    [{ expiresIn: '900' }, '`expiresIn` must be a number, not "900".'],
    [{ graceSeconds: -1 }, '`graceSeconds` must be at least 0, not -1.'],
    [{ allowedMethods: 'Base:USDC' }, '`allowedMethods` must be a list, not "Base:USDC".'],
    [{ customerEmail: 'nobody' }, '`customerEmail` must be an email address, not "nobody".'],
    [{ description: 'x'.repeat(1001) }, '`description` must have at most 1000 characters.'],
  ])('says what it must be and what came: %j', async (body, message) => {
    expect((await create(body)).body.error.message).toBe(message);
  });

  it.each(['abc', '0', '101', '2.5'])('says so of a limit of %s', async (limit) => {
    const { status, body } = await api.call('GET', `/checkout_sessions?limit=${limit}`);
    expect(status).toBe(400);
    expect(body.error.message).toBe(`\`limit\` must be a whole number from 1 to 100, not "${limit}".`);
  });

  it('says both figures where line items and amount differ', async () => {
    const { body } = await create({ lineItems: [{ name: 'Tea', quantity: 2, unitAmount: '49.00' }] });
    expect(body.error.message).toContain('98.00');
    expect(body.error.message).toContain('99.00');
  });

  it.each(['status', 'amountReceived', 'paidAt', 'livemode', 'id', 'address', 'version'])(
    'attack 47: %s cannot be assigned',
    async (field) => {
      const { status, body } = await create({ [field]: 'paid' });
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ code: 'parameter_unknown', param: field });
    },
  );

  it('takes as little as five seconds in test mode, and the operator’s minimum in live mode', async () => {
    expect((await create({ expiresIn: 5 })).status).toBe(201);
    const live = await post({ body: { ...ORDER, expiresIn: 5 }, key: api.keys.live });
    expect(live.body.error).toMatchObject({ code: 'expiry_out_of_bounds', param: 'expiresIn' });
  });

  it('sends customers to https: only in live mode', async () => {
    expect((await create({ successUrl: 'http://localhost:3000/ok' })).status).toBe(201);
    const live = await post({ body: { ...ORDER, successUrl: 'http://example.com/ok' }, key: api.keys.live });
    expect(live.body.error).toMatchObject({ code: 'url_invalid', param: 'successUrl' });
  });
});

describe('attack 55: bodies that are no requests get a 4xx in the standard envelope', () => {
  const json = 'application/json';
  const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const BODIES: readonly [
    what: string,
    payload: string | Buffer,
    contentType: string | undefined,
    status: number,
    code: string,
  ][] = [
    ['truncated JSON', '{"amount":', json, 400, 'body_malformed'],
    ['no JSON at all', 'hello', json, 400, 'body_malformed'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), json, 400, 'body_malformed'],
    ['a NUL in a text', '{"description":"a\\u0000b"}', json, 400, 'body_malformed'],
    ['half a surrogate pair', '{"description":"\\ud800"}', json, 400, 'body_malformed'],
    ['a hundred thousand levels', deep(100_000), json, 413, 'body_too_large'],
    ['forty levels', deep(40), json, 400, 'body_malformed'],
    ['__proto__', '{"__proto__":{"status":"paid"}}', json, 400, 'body_malformed'],
    ['a list', '[]', json, 400, 'parameter_invalid'],
    ['null', 'null', json, 400, 'parameter_invalid'],
    ['an empty body', '', json, 400, 'parameter_invalid'],
    [
      'a number beyond all numbers',
      '{"amount":{"value":"1","currency":"USD"},"expiresIn":1e999}',
      json,
      400,
      'parameter_invalid',
    ],
    ['a form', 'amount=1', 'application/x-www-form-urlencoded', 415, 'media_type_unsupported'],
    ['XML', '<a/>', 'text/xml', 415, 'media_type_unsupported'],
    ['a body over the limit', `{"description":"${'x'.repeat(300_000)}"}`, json, 413, 'body_too_large'],
  ];

  it.each(BODIES)('%s', async (_what, payload, contentType, status, code) => {
    const before = await count();
    const answer = await post({ raw: { payload, contentType } });
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatchObject({ type: 'invalid_request', code });
    expect(await count()).toBe(before);
  });

  it.each(['/checkout_sessions/cs_%00', '/checkout_sessions?customerEmail=%00', '/checkout_sessions/%ff'])(
    'a URL that is none: %s',
    async (path) => {
      const { status, body } = await api.call('GET', path);
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ type: 'invalid_request', code: 'request_malformed' });
    },
  );
});
