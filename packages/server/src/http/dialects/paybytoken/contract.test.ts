import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const ORDER = {
  success_url: 'https://shop.example/ok',
  cancel_url: 'https://shop.example/cart',
  currency: 'USD',
  line_items: [{ unit_amount: '10', quantity: 2, product_data: { name: 'Tea' } }],
};

async function call(method: 'GET' | 'POST', url: string, body?: object, key = api.keys.test) {
  const response = await api.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${key}` },
    ...(body && { payload: body }),
  });
  return { status: response.statusCode, body: response.json() };
}

describe('P1', () => {
  it('creates and retrieves', async () => {
    const created = await call('POST', '/v1/checkout_sessions', ORDER);
    expect(created.status).toBe(201);
    const read = await call('GET', `/v1/checkout_sessions/${created.body.id}`);
    expect(read.body).toEqual(created.body);
    const list = await call('GET', `/v1/checkout_sessions`);
    expect(list.body.data).toEqual([created.body]);
  });
});
