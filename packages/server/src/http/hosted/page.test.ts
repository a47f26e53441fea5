import { readFile } from 'node:fs/promises';
import { clientDirectory } from '@opentill/checkout/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../../testing/test-api.ts';
import { visit } from '../../testing/visitor.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const create = async (body: object = {}) => {
  const order = { amount: { value: '99.00', currency: 'USD' }, method: 'Devnet:USDC', ...body };
  return (await api.call('POST', '/checkout_sessions', { body: order })).body;
};
const get = (path: string, headers: Record<string, string> = {}) => api.call('GET', path, { key: null, headers });
const setSite = (name: string, brand: object) =>
  api.database.pool.query('UPDATE sites SET name = $2, brand = $3 WHERE organization_id = $1', [
    api.organizationId,
    name,
    JSON.stringify(brand),
  ]);
const PLAIN = { logoUrl: null, accent: null, supportEmail: null };

describe('the hosted page', () => {
  it('shows amount, address and QR code without any script having run', async () => {
    const session = await create({ description: 'Order 123' });
    const { html } = await visit(api, session.id);
    expect(html).toContain('99');
    expect(html.toLowerCase()).toContain(session.address);
    expect(html).toContain('<svg');
    expect(html).toContain('Order 123');
  });

  it('is where checkoutUrl leads', async () => {
    const session = await create();
    expect((await get(new URL(session.checkoutUrl).pathname)).status).toBe(200);
  });

  it('is never kept by a cache, and its address not told to others', async () => {
    const { path } = await visit(api, (await create()).id);
    const { headers } = await get(path);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['referrer-policy']).toMatch(/^(no-referrer|same-origin)$/);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('gives the same as JSON at /state', async () => {
    const session = await create();
    const { path } = await visit(api, session.id);
    const { status, body, headers } = await get(`${path}/state`);
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(body.session).toMatchObject({ code: session.id.slice(3), status: 'pending', version: 1 });
    expect(body.instructions.address.toLowerCase()).toBe(session.address);
  });
});

describe('attack 52: the content policy', () => {
  it('allows no inline script, no other host and no frame, on pages and on errors', async () => {
    const { path } = await visit(api, (await create()).id);
    for (const each of [path, '/checkout/0000000000000000000000', `${path}/state`]) {
      const policy = String((await get(each)).headers['content-security-policy']);
      const directives = new Map(policy.split(';').map((part) => part.trim().split(/ (.*)/, 2) as [string, string]));
      expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|\*|http:/);
      expect(directives.get('default-src')).toBe("'none'");
      expect(directives.get('script-src')).toBe("'self'");
      expect(directives.get('style-src')).toBe("'self'");
      expect(directives.get('connect-src')).toBe("'self'");
      expect(directives.get('frame-ancestors')).toBe("'none'");
      expect(directives.get('base-uri')).toBe("'none'");
      expect(directives.get('form-action')).toBe("'self'");
    }
  });

  it('holds: the page has no inline script, style or handler', async () => {
    const { html } = await visit(api, (await create()).id);
    const scripts = [...html.matchAll(/<script([^>]*)>/g)].map((match) => match[1]!);
    expect(scripts.length).toBeGreaterThan(0);
    for (const attributes of scripts) expect(attributes).toMatch(/src="\/assets\/checkout\/|type="application\/json"/);
    expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=/i);
  });
});

