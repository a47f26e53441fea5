import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

describe('what is refused before it has a route', () => {
  it.each([
    ['/v1/checkout_sessions/%zz', 400, 'request_id'],
    ['/v1/events/%ED%A0%80', 400, 'request_id'],
    [`/v1/checkout_sessions/${'x'.repeat(201)}`, 404, 'request_id'],
    ['/v1/checkouts/%zz', 400, 'requestId'],
    ['/api/v1/checkout_sessions/%zz', 400, 'requestId'],
    [`/api/v1/payment_links/${'x'.repeat(201)}`, 404, 'requestId'],
  ])('%s is in the shape of its API', async (url, status, field) => {
    const answer = await api.app.inject({ method: 'GET', url });
    expect(answer.statusCode).toBe(status);
    expect(Object.keys(answer.json().error)).toContain(field);
    expect(answer.json().error[field]).toBe(answer.headers['x-request-id']);
  });
});
