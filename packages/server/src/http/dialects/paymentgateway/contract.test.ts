import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toPublicId } from '../../../core/identity/public-id.ts';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';
import { createdCheckout } from './answer-schema.ts';

let api: TestApi;
let site: string;
beforeAll(async () => {
  api = await createTestApi();
  const { rows } = await api.database.pool.query('SELECT id FROM sites WHERE organization_id = $1', [
    api.organizationId,
  ]);
  site = toPublicId('site', rows[0].id);
});
afterAll(() => api.close());

describe('G1: a checkout is created', () => {
  it.each(['/v1', '/api/v1'])('at %s/checkouts/{siteId}/create with an organization’s sk_ key', async (prefix) => {
    const answer = await api.app.inject({
      method: 'POST',
      url: `${prefix}/checkouts/${site}/create`,
      headers: { authorization: `Bearer ${api.keys.test.replace('ck_', 'sk_')}` },
      payload: { amount: 9900, currency: 'USD' },
    });
    expect(answer.statusCode).toBe(200);
    createdCheckout.parse(answer.json());
    expect(Object.keys(answer.json())).toEqual(['id', 'sessionPublicId', 'shortCode', 'paymentUrl']);
  });
});
