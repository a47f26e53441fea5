import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../testing/test-api.ts';

const CONNECTIONS = 2;
const AT_ONCE = 3 * CONNECTIONS;
const PATIENCE = { connectionMs: 10_000, statementMs: 10_000, idleInTransactionMs: 10_000 };
const ORDER = { amount: { value: '99.00', currency: 'USD' } };

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi({}, {}, { max: CONNECTIONS, patience: PATIENCE });
});
afterAll(() => api.close());

interface Documented {
  readonly paths: Readonly<
    Record<string, { post?: { requestBody?: { content: Record<string, { examples?: Record<string, Example> }> } } }>
  >;
}
interface Example {
  readonly value: object;
}

const contract: Documented = JSON.parse(
  readFileSync(new URL('../../../../api/openapi.json', import.meta.url), 'utf8'),
) as Documented;

/** Every documented POST, with its first example. */
const POSTS = Object.entries(contract.paths).flatMap(([path, { post }]) => {
  if (!post) return [];
  const [example] = Object.values(post.requestBody?.content['application/json']?.examples ?? {});
  return [[path, example?.value ?? {}] as const];
});

/** What a path's id can name; anything else is well formed and names nothing. */
async function withIds(path: string, key: string): Promise<string> {
  const make = async (at: string, body: object) => (await api.call('POST', at, { body, key })).body.id as string;
  const session = await make('/checkout_sessions', ORDER);
  if (path.includes('{siteId}')) {
    const { body } = await api.call('GET', `/checkout_sessions/${session}`, { key });
    return path.replace('{siteId}', body.siteId);
  }
  if (path.includes('/customers/{'))
    return path.replace('{id}', await make('/customers', { email: 'ada@example.com' }));
  if (path.includes('/clocks/{')) return path.replace('{id}', await make('/test/clocks', { name: 'A month on' }));
  if (path.includes('/webhook_endpoints/{')) {
    return path.replace('{id}', await make('/webhook_endpoints', { url: 'https://example.com/', events: ['*'] }));
  }
  return path.replace('{id}', session);
}

async function manyTimes(path: string, body: object, key: string, headers: Readonly<Record<string, string>> = {}) {
  // As when the server has just started, or two seconds have passed: nothing is known of the site.
  api.clock.advance(10_000);
  const sent = { body, key, headers: { 'ww-api-key': key, ...headers } };
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => api.call('POST', path, sent)));
  return answers.map(({ status }) => status);
}

describe('three times as many requests at once as the pool has connections', () => {
  it.each(POSTS)('POST %s: are all answered', async (path, body) => {
    const key = path.includes('/test/') ? api.keys.test : api.keys.live;
    const url = await withIds(path, key);
    const statuses = await manyTimes(url, body, key);
    expect(Math.max(...statuses)).toBeLessThan(500);
    // A create gets as far as its transaction, unless its example names what is not here.
    if (!path.includes('{') && !/refunds|erase|payment_intents|payment_sessions/.test(path))
      expect(Math.min(...statuses)).toBeLessThan(300);
    const repeats = await manyTimes(url, body, key, { 'idempotency-key': 'the-same' });
    expect(Math.max(...repeats)).toBeLessThan(500);
  });
});

describe('a request that gets no connection', () => {
  it('is a 503 that says when to come again, and changes nothing', async () => {
    const hasty = await createTestApi({}, {}, { max: CONNECTIONS, patience: { ...PATIENCE, connectionMs: 3_000 } });
    const { id } = (await hasty.call('POST', '/checkout_sessions', { body: ORDER })).body;
    const held = await Promise.all(Array.from({ length: CONNECTIONS }, () => hasty.database.pool.connect()));
    const customer = { email: 'held@example.com' };
    const [{ status, body, headers }, page] = await Promise.all([
      hasty.call('POST', '/customers', { body: customer }),
      hasty.call('GET', `/checkout/${id.slice(3)}`, { key: null }),
    ]);
    for (const client of held) client.release();
    const after = await hasty.call('GET', '/customers');
    await hasty.close();
    expect(status).toBe(503);
    expect(body.error).toMatchObject({ type: 'server', code: 'database_busy' });
    expect(headers['retry-after']).toBe('1');
    expect(page.status).toBe(503);
    expect(JSON.stringify(after.body)).not.toContain(customer.email);
  });
});
