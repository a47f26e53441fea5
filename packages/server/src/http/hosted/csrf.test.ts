import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../../testing/test-api.ts';
import { visit } from '../../testing/visitor.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const ORDER = { amount: { value: '99.00', currency: 'USD' }, method: 'Devnet:USDC' };
const create = async (): Promise<string> => (await api.call('POST', '/checkout_sessions', { body: ORDER })).body.id;
const methodOf = async (id: string) => (await api.call('GET', `/checkout_sessions/${id}`)).body.method.id;
const toEth = { method: 'Devnet:ETH' };

describe('attack 53: a post to the page', () => {
  it.each(['method', 'check', 'restart', 'simulate'])(
    '%s needs the token of this visitor and this session',
    async (action) => {
      const [id, other] = [await create(), await create()];
      const visitor = await visit(api, id);
      const stranger = await visit(api, id);
      const elsewhere = await visit(api, other, visitor.cookie);
      const tokens = [null, '', 'x', `${visitor.token}x`, visitor.token.slice(1), stranger.token, elsewhere.token];
      for (const token of tokens) {
        const answer = await visitor.send(action, toEth, token);
        expect(answer.status).toBe(403);
        expect(answer.body.error).toMatchObject({
          type: 'permission',
          code: 'csrf_token_invalid',
          requestId: answer.headers['x-request-id'],
        });
        const form = await visitor.submit(action, toEth, token);
        expect(form.status).toBe(403);
        expect(form.headers['content-type']).toContain('text/html');
      }
      expect(await methodOf(id)).toBe('Devnet:USDC');
    },
  );

  it('needs the cookie too', async () => {
    const id = await create();
    const { token, path } = await visit(api, id);
    const body = { csrfToken: token, ...toEth };
    expect((await api.call('POST', `${path}/method`, { key: null, body })).status).toBe(403);
    expect(await methodOf(id)).toBe('Devnet:USDC');
  });

  it('does not take a token that is no text', async () => {
    const visitor = await visit(api, await create());
    for (const token of [[visitor.token], { 0: visitor.token }, 1, true]) {
      expect((await visitor.send('method', { ...toEth, csrfToken: token }, null)).status).toBe(403);
    }
  });

  it.each(['"text"', '[]', 'null', '1', '{"csrfToken":', ''])('is refused with the body «%s»', async (payload) => {
    const visitor = await visit(api, await create());
    const raw = { payload, contentType: 'application/json' };
    const { status, body } = await api.call('POST', `${visitor.path}/method`, {
      key: null,
      raw,
      headers: { cookie: visitor.cookie },
    });
    expect([400, 403]).toContain(status);
    expect(body.error.requestId).toBeTruthy();
  });

  it('is refused with another content type, so that no foreign form can send it as text', async () => {
    const visitor = await visit(api, await create());
    const payload = JSON.stringify({ csrfToken: visitor.token, ...toEth });
    for (const contentType of ['text/plain', 'multipart/form-data; boundary=x', 'application/xml']) {
      const answer = await api.call('POST', `${visitor.path}/method`, {
        key: null,
        raw: { payload, contentType },
        headers: { cookie: visitor.cookie },
      });
      expect(answer.status).toBe(415);
    }
  });

  it('works in several tabs of one visitor', async () => {
    const [one, two] = [await create(), await create()];
    const first = await visit(api, one);
    const second = await visit(api, two, first.cookie);
    expect((await first.send('method', toEth)).status).toBe(200);
    expect((await second.send('method', toEth)).status).toBe(200);
  });
});

describe('the visitor’s cookie', () => {
  it('is out of scripts’ reach, for the page alone, and not sent from other sites’ posts', async () => {
    const { path } = await visit(api, await create());
    const { headers } = await api.call('GET', path, { key: null });
    const cookie = String(headers['set-cookie']);
    expect(cookie).toMatch(/^opentill_visit=[\w-]{22};/);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('Path=/checkout');
    expect(cookie).toMatch(/SameSite=(Lax|Strict)/);
  });

  it('is kept when it is good and replaced when it cannot be one', async () => {
    const { path, cookie } = await visit(api, await create());
    const again = await api.call('GET', path, { key: null, headers: { cookie } });
    expect(again.headers['set-cookie']).toBeUndefined();
    const odd = await api.call('GET', path, { key: null, headers: { cookie: 'opentill_visit=<script>' } });
    expect(String(odd.headers['set-cookie'])).toMatch(/^opentill_visit=[\w-]{22};/);
  });
});
