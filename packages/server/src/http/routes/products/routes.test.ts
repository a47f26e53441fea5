import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { strictly } from '../../../testing/strictly.ts';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';
import { productObject } from './schema.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const TEA = {
  name: 'Green tea',
  description: 'Loose, 100 g',
  imageUrl: 'https://shop.example/tea.png',
  taxCategory: 'food',
  unitAmount: '12.50',
  currency: 'USD',
};
const create = (body: object, options: object = {}) => api.call('POST', '/products', { body, ...options });
const get = (id: string, options: object = {}) => api.call('GET', `/products/${id}`, options);
const change = (id: string, body: object) => api.call('PATCH', `/products/${id}`, { body });
const buy = (lineItems: object[], amount: object = { currency: 'USD' }, more: object = {}) =>
  api.call('POST', '/checkout_sessions', { body: { amount, lineItems, ...more } });
const refusalOf = ({ status, body }: { status: number; body: { error: { code: string; param?: string } } }) => [
  status,
  body.error.code,
  body.error.param,
];

describe('a product', () => {
  it('is shown as it was given, with nothing beside', async () => {
    const { status, body } = await create({ ...TEA, metadata: { sku: 'T-1' } });
    expect(status, JSON.stringify(body)).toBe(201);
    expect(body).toMatchObject({ ...TEA, object: 'product', active: true, metadata: { sku: 'T-1' }, livemode: false });
    expect(strictly(productObject).parse(body)).toEqual(body);
    expect((await get(body.id)).body).toEqual(body);
  });

  it('is created once for an Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'tea-once' };
    const first = await create(TEA, { headers });
    expect((await create(TEA, { headers })).body).toEqual(first.body);
  });

  it('lends a cart no more text than a request could bring by itself', async () => {
    const { body } = await create({ ...TEA, description: '\u0001'.repeat(1000) });
    const many = (count: number) => buy(Array.from({ length: count }, () => ({ productId: body.id, quantity: 1 })));
    expect(refusalOf(await many(100))).toEqual([400, 'line_items_too_long', 'lineItems']);
    expect((await many(10)).status).toBe(201);
  });

  it('changes field by field', async () => {
    const { body } = await create(TEA);
    const changed = await change(body.id, { description: null, unitAmount: '13.00' });
    expect(changed.body).toMatchObject({ ...TEA, description: null, unitAmount: '13.00' });
    expect(refusalOf(await change(body.id, { currency: null }))).toEqual([400, 'product_price_incomplete', 'currency']);
  });

  it('is deleted as long as nothing names it, archived from then on, and can be sold again', async () => {
    const unused = await create(TEA);
    const gone = await api.call('DELETE', `/products/${unused.body.id}`);
    expect(gone.body).toEqual({ id: unused.body.id, object: 'product', deleted: true, archived: false });
    expect(refusalOf(await get(unused.body.id))).toEqual([404, 'product_not_found', undefined]);
    const { body } = await create(TEA);
    await buy([{ productId: body.id }]);
    const kept = await api.call('DELETE', `/products/${body.id}`);
    expect(kept.body).toMatchObject({ deleted: false, archived: true });
    expect((await get(body.id)).body.active).toBe(false);
    expect(refusalOf(await buy([{ productId: body.id }]))).toEqual([409, 'product_inactive', 'lineItems.0.productId']);
    await change(body.id, { active: true });
    expect((await buy([{ productId: body.id }])).status).toBe(201);
  });

  it('is listed newest first, in pages, by whether it is active', async () => {
    const first = (await create(TEA)).body;
    const second = (await create({ ...TEA, active: false })).body;
    const ids = async (query: string) =>
      (await api.call('GET', `/products${query}`)).body.data.map(({ id }: { id: string }) => id);
    expect(await ids('?limit=2')).toEqual([second.id, first.id]);
    expect(await ids(`?limit=1&starting_after=${second.id}`)).toEqual([first.id]);
    expect(await ids('?limit=1&active=true')).toEqual([first.id]);
    expect(refusalOf(await api.call('GET', '/products?active=yes'))).toEqual([400, 'parameter_invalid', 'active']);
  });

  it.each([
    [{ ...TEA, currency: undefined }, 'product_price_incomplete', 'currency'],
    [{ ...TEA, unitAmount: undefined }, 'product_price_incomplete', 'unitAmount'],
    [{ ...TEA, unitAmount: '12.505' }, 'amount_invalid', 'unitAmount'],
    [{ ...TEA, unitAmount: '-1.00' }, 'amount_invalid', 'unitAmount'],
    [{ ...TEA, currency: 'usd' }, 'currency_unknown', 'currency'],
    [{ ...TEA, imageUrl: 'javascript:alert(1)' }, 'url_invalid', 'imageUrl'],
    [{ ...TEA, name: '' }, 'parameter_invalid', 'name'],
    [{ ...TEA, livemode: true }, 'parameter_unknown', 'livemode'],
  ])('is refused by name: %j', async (body, code, param) => {
    expect(refusalOf(await create(body))).toEqual([400, code, param]);
  });

  it('does not exist for another organization or mode', async () => {
    const { body } = await create(TEA);
    for (const key of [api.keys.stranger, api.keys.live]) {
      expect(refusalOf(await get(body.id, { key }))[1]).toBe('product_not_found');
      expect((await api.call('PATCH', `/products/${body.id}`, { key, body: { name: 'x' } })).status).toBe(404);
      expect((await api.call('DELETE', `/products/${body.id}`, { key })).status).toBe(404);
      const request = { amount: { currency: 'USD' }, lineItems: [{ productId: body.id }] };
      const session = await api.call('POST', '/checkout_sessions', { key, body: request });
      expect(refusalOf(session)).toEqual([404, 'product_not_found', 'lineItems.0.productId']);
      expect((await api.call('GET', '/products', { key })).body.data).toEqual([]);
    }
    expect((await get(body.id)).body.name).toBe(TEA.name);
  });
});

