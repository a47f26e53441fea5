import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi({ OPENTILL_REQUESTS_PER_MINUTE: '5' });
});
afterAll(() => api.close());

const list = (options: object = {}) => api.call('GET', '/checkout_sessions', options);

describe('more requests in a minute than the operator allows', () => {
  it('are refused with Retry-After in the standard envelope, for that key alone', async () => {
    for (let n = 0; n < 5; n += 1) expect((await list()).status).toBe(200);
    const refused = await list();
    expect(refused.status).toBe(429);
    expect(refused.headers['content-type']).toContain('application/json');
    expect(refused.body.error).toMatchObject({
      type: 'rate_limited',
      code: 'too_many_requests',
      requestId: refused.headers['x-request-id'],
    });
    const seconds = Number(refused.headers['retry-after']);
    expect(Number.isInteger(seconds)).toBe(true);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect((await list({ key: api.keys.live })).status).toBe(200);
  });

  it('are counted together for ck_ and sk_ of the same key', async () => {
    expect((await list({ key: api.keys.test.replace('ck_', 'sk_') })).status).toBe(429);
  });

  it('attack 54: are refused to one who tries keys, whichever key it is', async () => {
    const guess = (n: number) => `ck_test_${String(n).padStart(32, '0')}`;
    const answers = [];
    for (let n = 0; n < 8; n += 1) answers.push((await list({ key: guess(n) })).status);
    expect(answers).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
  });

  it('are counted by network where a client has 2⁶⁴ addresses of its own', async () => {
    const statuses = [];
    for (let n = 1; n <= 7; n += 1) {
      const authorization = `Bearer ck_test_${String(n).padStart(32, '1')}`;
      const remoteAddress = `2001:db8:1:2::${n.toString(16)}`;
      const url = '/api/v1/checkout_sessions';
      statuses.push((await api.app.inject({ url, remoteAddress, headers: { authorization } })).statusCode);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });

  it('do not take health checks out of service', async () => {
    for (let n = 0; n < 10; n += 1) expect((await api.call('GET', '/healthz', { key: null })).status).toBe(200);
    for (let n = 0; n < 10; n += 1) expect((await api.call('GET', '/readyz', { key: null })).status).toBe(200);
  });
});
