import { describe, expect, it } from 'vitest';
import { createDenyList } from '../../../outgoing/deny-list.ts';
import { createUrlCheck } from '../../../outgoing/find-url-flaw.ts';
import { useGateway } from '../../../testing/use-gateway.ts';

const on = useGateway({ findUrlFlaw: createUrlCheck(createDenyList([])) });

const item = (over: object = {}) => ({ description: 'Tea', quantity: 1, unitPrice: 9900, itemType: 'goods', ...over });

const FIELDS: readonly [what: string, body: object, code: string, param: string][] = [
  ['no amount', { amount: undefined }, 'parameter_missing', 'amount'],
  ['an amount of zero', { amount: 0 }, 'amount_invalid', 'amount'],
  ['a negative amount', { amount: -1 }, 'parameter_invalid', 'amount'],
  ['an amount in major units', { amount: 99.5 }, 'parameter_invalid', 'amount'],
  ['an amount of text', { amount: '9900' }, 'parameter_invalid', 'amount'],
  ['an amount past 2^53', { amount: JSON.rawJSON('9007199254740992') }, 'parameter_invalid', 'amount'],
  [
    'an amount that a float would round',
    { amount: JSON.rawJSON('9900.0000000000000001') },
    'parameter_invalid',
    'amount',
  ],
  ['an amount of 1e999', { amount: JSON.rawJSON('1e999') }, 'parameter_invalid', 'amount'],
  ['an amount of null', { amount: null }, 'parameter_invalid', 'amount'],
  ['no currency', { currency: undefined }, 'parameter_missing', 'currency'],
  ['an unknown currency', { currency: 'XYZ' }, 'currency_unknown', 'currency'],
  ['a currency in small letters', { currency: 'usd' }, 'currency_unknown', 'currency'],
  ['an email that is none', { email: 'nobody' }, 'parameter_invalid', 'email'],
  ['a javascript: URL', { returnUrl: 'javascript:alert(1)' }, 'url_invalid', 'returnUrl'],
  ['a hidden javascript: URL', { cancelUrl: 'java\tscript:alert(1)' }, 'url_invalid', 'cancelUrl'],
  ['a relative URL', { returnUrl: '/thanks' }, 'url_invalid', 'returnUrl'],
  ['a URL with a password', { cancelUrl: 'https://a:b@example.com/' }, 'url_invalid', 'cancelUrl'],
  ['a notification to the loopback', { ipnUrl: 'http://127.0.0.1/ipn' }, 'webhook_url_refused', 'ipnUrl'],
  ['a notification to the loopback as a number', { ipnUrl: 'http://2130706433/' }, 'webhook_url_refused', 'ipnUrl'],
  ['a notification to IPv6’s loopback', { ipnUrl: 'http://[::ffff:127.0.0.1]/' }, 'webhook_url_refused', 'ipnUrl'],
  ['a notification to a cloud’s metadata', { ipnUrl: 'http://169.254.169.254/' }, 'webhook_url_refused', 'ipnUrl'],
  ['a notification to a file', { ipnUrl: 'file:///etc/passwd' }, 'webhook_url_refused', 'ipnUrl'],
  ['an empty reference', { externalReference: '' }, 'parameter_invalid', 'externalReference'],
  ['a reference of 256 characters', { externalReference: 'x'.repeat(256) }, 'parameter_invalid', 'externalReference'],
  ['items with another sum', { items: [item({ unitPrice: 9800 })] }, 'line_items_mismatch', 'items'],
  ['an item of no type', { items: [item({ itemType: undefined })] }, 'parameter_invalid', 'items.0.itemType'],
  ['an item of a strange type', { items: [item({ itemType: 'gift' })] }, 'parameter_invalid', 'items.0.itemType'],
  ['a fraction of an item', { items: [item({ quantity: 1.5 })] }, 'parameter_invalid', 'items.0.quantity'],
  ['no pieces of an item', { items: [item({ quantity: 0 })] }, 'parameter_invalid', 'items.0.quantity'],
  ['a price below zero', { items: [item({ unitPrice: -1 })] }, 'parameter_invalid', 'items.0.unitPrice'],
  ['an item without words', { items: [item({ description: undefined })] }, 'parameter_missing', 'items.0.description'],
  ['a tax rate over 100', { items: [item({ vatRate: 101 })] }, 'parameter_invalid', 'items.0.vatRate'],
  ['a country by its name', { billingAddress: { country: 'England' } }, 'parameter_invalid', 'billingAddress.country'],
  [
    'an unknown part of an address',
    { shippingAddress: { planet: 'x' } },
    'parameter_unknown',
    'shippingAddress.planet',
  ],
  ['metadata that is no object', { metadata: [1] }, 'parameter_invalid', 'metadata'],
  ['a status', { status: 1 }, 'parameter_unknown', 'status'],
  ['a moment of payment', { paidAt: '2026-01-01T00:00:00.000Z' }, 'parameter_unknown', 'paidAt'],
  ['what was received', { amountReceived: 9900 }, 'parameter_unknown', 'amountReceived'],
];

