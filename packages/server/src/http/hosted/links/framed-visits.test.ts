import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDevnetTo, rederive, runOut, seeTransfer } from '../../../testing/books.ts';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';
import { linkVisitor } from './link-visitor.fixture.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const LINK = { name: 'Tea club', fiatAmount: '99.00', fiatCurrency: 'USD', expiresIn: 60 };
const createLink = async (body: object = {}) =>
  (await api.call('POST', '/payment_links', { body: { ...LINK, ...body } })).body;
const sessionOf = async (id: string) => (await api.call('GET', `/checkout_sessions/${id}`)).body;
const pay = async (id: string) =>
  seeTransfer(api, id, { amountAtomic: BigInt((await sessionOf(id)).amount.wei), confirmed: true });
async function endGrace(id: string) {
  await runOut(api, id);
  api.clock.advance(Date.parse((await sessionOf(id)).graceEndsAt) + 1000 - api.clock.now());
  await readDevnetTo(api, api.clock.now());
  await rederive(api, id);
}

const FRAME = { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site' };
/** A frame that keeps no cookie: each load is a visitor that only the address tells of. */
const inFrame = (link: { slug: string }, query = '') => linkVisitor(api, link.slug, query).open(FRAME);
const again = (sessionId: string, more = '') => `?visit=${sessionId.slice(3)}${more}`;
const RELOAD = '&reload=1';

describe('a visit in a frame without cookies, which the page around it remembers', () => {
  it('is the same session when it is loaded again, also where it holds the last use', async () => {
    const link = await createLink({ useLimit: 1 });
    const sessionId = (await inFrame(link)).sessionId!;
    for (const more of ['', RELOAD]) {
      expect(await inFrame(link, again(sessionId, more))).toMatchObject({ status: 303, sessionId });
    }
    expect((await inFrame(link)).status).toBe(409);
  });

  it('shows what was paid when the page is loaded anew, and is a fresh session when it is come to again', async () => {
    const link = await createLink();
    const sessionId = (await inFrame(link)).sessionId!;
    await pay(sessionId);
    expect(await inFrame(link, again(sessionId, RELOAD))).toMatchObject({ status: 303, sessionId });
    const next = (await inFrame(link, again(sessionId))).sessionId;
    expect(next).toBeDefined();
    expect(next).not.toBe(sessionId);
  });

  it('shows a session in its grace when the page is loaded anew, and a fresh one in its place when come to again', async () => {
    const link = await createLink({ useLimit: 1 });
    const first = (await inFrame(link)).sessionId!;
    await runOut(api, first);
    expect(await inFrame(link, again(first, RELOAD))).toMatchObject({ status: 303, sessionId: first });
    const second = (await inFrame(link, again(first))).sessionId!;
    expect(second).not.toBe(first);
    expect(await inFrame(link, again(first, RELOAD))).toMatchObject({ status: 303, sessionId: second });
  });

  it.each([
    ['canceled', (id: string) => api.call('POST', `/checkout_sessions/${id}/cancel`)],
    ['expired and past its grace', endGrace],
  ])('is a fresh session once the last one is %s', async (_what, end) => {
    const link = await createLink();
    const first = (await inFrame(link)).sessionId!;
    await end(first);
    const second = (await inFrame(link, again(first, RELOAD))).sessionId;
    expect(second).toBeDefined();
    expect(second).not.toBe(first);
  });

  it('goes on through a form: the post is of the same visit', async () => {
    const link = await createLink({ collect: { name: 'required' }, useLimit: 1 });
    const fill = async (query = '') => {
      const visitor = linkVisitor(api, link.slug, query);
      const { html } = await visitor.open(FRAME);
      const action = /<form[^>]* action="([^"]+)"/.exec(html)?.[1];
      return { action, sent: await visitor.submit({ name: 'Ada' }, { headers: { 'sec-fetch-dest': 'iframe' } }) };
    };
    const first = (await fill()).sent.sessionId!;
    expect(await inFrame(link, again(first))).toMatchObject({ status: 303, sessionId: first });
    await runOut(api, first);
    const second = await fill(again(first));
    expect(second.action).toBe(`/l/${link.slug}${again(first)}`);
    expect(second.sent.status).toBe(303);
    expect(second.sent.sessionId).not.toBe(first);
  });
});

describe('attack 54: a visit in the address of a link', () => {
  it('is not taken up in a window of its own: an address that is handed on shows nobody’s session', async () => {
    const link = await createLink();
    const sessionId = (await inFrame(link)).sessionId!;
    for (const headers of [{}, { 'sec-fetch-dest': 'document' }]) {
      const answer = await linkVisitor(api, link.slug, again(sessionId, RELOAD)).open(headers);
      expect(answer.status).toBe(303);
      expect(answer.sessionId).not.toBe(sessionId);
    }
  });

  it('leads to no session of another link or merchant, and to none that is made up', async () => {
    const [link, other] = [await createLink(), await createLink()];
    const foreign = (await inFrame(other)).sessionId!;
    const body = { amount: { value: '9.00', currency: 'USD' } };
    const plain = (await api.call('POST', '/checkout_sessions', { body })).body.id as string;
    const stranger = (await api.call('POST', '/checkout_sessions', { key: api.keys.stranger, body })).body.id as string;
    const queries = [foreign, plain, stranger].map((id) => again(id, RELOAD));
    for (const query of [...queries, '?visit=nonsense', `?visit=${'z'.repeat(22)}`, '?visit=a&visit=b']) {
      const answer = await inFrame(link, query);
      expect(answer.status).toBe(303);
      expect((await sessionOf(answer.sessionId!)).linkId).toBe(link.id);
    }
  });
});
