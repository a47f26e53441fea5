import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const FREE = { lineItems: [{ name: 'Sample', quantity: 1, unitAmount: '0.00' }], amount: { currency: 'USD' } };

it.each(['/events', '/v1/events'])(
  'GET %s lists what one session was told newest first, also within a millisecond',
  async (path) => {
    for (let each = 0; each < 20; each++) {
      expect((await api.call('POST', '/checkout_sessions', { body: FREE })).status).toBe(201);
    }
    const { body } = await api.call('GET', `${path}?limit=40`);
    const versions = body.data.map(({ version }: { version: number }) => version);
    expect(versions).toEqual(Array.from({ length: 20 }, () => [2, 1]).flat());
  },
);