describe('attack 49: what others wrote stays text', () => {
  const ATTACK = `</script><script>alert(1)</script><img src=x onerror=alert(1)>"'\u2028`;
  const ALIVE = /<script>alert|<img src=x/;

  it('in description, line items and the shop’s name', async () => {
    await setSite(ATTACK, PLAIN);
    const session = await create({
      description: ATTACK,
      lineItems: [{ name: ATTACK, description: ATTACK, quantity: 1, unitAmount: '99.00' }],
      metadata: { note: ATTACK },
    });
    const { html, path } = await visit(api, session.id);
    expect(ALIVE.test(html)).toBe(false);
    expect(html.includes('&lt;script>alert(1)')).toBe(true);
    const state = await get(`${path}/state`);
    expect(state.headers['content-type']).toContain('application/json');
    expect(state.body.session.description).toBe(ATTACK);
    await setSite('Tea & Leaf', PLAIN);
  });

  it('in a colour of the brand', async () => {
    await setSite('Tea & Leaf', { ...PLAIN, accent: 'red}body{display:none' });
    const { path } = await visit(api, (await create()).id);
    const { body, headers } = await get(`${path}/brand.css`);
    expect(headers['content-type']).toContain('text/css');
    expect(body).not.toContain('display');
    await setSite('Tea & Leaf', PLAIN);
  });

  it('keeps metadata, which is the merchant’s own, off the page', async () => {
    const session = await create({ metadata: { margin: 'secret-of-the-shop' }, customerEmail: 'ada@example.com' });
    const { html } = await visit(api, session.id);
    expect(html).not.toContain('secret-of-the-shop');
    expect(html).not.toContain('ada@example.com');
  });
});

describe('the brand’s stylesheet', () => {
  it('has the colour that the merchant picked', async () => {
    await setSite('Tea & Leaf', { ...PLAIN, accent: '#0a7f5a' });
    const { html, path } = await visit(api, (await create()).id);
    expect(html).toContain(`href="${path}/brand.css"`);
    const { status, body } = await get(`${path}/brand.css`);
    expect(status).toBe(200);
    expect(body).toContain('#0a7f5a');
    await setSite('Tea & Leaf', PLAIN);
  });
});

describe('attack 54: a session cannot be guessed', () => {
  it('has 74 random bits in its address', async () => {
    const codes = await Promise.all(Array.from({ length: 20 }, async () => (await create()).id.slice(3)));
    expect(new Set(codes).size).toBe(20);
    for (const code of codes) expect(code).toMatch(/^[0-9A-Za-z]{22}$/);
  });

  it('is not found in the same words whether the code is unknown or malformed', async () => {
    const codes = ['0000000000000000000001', 'x', 'zzzzzzzzzzzzzzzzzzzzzz', 'a%20b', 'cs_0000000000000000000001'];
    const pages = await Promise.all(codes.map((code) => get(`/checkout/${code}`)));
    for (const { status, body, headers } of pages) {
      expect(status).toBe(404);
      expect(headers['content-type']).toContain('text/html');
      expect(body).toBe(pages[0]!.body);
    }
    for (const part of ['state', 'events', 'brand.css']) {
      expect((await get(`/checkout/0000000000000000000001/${part}`)).status).toBe(404);
    }
  });

  it('needs no key, and a key opens no other way in', async () => {
    const session = await create();
    const path = `/checkout/${session.id.slice(3)}`;
    expect((await get(path)).status).toBe(200);
    expect((await api.call('GET', path, { key: api.keys.stranger })).status).toBe(200);
  });
});

describe('attack 57: the page’s files', () => {
  const asset = (path: string) => get(`/assets/checkout/${path}`);

  it('are served for good, with their type', async () => {
    const manifest = JSON.parse(await readFile(`${clientDirectory}/manifest.json`, 'utf8'));
    const { status, headers } = await asset(manifest['src/client.tsx'].file);
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('javascript');
    expect(headers['cache-control']).toContain('immutable');
  });

  it.each([
    '',
    '.',
    '..',
    '../',
    '../server/server.js',
    '..%2fserver%2fserver.js',
    '%2e%2e/server/server.js',
    '..%5cserver%5cserver.js',
    '%252e%252e/server/server.js',
    '....//server/server.js',
    '/etc/passwd',
    '..%2f..%2f..%2f..%2f..%2fetc%2fpasswd',
    '.env',
    '.vite/manifest.json',
    'manifest.json',
    'client.tsx',
    '.opentill/dev.json',
    'nothing.js',
  ])('do not lead elsewhere by «%s»', async (path) => {
    const { status, body } = await asset(path);
    expect([400, 403, 404]).toContain(status);
    expect(JSON.stringify(body)).not.toMatch(/renderPage|root:|src\/client/);
  });

  it.each(['/.env', '/dev.json', '/.opentill/dev.json', '/package.json', '/.git/config', '/assets/', '/assets'])(
    '%s is nothing',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );
});
