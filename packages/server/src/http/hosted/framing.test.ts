import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

async function createPage(key = api.keys.test): Promise<string> {
  const { body } = await api.call('POST', '/checkout_sessions', {
    key,
    body: { amount: { value: '99.00', currency: 'USD' } },
  });
  return new URL(body.checkoutUrl).pathname;
}
const allowOrigins = (origins: readonly string[]) =>
  api.database.store
    .updateTable('sites')
    .set({ allowed_origins: [...origins] })
    .where('organization_id', '=', api.organizationId)
    .execute();
const open = (path: string, headers: Record<string, string> = {}) => api.call('GET', path, { key: null, headers });
const policyOf = (answer: { headers: Readonly<Record<string, unknown>> }) =>
  String(answer.headers['content-security-policy'])
    .split(';')
    .find((directive) => directive.startsWith('frame-ancestors'));

describe('who may frame the page (attack 52: clickjacking)', () => {
  it('nobody, while the site names no origin', async () => {
    const page = await open(await createPage());
    expect(policyOf(page)).toBe("frame-ancestors 'none'");
    expect(page.headers['x-frame-options']).toBe('DENY');
  });

  it('exactly the origins of the site, and nothing contradicts it', async () => {
    await allowOrigins(['https://shop.example', 'https://other.example:8443']);
    const page = await open(await createPage());
    expect(policyOf(page)).toBe('frame-ancestors https://shop.example https://other.example:8443');
    expect(page.headers).not.toHaveProperty('x-frame-options');
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
  });

  it('not those of another organization, and not on pages that know no site', async () => {
    await allowOrigins(['https://shop.example']);
    expect(policyOf(await open(await createPage(api.keys.stranger)))).toBe("frame-ancestors 'none'");
    expect(policyOf(await open('/checkout/0000000000000000000000'))).toBe("frame-ancestors 'none'");
  });
});

describe('the posts of a page in a frame, which gets no cookie', () => {
  const inFrame = { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site' };
  const fetched = { 'sec-fetch-dest': 'empty', accept: 'application/json' };
  const tokenIn = (html: string) => /name="csrfToken" value="([^"]+)"/.exec(html)![1]!;
  const check = (path: string, csrfToken: string, headers = {}) =>
    api.call('POST', `${path}/check`, { key: null, body: { csrfToken }, headers: { ...fetched, ...headers } });

  it('are taken with the session’s token, which the page and its state carry', async () => {
    const path = await createPage();
    const page = await open(path, inFrame);
    expect(page.headers).not.toHaveProperty('set-cookie');
    expect((await check(path, tokenIn(page.body))).status).toBe(200);
    const state = await open(`${path}/state`, fetched);
    expect(state.body.csrfToken).toBe(tokenIn(page.body));
  });

  it('are refused with the token of another session', async () => {
    const other = tokenIn((await open(await createPage(), inFrame)).body);
    const answer = await check(await createPage(), other);
    expect([answer.status, answer.body.error.code]).toEqual([403, 'csrf_token_invalid']);
  });

  it('leave a visitor in a window of their own with a cookie and its token', async () => {
    const path = await createPage();
    const page = await open(path, { 'sec-fetch-dest': 'document' });
    expect(String(page.headers['set-cookie'])).toMatch(/^opentill_visit=.*SameSite=Lax/);
    expect((await check(path, tokenIn(page.body))).status).toBe(403);
    expect(tokenIn(page.body)).not.toBe(tokenIn((await open(path, inFrame)).body));
  });
});