describe('bad input names its field and creates nothing', () => {
  it.each(FIELDS)('%s', async (_what, body, code, param) => {
    const before = [await on.rows('sessions'), await on.rows('webhook_endpoints')];
    const answer = await on.create(body);
    expect(answer.body.error).toMatchObject({
      type: 'invalid_request',
      code,
      param,
      requestId: answer.headers['x-request-id'],
    });
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).not.toMatch(/`(successUrl|customerEmail|lineItems|amount\.value|url)`/);
    expect([await on.rows('sessions'), await on.rows('webhook_endpoints')]).toEqual(before);
  });

  it('says both figures where the items do not add up', async () => {
    const items = [item({ quantity: 2, unitPrice: 5000 }), item({ unitPrice: 50, itemType: 'discount' })];
    const { body } = await on.create({ items });
    expect(body.error.message).toBe('`items` add up to 9950, but `amount` is 9900.');
  });

  it('says what an amount must be, and what came', async () => {
    expect((await on.create({ amount: 99.5 })).body.error.message).toBe(
      '`amount` must be a whole number in minor units, such as 9900 for 99.00 dollars, not 99.5.',
    );
  });

  it('takes http: nowhere in live mode', async () => {
    const key = on.api.keys.live;
    for (const [name, code] of [
      ['returnUrl', 'url_invalid'],
      ['ipnUrl', 'webhook_url_refused'],
    ] as const) {
      const { body } = await on.create({ [name]: 'http://shop.example/' }, { key });
      expect(body.error).toMatchObject({ code, param: name });
    }
  });
});

describe('a body that is none', () => {
  const deep = `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`;
  const raw = (payload: string | Buffer, contentType = 'application/json') => ({ raw: { payload, contentType } });
  it.each([
    ['broken JSON', raw('{"amount":'), 400, 'body_malformed'],
    ['no body', {}, 400, 'parameter_invalid'],
    ['a list', raw('[]'), 400, 'parameter_invalid'],
    ['40 levels', raw(deep), 400, 'body_malformed'],
    ['invalid UTF-8', raw(Buffer.from([0x7b, 0xff, 0x7d])), 400, 'body_malformed'],
    ['NUL in a text', raw('{"currency":"US\\u0000D"}'), 400, 'body_malformed'],
    ['a form', raw('amount=9900', 'application/x-www-form-urlencoded'), 415, 'media_type_unsupported'],
    ['too much', raw(`{"currency":"${'x'.repeat(300_000)}"}`), 413, 'body_too_large'],
  ])('%s', async (_what, options, status, code) => {
    const answer = await on.call('POST', `/checkouts/${on.site}/create`, options);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });
});

describe('paths and queries', () => {
  it.each(['nobody', 'site_x', '00000000-0000-7000-8000-000000000000', "';--"])('know no site %s', async (site) => {
    const { status, body } = await on.call('POST', `/checkouts/${encodeURIComponent(site)}/create`, {
      body: { amount: 1, currency: 'USD' },
    });
    expect([status, body.error.code]).toEqual([404, 'site_not_found']);
  });

  it.each(['nobody', 'cs_x', '00000000-0000-7000-8000-000000000000'])('know no checkout %s', async (id) => {
    for (const method of ['GET', 'PATCH'] as const) {
      const { status, body } = await on.call(method, `/checkouts/${id}`, method === 'PATCH' ? { body: {} } : {});
      expect([status, body.error.code]).toEqual([404, 'session_not_found']);
    }
  });

  it.each([
    ['page=0', 400, 'page'],
    ['page=x', 400, 'page'],
    ['limit=101', 400, 'limit'],
    ['status=paidd', 400, 'status'],
    ['status=4', 400, 'status'],
    ['siteId=nobody', 404, 'siteId'],
    ['starting_after=x', 400, 'starting_after'],
  ])('refuse a list with %s', async (query, status, param) => {
    const answer = await on.call('GET', `/checkouts?${query}`);
    expect([answer.status, answer.body.error.param]).toEqual([status, param]);
  });
});
