import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exactNumber, parseJsonNumbers } from '../../../core/exact-number.ts';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';
import { checkoutObject } from './schema.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

/** The page's examples for each of its eleven fields. */
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
  'status',
  'checkoutUrl',
];

const json = (payload: string) => ({ raw: { payload, contentType: 'application/json' } });
const create = (more: object = {}, options: object = {}) =>
  api.call('POST', '/api/v1/checkout', { ...json(JSON.stringify({ ...SAMPLE, ...more })), ...options });
const read = (id: string, options: object = {}) => api.call('GET', `/api/v1/checkout/sessions/${id}`, options);
/** The answer's own text: what a float would have made of its numbers is no part of it. */
const textOf = async (id: string) =>
  (
    await api.app.inject({
      url: `/api/v1/checkout/sessions/${id}`,
      headers: { 'ww-api-key': api.keys.test },
    })
  ).body;

describe('W2: POST /api/v1/checkout', () => {
  it('takes the page’s examples and answers 200 with the session', async () => {
    const { status, body } = await create();
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(FIELDS);
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
      customerId: null,
      redirectUrl: 'https://example.com/success',
      cancelUrl: 'https://example.com/cancel',
      customer: { id: null, email: 'john.doe@example.com', name: 'John Doe' },
      status: 'pending',
    });
    expect(checkoutObject.safeParse(parseJsonNumbers(await textOf(body.id), exactNumber)).error?.issues[0]).toBeUndefined();
  });
});
describe('W6', () => {
  it('answers 201 without content', async () => {
    const { body } = await create();
    const done = await api.call('POST', `/api/v1/checkout/${body.id}/expire`);
    expect([done.status, done.body, done.headers['content-type']]).toEqual([201, '', undefined]);
  });
});
describe('W1', () => {
  it('lists', async () => {
    const all = await api.call('GET', '/api/v1/checkout');
    expect(all.status).toBe(200);
    expect(all.body.length).toBe(2);
    const paged = await api.call('GET', '/api/v1/checkout?limit=1');
    expect(paged.body).toMatchObject({ page: 1, totalItems: 2, limit: 1, data: [{ amount: 100 }] });
  });
});
