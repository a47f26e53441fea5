import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromPublicId } from '../../core/identity/public-id.ts';
import { seeTransfer } from '../../testing/books.ts';
import { paidSession } from '../../testing/refunds.ts';
import { createTestApi, type TestApi, USDC } from '../../testing/test-api.ts';
import { visit } from '../../testing/visitor.ts';

let api: TestApi;
let origin: string;
beforeAll(async () => {
  api = await createTestApi();
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  origin = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}`;
});
afterAll(() => api.close());

const ORDER = { amount: { value: '99.00', currency: 'USD' }, method: 'Devnet:USDC' };
const create = async (): Promise<string> => (await api.call('POST', '/checkout_sessions', { body: ORDER })).body.id;

/** The page's event stream, message by message. */
async function stream(sessionId: string, cookie?: string, server = origin) {
  const abort = new AbortController();
  const headers = cookie === undefined ? {} : { cookie };
  const path = `/checkout/${sessionId.slice(3)}/events`;
  const response = await fetch(`${server}${path}`, { headers, signal: abort.signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    response,
    close: () => abort.abort(),
    /** The next view; undefined when the stream has ended. */
    async next() {
      for (;;) {
        const message = /(?:^|\n)data: (.*)\n\n/.exec(text);
        if (message) {
          text = text.slice(message.index + message[0].length);
          return JSON.parse(message[1]!);
        }
        const { done, value } = await reader.read();
        if (done) return undefined;
        text += value;
      }
    },
  };
}

describe('the page’s event stream', () => {
  it('sends the view at once, and anew when the session has changed', async () => {
    const id = await create();
    const live = await stream(id);
    expect(live.response.headers.get('content-type')).toBe('text/event-stream');
    expect(live.response.headers.get('cache-control')).toBe('no-store');
    expect((await live.next()).session).toMatchObject({ code: id.slice(3), status: 'pending', version: 1 });
    await seeTransfer(api, id, { amountAtomic: 99_000_000n, contract: USDC });
    expect((await live.next()).session).toMatchObject({ status: 'detected', version: 2 });
    live.close();
  });

  it('tells every open page of the session, and no other session’s', async () => {
    const [id, other] = [await create(), await create()];
    const [one, two, elsewhere] = await Promise.all([stream(id), stream(id), stream(other)]);
    await Promise.all([one, two, elsewhere].map((each) => each.next()));
    await api.call('POST', `/checkout_sessions/${id}/cancel`);
    expect((await one.next()).session.status).toBe('canceled');
    expect((await two.next()).session.status).toBe('canceled');
    await api.call('POST', `/checkout_sessions/${other}/expire`);
    expect((await elsewhere.next()).session).toMatchObject({ code: other.slice(3), status: 'expired' });
    for (const each of [one, two, elsewhere]) each.close();
  });

  it('tells of a refund when it is created and when it is given up', async () => {
    const { id } = await paidSession(api);
    const live = await stream(id);
    expect((await live.next()).refunds).toBeUndefined();
    const { body: refund } = await api.call('POST', '/refunds', { body: { sessionId: id, reason: 'Ordered twice' } });
    expect((await live.next()).refunds).toMatchObject([{ amount: '50.00 USDC', state: 'awaiting_address' }]);
    await api.call('POST', `/refunds/${refund.id}/cancel`);
    expect((await live.next()).refunds).toBeUndefined();
    live.close();
  });

  it('has the visitor’s own token, with which the page can post', async () => {
    const id = await create();
    const visitor = await visit(api, id);
    const live = await stream(id, visitor.cookie);
    expect((await live.next()).csrfToken).toBe(visitor.token);
    live.close();
  });

  it('has the content policy and the page’s other headers', async () => {
    const live = await stream(await create());
    expect(live.response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(live.response.headers.get('x-content-type-options')).toBe('nosniff');
    live.close();
  });

  it('is forgotten when the page is closed', async () => {
    const id = await create();
    const before = api.live.count();
    const live = await stream(id);
    await live.next();
    expect(api.live.count()).toBe(before + 1);
    live.close();
    await expect.poll(() => api.live.count()).toBe(before);
  });

  it('has room for sixty-four pages of a session; a further one asks for its state instead', async () => {
    const id = await create();
    const pages = await Promise.all(Array.from({ length: 64 }, () => stream(id)));
    const refused = await fetch(`${origin}/checkout/${id.slice(3)}/events`);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('30');
    await Promise.all(pages.map((page) => page.next()));
    await seeTransfer(api, id, { amountAtomic: 99_000_000n, contract: USDC });
    const views = await Promise.all(pages.map((page) => page.next()));
    expect(views.every((view) => view.session.status === 'detected')).toBe(true);
    for (const page of pages) page.close();
  });

  it('tells of a session that cannot be rendered, and goes on when it can', async () => {
    const told: unknown[] = [];
    const own = await createTestApi({}, { onPageFault: (_error, sessionId) => told.push(sessionId) });
    await own.app.listen({ host: '127.0.0.1', port: 0 });
    const { id } = (await own.call('POST', '/checkout_sessions', { body: ORDER })).body;
    const live = await stream(id, undefined, `http://127.0.0.1:${(own.app.server.address() as AddressInfo).port}`);
    await live.next();
    await own.database.pool.query('ALTER TABLE transfers RENAME TO transfers_away');
    const uuid = fromPublicId('session', id)!;
    own.wake.emit('session', uuid);
    await expect.poll(() => told).toEqual([uuid]);
    await own.database.pool.query('ALTER TABLE transfers_away RENAME TO transfers');
    await own.call('POST', `/checkout_sessions/${id}/cancel`);
    expect((await live.next()).session.status).toBe('canceled');
    live.close();
    await own.close();
  });

  it('ends when the server stops', async () => {
    const own = await createTestApi();
    await own.app.listen({ host: '127.0.0.1', port: 0 });
    const { id } = (await own.call('POST', '/checkout_sessions', { body: ORDER })).body;
    const { port } = own.app.server.address() as AddressInfo;
    const live = await stream(id, undefined, `http://127.0.0.1:${port}`);
    expect((await live.next()).session.status).toBe('pending');
    await own.close();
    expect(await live.next()).toBeUndefined();
  });
});
