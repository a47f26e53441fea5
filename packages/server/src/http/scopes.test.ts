import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCOPES, type Scope } from '../core/scopes.ts';
import { createApiKey, type NewKeyInput } from '../operations/create-api-key.ts';
import { createTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let sessionId: string;
beforeAll(async () => {
  api = await createTestApi();
  sessionId = (await api.call('POST', '/checkout_sessions', { body: ORDER })).body.id;
});
afterAll(() => api.close());

const ORDER = { amount: { value: '99.00', currency: 'USD' } };

async function keyWith(limits: Partial<NewKeyInput>): Promise<string> {
  const owner = { organizationId: api.organizationId, livemode: false, name: 'Limited' };
  return (await createApiKey(api.database.store, api.clock, { ...owner, ...limits })).text;
}

/** Every route that asks for a key, with ids that are well formed, and where its clients put the key. */
function everyRoute() {
  return api.app.keyedRoutes
    .filter(({ method }) => method !== 'HEAD' && method !== 'OPTIONS')
    .map(({ method, url, scope }) => ({ method, scope, url: url.replace(/:(\w+)/g, () => sessionId), route: url }));
}

async function send(method: string, url: string, key: string) {
  const headers = { authorization: `Bearer ${key}`, 'ww-api-key': key };
  const response = await api.app.inject({ method: method as 'GET', url, headers });
  return { status: response.statusCode, text: response.body };
}

describe('every route that asks for a key', () => {
  it('names the scope that it needs', () => {
    const routes = everyRoute();
    expect(routes.length).toBeGreaterThan(15);
    const without = routes.filter(({ scope }) => scope === undefined).map(({ method, route }) => `${method} ${route}`);
    expect(without).toEqual([]);
    for (const { scope } of routes) expect(['public', ...SCOPES]).toContain(scope);
  });

  it('asks for a scope of its own kind: what changes something never by a reading one', () => {
    const repeatable = /\/checkout_sessions\/:id\/check$/;
    const changing = everyRoute().filter(({ method, route }) => method !== 'GET' && !repeatable.test(route));
    const loose = changing.filter(({ scope }) => !scope?.endsWith(':write'));
    expect(loose.map(({ method, route }) => `${method} ${route}`)).toEqual([]);
  });

  it('refuses a key that may do nothing, naming the scope', async () => {
    const key = await keyWith({ scopes: [] });
    for (const { method, url, scope, route } of everyRoute()) {
      if (scope === 'public') continue;
      const { status, text } = await send(method, url, key);
      expect([status, text.includes(scope!)], `${method} ${route}: ${text}`).toEqual([403, true]);
    }
  });

  it('attack 48: refuses a publishable key, but for the public view', async () => {
    const key = await keyWith({ kind: 'publishable' });
    for (const { method, url, scope, route } of everyRoute()) {
      const { status, text } = await send(method, url, key);
      expect(status, `${method} ${route}: ${text}`).toBe(scope === 'public' ? 200 : 403);
    }
  });
});

describe('a restricted key', () => {
  const call = (key: string, method: 'GET' | 'POST', path: string, body?: object) =>
    api.call(method, path, { key, ...(body && { body }) });

  it('does what its scopes name and nothing else', async () => {
    const key = await keyWith({ scopes: ['sessions:read'] });
    expect((await call(key, 'GET', `/checkout_sessions/${sessionId}`)).status).toBe(200);
    const { status, body, headers } = await call(key, 'POST', '/checkout_sessions', ORDER);
    expect(status).toBe(403);
    expect(body.error).toEqual({
      type: 'permission',
      code: 'scope_missing',
      message: 'This API key needs the scope `sessions:write` for this.',
      requestId: headers['x-request-id'],
    });
    expect((await call(key, 'GET', '/events')).body.error.message).toContain('`events:read`');
  });

  it('that may write may not read: each is named', async () => {
    const key = await keyWith({ scopes: ['sessions:write'] });
    expect((await call(key, 'POST', '/checkout_sessions', ORDER)).status).toBe(201);
    expect((await call(key, 'GET', '/checkout_sessions')).status).toBe(403);
  });

  it('changes nothing where it is refused', async () => {
    const key = await keyWith({ scopes: SCOPES.filter((scope: Scope) => scope !== 'sessions:write') });
    expect((await call(key, 'POST', `/checkout_sessions/${sessionId}/cancel`)).status).toBe(403);
    expect((await api.call('GET', `/checkout_sessions/${sessionId}`)).body.status).toBe('pending');
  });
});

it('a key without a list of scopes, as all were before there were any, does everything', async () => {
  const { rows } = await api.database.pool.query("SELECT kind, scopes, allowed_ips FROM api_keys WHERE name = 'Test'");
  expect(rows[0]).toEqual({ kind: 'secret', scopes: null, allowed_ips: null });
  const refused = [];
  for (const { method, url, route } of everyRoute()) {
    const { status } = await send(method, url, api.keys.test);
    if (status === 401) refused.push(`${method} ${route}`);
  }
  expect(refused).toEqual([]);
});

it('docs/keys.md names every scope', async () => {
  const page = await readFile(new URL('../../../../docs/keys.md', import.meta.url), 'utf8');
  for (const scope of SCOPES) expect(page).toContain(`\`${scope}\``);
});
