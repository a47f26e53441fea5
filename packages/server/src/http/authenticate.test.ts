import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '../operations/create-api-key.ts';
import { revokeApiKey } from '../store/api-keys.ts';
import { createTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let sessionId: string;
beforeAll(async () => {
  api = await createTestApi();
  sessionId = (await api.call('POST', '/checkout_sessions', { body: ORDER })).body.id;
});
afterAll(() => api.close());

const ORDER = { amount: { value: '99.00', currency: 'USD' } };
const list = (options: object) => api.call('GET', '/checkout_sessions?limit=1', options);
const withHeader = (authorization: string) => list({ key: null, headers: { authorization } });

describe('an API key', () => {
  it('is wanted on every route of the contract, and named as missing in the words of its API', async () => {
    for (const [method, path] of await everyRoute()) {
      const { status, body, headers } = await api.call(method, path, { key: null });
      expect(status, `${method} ${path}`).toBe(401);
      const told = JSON.stringify(body);
      for (const part of ['api_key_missing', String(headers['x-request-id'])])
        expect(told, `${method} ${path}`).toContain(part);
    }
  });

  it('is wanted by every route that has a scope', async () => {
    for (const { method, url, scope } of api.app.keyedRoutes) {
      const path = url.replace(/:\w+/g, sessionId);
      const answer = await api.app.inject({ method: method as 'GET', url: path });
      expect([scope, answer.statusCode], `${method} ${path}`).toEqual([scope, 401]);
    }
  });

  it('is taken without a scheme, and in a header of its own, on every route under /api/v1', async () => {
    const routes = api.app.keyedRoutes.filter(({ method, url }) => method === 'GET' && url.startsWith('/api/v1/'));
    expect(routes.length).toBeGreaterThan(20);
    for (const { url } of routes) {
      const path = url.replace(/:\w+/g, sessionId);
      for (const headers of [{ authorization: api.keys.test }, { 'ww-api-key': api.keys.test }] as const) {
        expect((await api.call('GET', path, { key: null, headers })).status, path).not.toBe(401);
      }
      const { status, body } = await api.call('GET', path, { key: null, headers: { 'ww-api-key': 'nobody' } });
      expect([status, body.error.code], path).toEqual([401, 'api_key_invalid']);
    }
  });

  it('is a bearer’s alone under /v1, and where it is missing the error names every place', async () => {
    for (const headers of [{ authorization: api.keys.test }, { 'ww-api-key': api.keys.test }] as const) {
      const { status, body } = await api.call('GET', '/v1/checkout_sessions', { key: null, headers });
      expect([status, body.error.code]).toEqual([401, 'api_key_missing']);
    }
    for (const path of ['/api/v1/checkout', '/payment_methods', '/webhook_endpoints', '/v1/events']) {
      const { message } = (await api.call('GET', path, { key: null })).body.error;
      expect(message).toMatch(/`Authorization: Bearer ck_test_…`.+\/api\/v1.+without `Bearer`.+`ww-api-key`/);
    }
  });

  it('is asked for before the body is read', async () => {
    const { status } = await api.call('POST', '/checkout_sessions', {
      key: null,
      raw: { payload: '{"broken', contentType: 'application/json' },
    });
    expect(status).toBe(401);
  });

  it.each(['', 'Basic Y2s6', 'Bearer', 'Bearer ', 'Bearer a b'])('is missing in «%s»', async (header) => {
    const { status, body } = await withHeader(header);
    expect(status).toBe(401);
    expect(body.error.code).toBe('api_key_missing');
  });

  it('is refused where it is malformed or unknown', async () => {
    const unknown = api.keys.test.replace(/.{4}$/, '0000');
    const live = api.keys.test.replace('_test_', '_live_');
    for (const key of ['x', 'ck_test_short', `${api.keys.test}0`, unknown, live, `pk_${api.keys.test.slice(3)}`]) {
      const { status, body } = await list({ key });
      expect(status).toBe(401);
      expect(body.error).toMatchObject({ type: 'authentication', code: 'api_key_invalid' });
      expect(body.error.message).not.toContain(key);
    }
  });

  it('is the same key with ck_ and sk_, and Bearer in any case', async () => {
    expect((await list({ key: api.keys.test.replace(/^ck_/, 'sk_') })).status).toBe(200);
    expect((await withHeader(`bearer ${api.keys.test}`)).status).toBe(200);
  });

  it('is refused from the moment it is revoked, without a pause', async () => {
    const { store } = api.database;
    const made = await createApiKey(store, api.clock, {
      organizationId: api.organizationId,
      livemode: false,
      name: 'Short-lived',
    });
    expect((await list({ key: made.text })).status).toBe(200);
    await revokeApiKey(store, made.id, api.clock.now());
    expect((await list({ key: made.text })).body.error.code).toBe('api_key_invalid');
    expect((await list({ key: made.text.replace('ck_', 'sk_') })).status).toBe(401);
  });

  it('answers a hundred requests at once, good and bad ones each in its own way', async () => {
    const keys = Array.from({ length: 100 }, (_, n) => [api.keys.test, api.keys.live, 'x', api.keys.stranger][n % 4]!);
    const answers = await Promise.all(keys.map((key) => list({ key })));
    expect(answers.map(({ status }) => status)).toEqual(keys.map((key) => (key === 'x' ? 401 : 200)));
    const lengths = answers.map(({ body }) => body.data?.length);
    expect(lengths).toEqual(keys.map((key) => (key === 'x' ? undefined : key === api.keys.test ? 1 : 0)));
  });

  it('is kept as a hash alone', async () => {
    const { rows } = await api.database.pool.query('SELECT row_to_json(api_keys)::text AS text FROM api_keys');
    const books = rows.map(({ text }) => text).join();
    expect(books).not.toContain(api.keys.test);
    expect(books).not.toContain(api.keys.test.slice('ck_test_'.length));
  });
});

describe('attacks 46 and 48: a session of another organization or mode does not exist', () => {
  const verbs = [
    ['GET', ''],
    ['POST', '/cancel'],
    ['POST', '/expire'],
    ['POST', '/extend'],
    ['POST', '/check'],
  ] as const;

  it.each(verbs)('%s /checkout_sessions/{id}%s', async (method, verb) => {
    for (const key of [api.keys.stranger, api.keys.live]) {
      const others = await api.call(method, `/checkout_sessions/${sessionId}${verb}`, { key });
      const none = await api.call(method, `/checkout_sessions/cs_0000000000000000000001${verb}`, { key });
      const malformed = await api.call(method, `/checkout_sessions/nonsense${verb}`, { key });
      for (const { status, body } of [others, none, malformed]) {
        expect(status).toBe(404);
        expect(body.error).toMatchObject({ type: 'not_found', code: 'session_not_found' });
        expect(body.error.message).toBe(none.body.error.message);
      }
    }
    expect((await api.call('GET', `/checkout_sessions/${sessionId}`)).body).toMatchObject({
      status: 'pending',
      version: 1,
    });
  });

  it('a test key sees nothing of live mode, in either direction', async () => {
    const live = await api.call('POST', '/checkout_sessions', { body: ORDER, key: api.keys.live });
    expect(live.body.livemode).toBe(true);
    expect((await api.call('GET', `/checkout_sessions/${live.body.id}`)).status).toBe(404);
    const listed = (await api.call('GET', '/checkout_sessions?limit=100')).body.data;
    expect(listed.map(({ livemode }: { livemode: boolean }) => livemode)).not.toContain(true);
    const events = (await api.call('GET', '/events?limit=100')).body.data;
    expect(events.map(({ livemode }: { livemode: boolean }) => livemode)).not.toContain(true);
  });

  it('a live key never reaches the simulator', async () => {
    const path = `/test/checkout_sessions/${sessionId}/pay`;
    const { status, body } = await api.call('POST', path, { key: api.keys.live, body: { scenario: 'exact' } });
    expect(status).toBe(403);
    expect(body.error).toMatchObject({ type: 'permission', code: 'test_mode_only' });
  });
});

/** Every operation of the contract, with an id that is well formed. */
async function everyRoute(): Promise<readonly (readonly ['GET' | 'POST' | 'PATCH' | 'DELETE', string])[]> {
  const { paths } = (await api.call('GET', '/openapi.json', { key: null })).body;
  return Object.entries(paths as Record<string, object>).flatMap(([path, item]) =>
    Object.keys(item).map((method) => [method.toUpperCase() as 'GET', path.replace('{id}', sessionId)] as const),
  );
}
