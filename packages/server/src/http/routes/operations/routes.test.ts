import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';

let open: TestApi;
let guarded: TestApi;
const TOKEN = 'a-metrics-token-of-some-length';
beforeAll(async () => {
  [open, guarded] = await Promise.all([createTestApi(), createTestApi({ OPENTILL_METRICS_TOKEN: TOKEN })]);
});
afterAll(async () => {
  await open.close();
  await guarded.close();
});

const get = (path: string, headers: Record<string, string> = {}) => open.call('GET', path, { key: null, headers });

describe('/healthz and /readyz', () => {
  it('need no key', async () => {
    expect(await get('/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('say how far each network is behind, without being taken out of service for it', async () => {
    const { status, body } = await get('/readyz');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'ready', database: true, migrations: true });
    expect(body.networks).toContainEqual({ network: 'Devnet', healthy: true, lagBlocks: 0 });
  });
});

describe('/metrics without a token', () => {
  it('is for this machine alone', async () => {
    const { status, headers, body } = await get('/metrics');
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toContain('# TYPE');
    const away = await open.app.inject({ method: 'GET', url: '/metrics', remoteAddress: '203.0.113.7' });
    expect(away.statusCode).toBe(401);
    expect(away.json().error).toMatchObject({ type: 'authentication', code: 'metrics_token_invalid' });
  });

  it.each([{ 'x-forwarded-for': '203.0.113.7' }, { forwarded: 'for=203.0.113.7' }, { 'x-real-ip': '203.0.113.7' }])(
    'is not for those whom a proxy on this machine speaks for: %j',
    async (headers) => {
      expect((await get('/metrics', headers as Record<string, string>)).status).toBe(401);
    },
  );
});

describe('/metrics with a token', () => {
  const ask = (authorization?: string) =>
    guarded.call('GET', '/metrics', { key: null, headers: authorization === undefined ? {} : { authorization } });

  it('wants it from everyone', async () => {
    expect((await ask()).status).toBe(401);
    for (const wrong of ['Bearer ', `Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, `Basic ${TOKEN}`, TOKEN]) {
      expect((await ask(wrong)).status).toBe(401);
    }
    expect((await ask(`Bearer ${TOKEN}`)).status).toBe(200);
  });

  it('takes no API key for it', async () => {
    expect((await ask(`Bearer ${guarded.keys.test}`)).status).toBe(401);
  });
});
