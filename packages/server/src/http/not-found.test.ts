import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const get = async (path: string, headers: Record<string, string> = {}) => {
  const { statusCode, headers: answered, body } = await api.app.inject({ method: 'GET', url: path, headers });
  const isJson = String(answered['content-type']).includes('json');
  return { status: statusCode, headers: answered, body: isJson ? JSON.parse(body) : body };
};

describe('an address where nothing is', () => {
  it.each(['/checkout', '/l', '/nothing', '/checkout/a/b/c'])('%s is a page to a browser', async (path) => {
    const { status, headers, body } = await get(path, BROWSER);
    expect(status).toBe(404);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(body).toMatch(/<html lang="en"[\s\S]*<title>Nothing here<\/title>[\s\S]*<h1/);
    expect(body).not.toContain('<script');
  });

  it.each([
    ['/nothing', {}],
    ['/checkout', { accept: 'application/json' }],
    ['/api/v1/nothing', BROWSER],
    ['/v1/nothing', BROWSER],
    ['/hooks/nothing', BROWSER],
  ])('%s is an error of the API to a program, and below the API to all', async (path, headers) => {
    const { status, body } = await get(path, headers as Record<string, string>);
    expect([status, body.error.type]).toEqual([404, 'not_found']);
  });
});

describe('a slash too much', () => {
  it('leads from a checkout’s address, a link’s and a refund’s to what was meant', async () => {
    const order = { amount: { value: '99.00', currency: 'USD' } };
    const { id } = (await api.call('POST', '/checkout_sessions', { body: order })).body;
    const path = `/checkout/${id.slice(3)}`;
    for (const [from, to] of [
      [`${path}/`, path],
      [`${path}//`, path],
      [`${path}/?from=mail`, `${path}?from=mail`],
      ['/l/tea/', '/l/tea'],
      ['/refund/token/', '/refund/token'],
    ] as const) {
      const { status, headers } = await get(from, BROWSER);
      expect([status, headers['location']]).toEqual([308, to]);
    }
    expect((await get(path)).status).toBe(200);
  });

  it('leads to no other host', async () => {
    for (const path of ['//evil.example/', '/l//evil.example/', '/checkout//evil.example//']) {
      expect((await get(path, BROWSER)).headers['location']).toBeUndefined();
    }
  });
});