describe('a line item', () => {
  it('takes over from its product what it does not say itself', async () => {
    const { body: tea } = await create(TEA);
    const { body } = await buy([
      { productId: tea.id, quantity: 2 },
      { productId: tea.id, name: 'Gift tea', unitAmount: '1.00', description: 'Wrapped' },
    ]);
    expect(body.lineItems).toEqual([
      {
        name: 'Green tea',
        description: 'Loose, 100 g',
        imageUrl: TEA.imageUrl,
        quantity: 2,
        unitAmount: '12.50',
        productId: tea.id,
        taxCategory: 'food',
      },
      {
        name: 'Gift tea',
        description: 'Wrapped',
        imageUrl: TEA.imageUrl,
        quantity: 1,
        unitAmount: '1.00',
        productId: tea.id,
        taxCategory: 'food',
      },
    ]);
    expect([body.amountSubtotal, body.amountTotal]).toEqual(['26.00', '26.00']);
  });

  it('keeps what it copied when the product changes', async () => {
    const { body: tea } = await create(TEA);
    const { body } = await buy([{ productId: tea.id }]);
    await change(tea.id, { name: 'Black tea', unitAmount: '99.00' });
    const after = await api.call('GET', `/checkout_sessions/${body.id}`);
    expect(after.body.lineItems[0]).toMatchObject({ name: 'Green tea', unitAmount: '12.50' });
  });

  it('may carry the merchant’s own product id, which means nothing here', async () => {
    const { body } = await buy([{ productId: 'prod_N1x2', name: 'Tea', unitAmount: '1.00' }]);
    expect(body.lineItems[0].productId).toBe('prod_N1x2');
  });

  it('may cost nothing beside what is paid for', async () => {
    const { body } = await buy([
      { name: 'Tea', unitAmount: '5.00' },
      { name: 'Sample', unitAmount: '0.00' },
    ]);
    expect(body.amountTotal).toBe('5.00');
  });

  it.each([
    ['JPY', '1500', 3, '10', '4500', '450', '4050'],
    ['KWD', '1.125', 3, '33.3333', '3.375', '1.124', '2.251'],
    ['USD', '0.01', 1_000_000, '12.5', '10000.00', '1250.00', '8750.00'],
  ])(
    'adds up and is discounted to the smallest unit of %s',
    async (currency, unitAmount, quantity, percentOff, subtotal, off, total) => {
      const { status, body } = await buy(
        [{ name: 'Tea', unitAmount, quantity }],
        { value: subtotal, currency },
        {
          discounts: [{ percentOff }],
        },
      );
      expect(status, JSON.stringify(body)).toBe(201);
      expect([body.amountSubtotal, body.amountDiscount, body.amountTotal]).toEqual([subtotal, off, total]);
      expect(body.fiat).toEqual({ amount: total, currency });
    },
  );

  it('is held against the amount before discounts, and both figures are said', async () => {
    const answer = await buy(
      [{ name: 'Tea', unitAmount: '10.00' }],
      { value: '9.00', currency: 'USD' },
      {
        discounts: [{ amountOff: '1.00' }],
      },
    );
    expect(refusalOf(answer)).toEqual([400, 'line_items_mismatch', 'lineItems']);
    expect(answer.body.error.message).toContain('10.00 USD');
    expect(answer.body.error.message).toContain('9.00 USD');
  });

  it.each([
    [[{ unitAmount: '1.00' }], 'line_item_incomplete', 'lineItems.0.name'],
    [[{ name: 'Tea', productId: 'mine' }], 'line_item_incomplete', 'lineItems.0.unitAmount'],
    [[{ name: 'Tea', unitAmount: '1.005' }], 'amount_invalid', 'lineItems.0.unitAmount'],
    [[{ name: 'Tea', unitAmount: '-1.00' }], 'amount_invalid', 'lineItems.0.unitAmount'],
    [[], 'amount_missing', 'amount.value'],
  ])('is refused by name: %j', async (items, code, param) => {
    expect(refusalOf(await buy(items))).toEqual([400, code, param]);
  });

  it('needs a price of its own where the product’s is in another currency', async () => {
    const { body: tea } = await create(TEA);
    const amount = { currency: 'EUR' };
    expect(refusalOf(await buy([{ productId: tea.id }], amount))).toEqual([
      400,
      'currency_mismatch',
      'lineItems.0.unitAmount',
    ]);
    expect((await buy([{ productId: tea.id, unitAmount: '11.00' }], amount)).body.amountTotal).toBe('11.00');
  });
});
