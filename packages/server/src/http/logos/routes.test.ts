import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const get = (path: string) => api.call('GET', path, { key: null });
const KNOWN = ['usdc', 'usdt', 'eth', 'bnb', 'pol', 'avax', 'chains/ethereum', 'chains/base', 'chains/devnet'];

describe('the logos of coins and networks', () => {
  it.each(KNOWN)('are served to everyone, for good: %s', async (name) => {
    const { status, headers, body } = await get(`/assets/logos/${name}.svg`);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'image/svg+xml; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
    });
    expect(body).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" .*<\/svg>$/);
    expect(body).not.toMatch(/script|href|style=/);
  });

  it('are all different from what stands in for one that is unknown', async () => {
    const unknown = (await get('/assets/logos/doge.svg')).body;
    for (const name of KNOWN) expect((await get(`/assets/logos/${name}.svg`)).body).not.toBe(unknown);
  });

  it.each(['doge', 'chains/narnia', 'constructor', '__proto__', encodeURIComponent('<script>')])(
    'have a neutral one for %s, kept for a day and without the name in it',
    async (name) => {
      const { status, headers, body } = await get(`/assets/logos/${name}.svg`);
      expect(status).toBe(200);
      expect(headers['cache-control']).toBe('public, max-age=86400');
      expect(body).toBe((await get('/assets/logos/anything.svg')).body);
    },
  );

  it.each(['/assets/logos/usdc.png', '/assets/logos/', '/assets/logos/a/b.svg'])(
    'are nothing else: %s',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );
});
