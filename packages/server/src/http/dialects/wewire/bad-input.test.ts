import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const BODY = {
  amount: 100,
  currency: 'USD',
  successUrl: 'https://example.com/success',
  cancelUrl: 'https://example.com/cancel',
  email: 'john.doe@example.com',
  name: 'John Doe',
  metadata: {},
  productId: '1',
  productName: 'Tea',
  productDescription: '',
  allowedAssets: [] as string[],
};
const send = (payload: string, options: object = {}) =>
  api.call('POST', '/api/v1/checkout', { raw: { payload, contentType: 'application/json' }, ...options });
const number = (text: string) => JSON.rawJSON(text);
const sessions = async () => {
  const { rows } = await api.database.pool.query<{ n: bigint }>('SELECT count(*) AS n FROM sessions');
  return rows[0]!.n;
};

describe('a body that cannot be right is refused by the name of its field, and nothing is made', () => {
  const deep = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
  const wrong: readonly (readonly [what: string, body: object, code: string, param: string, message: RegExp])[] = [
    ...Object.keys(BODY).map(
      (field) => [`no ${field}`, { [field]: undefined }, 'parameter_missing', field, /is required/] as const,
    ),
    ['an amount as text', { amount: '100' }, 'parameter_invalid', 'amount', /must be a number, not "100"/],
    ['an amount of nothing', { amount: 0 }, 'amount_invalid', 'amount', /above zero/],
    ['minus nothing', { amount: number('-0') }, 'amount_invalid', 'amount', /above zero/],
    ['a negative amount', { amount: number('-1.00') }, 'amount_invalid', 'amount', /must not be negative/],
    ['a third of a cent', { amount: number('0.003') }, 'amount_invalid', 'amount', /more decimals than USD/],
    ['a number past all floats', { amount: number('1e999') }, 'amount_invalid', 'amount', /exponent/],
    ['a number under all floats', { amount: number('1e-999') }, 'amount_invalid', 'amount', /exponent/],
    ['a number of 200 digits', { amount: number('9'.repeat(200)) }, 'amount_invalid', 'amount', /digits/],
    ['a number of 30 digits', { amount: number('9'.repeat(30)) }, 'amount_too_large', 'amount', /too many digits/],
    ['an object as amount', { amount: { value: '1' } }, 'parameter_invalid', 'amount', /must be a number/],
    ['half a yen', { amount: number('0.5'), currency: 'JPY' }, 'amount_invalid', 'amount', /more decimals than JPY/],
    ['an unknown currency', { currency: 'DOGE' }, 'currency_unknown', 'currency', /ISO 4217/],
    ['a currency that is a number', { currency: 840 }, 'parameter_invalid', 'currency', /must be text, not 840/],
    ['a script as URL', { successUrl: 'javascript:alert(1)' }, 'url_invalid', 'successUrl', /absolute/],
    ['a relative URL', { cancelUrl: '/cart' }, 'url_invalid', 'cancelUrl', /absolute/],
    ['an email that is none', { email: 'john' }, 'parameter_invalid', 'email', /email address/],
    ['metadata that is a list', { metadata: [] }, 'parameter_invalid', 'metadata', /must be an object, not a list/],
    ['metadata that is a number', { metadata: 5 }, 'parameter_invalid', 'metadata', /must be an object, not 5/],
    ['metadata with an empty key', { metadata: { '': 'x' } }, 'parameter_invalid', 'metadata', /1 to 64/],
    [
      'metadata with 51 keys',
      { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, 'x'])) },
      'parameter_invalid',
      'metadata',
      /at most 50 keys/,
    ],
    ['metadata too long', { metadata: { a: ['x'.repeat(33_000)] } }, 'parameter_invalid', 'metadata', /32,768/],
    ['a product without a name', { productName: '' }, 'parameter_invalid', 'productName', /must not be empty/],
    [
      'an asset that is not on offer',
      { allowedAssets: ['ETH', 'DOGE'] },
      'method_not_offered',
      'allowedAssets.1',
      /DOGE/,
    ],
    [
      'assets that are no list',
      { allowedAssets: { ETH: true } },
      'parameter_invalid',
      'allowedAssets',
      /must be a list/,
    ],
    [
      'an asset that is a number',
      { allowedAssets: [7] },
      'parameter_invalid',
      'allowedAssets.0',
      /must be text, not 7/,
    ],
    ['a status of its own', { status: 'paid' }, 'parameter_unknown', 'status', /knows no field/],
    ['an amount received', { amountReceived: 100 }, 'parameter_unknown', 'amountReceived', /knows no field/],
    ['JSON too deep', { metadata: deep(40) }, 'body_malformed', undefined as never, /32 levels/],
  ];

  it.each(wrong)('%s', async (_what, change, code, param, message) => {
    const before = await sessions();
    const { status, body } = await send(JSON.stringify({ ...BODY, ...change }));
    expect(body.error).toMatchObject({ type: 'invalid_request', code, message: expect.stringMatching(message) });
    expect(body.error.param).toBe(param);
    expect([status, body.error.requestId]).toEqual([400, expect.any(String)]);
    expect(await sessions()).toBe(before);
  });

  it.each([
    ['NaN', '{"amount": NaN}'],
    ['a bare number', '39.99'],
    ['a list', '[]'],
    ['null', 'null'],
    ['nothing', ''],
    ['half of it', '{"amount": 1'],
    ['a NUL', JSON.stringify({ ...BODY, name: 'a\0b' })],
    ['half a surrogate pair', JSON.stringify({ ...BODY, metadata: { a: 'X' } }).replace('X', '\\ud800')],
    ['a prototype', JSON.stringify({ ...BODY, metadata: {} }).replace('{}', '{"__proto__": {"a": 1}}')],
    ['ten thousand brackets', `{"metadata": ${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
    ['a hundred thousand brackets', `{"metadata": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('%s is answered 400 in the standard envelope', async (_what, payload) => {
    const { status, body } = await send(payload);
    expect([status, body.error.type]).toEqual([400, 'invalid_request']);
  });

  it('takes a body of at most 256 kB, and JSON alone', async () => {
    expect((await send(JSON.stringify({ ...BODY, name: 'x'.repeat(300_000) }))).status).toBe(413);
    const payload = JSON.stringify(BODY);
    const plain = await api.call('POST', '/api/v1/checkout', { raw: { payload, contentType: 'text/plain' } });
    expect([plain.status, plain.body.error.code]).toEqual([415, 'media_type_unsupported']);
    const latin = Buffer.concat([Buffer.from('{"name": "'), Buffer.from([0xe9]), Buffer.from('"}')]);
    const broken = await api.call('POST', '/api/v1/checkout', {
      raw: { payload: latin, contentType: 'application/json' },
    });
    expect([broken.status, broken.body.error.message]).toEqual([400, 'The body is not valid UTF-8.']);
  });
});

describe('a query that cannot be right is refused by its name', () => {
  it.each([
    ['page=0', 'page'],
    ['page=x', 'page'],
    ['page=1.5', 'page'],
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=', 'limit'],
    ['limit=1e999', 'limit'],
    ['sort=asc', 'sort'],
  ])('%s', async (query, param) => {
    const { status, body } = await api.call('GET', `/api/v1/checkout?${query}`);
    expect([status, body.error.param]).toEqual([400, param]);
  });
});

describe('an id that names nothing is 404', () => {
  it.each(['x', '9280fe2b-888d-4a9c-9a2d-511e6b1d512a', 'cs_0000000000000000000000', "'--", 'sessions'])(
    '%s',
    async (id) => {
      for (const [method, path] of [
        ['GET', `/api/v1/checkout/sessions/${id}`],
        ['POST', `/api/v1/checkout/${id}/expire`],
        ['POST', `/api/v1/checkout/${id}/cancel`],
      ] as const) {
        const { status, body } = await api.call(method, path);
        expect([method, path, status, body.error.type]).toEqual([method, path, 404, 'not_found']);
      }
    },
  );
});
