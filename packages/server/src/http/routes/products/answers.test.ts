import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { strictly } from '../../../testing/strictly.ts';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';
import { customerExport, customerList, customerObject, erasureObject } from '../customers/schema.ts';
import { discountList, discountObject } from '../discounts/schema.ts';
import { removedObject } from '../removed.ts';
import { productList, productObject } from './schema.ts';

let api: TestApi;
const ids: Record<string, string> = {};
beforeAll(async () => {
  api = await createTestApi();
  ids['products'] = (
    await api.call('POST', '/products', { body: { name: 'Tea', unitAmount: '5.00', currency: 'USD' } })
  ).body.id;
  ids['discounts'] = (await api.call('POST', '/discounts', { body: { code: 'TEA', percentOff: '5' } })).body.id;
  ids['customers'] = (await api.call('POST', '/customers', { body: { email: 'ada@example.com' } })).body.id;
  const order = {
    amount: { currency: 'USD' },
    lineItems: [{ productId: ids['products'] }],
    discounts: [{ code: 'TEA' }],
    customerId: ids['customers'],
  };
  expect((await api.call('POST', '/checkout_sessions', { body: order })).status).toBe(201);
});
afterAll(() => api.close());

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
const CASES: readonly [method: Method, path: string, status: number, schema: z.ZodType, body?: object][] = [
  ['POST', '/products', 201, productObject, { name: 'Other' }],
  ['GET', '/products', 200, productList],
  ['GET', '/products/{}', 200, productObject],
  ['PATCH', '/products/{}', 200, productObject, { name: 'Green tea' }],
  ['DELETE', '/products/{}', 200, removedObject('P', 'product')],
  ['POST', '/discounts', 201, discountObject, { code: 'OTHER', percentOff: '1' }],
  ['GET', '/discounts', 200, discountList],
  ['GET', '/discounts/{}', 200, discountObject],
  ['PATCH', '/discounts/{}', 200, discountObject, { name: 'Tea time' }],
  ['DELETE', '/discounts/{}', 200, removedObject('D', 'discount')],
  ['POST', '/customers', 201, customerObject, { name: 'Grace' }],
  ['GET', '/customers', 200, customerList],
  ['GET', '/customers/{}', 200, customerObject],
  ['GET', '/customers/{}/export', 200, customerExport],
  ['PATCH', '/customers/{}', 200, customerObject, { name: 'Ada' }],
  ['DELETE', '/customers/{}', 200, removedObject('C', 'customer')],
  ['POST', '/customers/{}/erase', 200, customerObject],
  ['POST', '/customers/erase', 200, erasureObject, { email: 'ada@example.com' }],
];

describe('every answer about products, discounts and customers is what the document says, with nothing beside', () => {
  it.each(CASES)('%s %s', async (method, path, status, schema, body) => {
    const place = path.replace('{}', ids[path.split('/')[1]!]!);
    const answer = await api.call(method, place, body ? { body } : {});
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    expect(strictly(schema).parse(answer.body)).toEqual(answer.body);
    if (Array.isArray(answer.body.data)) expect(answer.body.data.length).toBeGreaterThan(0);
  });
});
