import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromPublicId } from '../../../core/identity/public-id.ts';
import { readDevnetTo, rederive, runOut, seeTransfer } from '../../../testing/books.ts';
import { createTestApi, type TestApi } from '../../../testing/test-api.ts';
import { visit } from '../../../testing/visitor.ts';
import { linkVisitor } from './link-visitor.fixture.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const createLink = async (body: object = {}) =>
  (
    await api.call('POST', '/payment_links', {
      body: { name: 'Ten pieces', fiatAmount: '99.00', fiatCurrency: 'USD', expiresIn: 300, ...body },
    })
  ).body;
const usesOf = async (link: { id: string }) => (await api.call('GET', `/payment_links/${link.id}`)).body.uses;
const sessionOf = async (id: string) => (await api.call('GET', `/checkout_sessions/${id}`)).body;
async function pay(id: string) {
  const { amount } = await sessionOf(id);
  await seeTransfer(api, id, { amountAtomic: BigInt(amount.wei), confirmed: true });
  return (await sessionOf(id)).status;
}
/** The session's grace is over, by the clock and by what has been read. */
async function endGrace(id: string) {
  const { graceEndsAt } = await sessionOf(id);
  api.clock.advance(Math.max(0, Date.parse(graceEndsAt) + 1000 - api.clock.now()));
  await readDevnetTo(api, api.clock.now());
  await rederive(api, id);
}

describe('a link’s last use', () => {
  it('is paid once, by however many sessions of one visitor that ran out one after the other', async () => {
    const link = await createLink({ useLimit: 1 });
    const visitor = linkVisitor(api, link.slug);
    const ids = [];
    for (let again = 0; again < 3; again++) {
      const { sessionId } = await visitor.open();
      ids.push(sessionId!);
      if (again < 2) await runOut(api, sessionId!);
    }
    expect(new Set(ids).size).toBe(3);
    const statuses = [];
    for (const id of ids) statuses.push(await pay(id));
    expect(statuses).toEqual(['expired', 'expired', 'paid']);
    expect(await usesOf(link)).toEqual({ completed: 1, reserved: 0 });
  });

  it('is paid once where the customer started again on the page, and what came late waits for a person', async () => {
    const link = await createLink({ useLimit: 1 });
    const first = (await linkVisitor(api, link.slug).open()).sessionId!;
    const page = await visit(api, first);
    await runOut(api, first);
    const { status, body } = await page.send('restart');
    expect(status).toBe(200);
    expect(await usesOf(link)).toEqual({ completed: 0, reserved: 1 });
    expect(await pay(first)).toBe('expired');
    expect(await pay(`cs_${body.url.slice('/checkout/'.length)}`)).toBe('paid');
    expect(await usesOf(link)).toEqual({ completed: 1, reserved: 0 });
    const unexpected = (await api.call('GET', '/unexpected_transfers')).body.data;
    expect(unexpected.filter(({ sessionId }: { sessionId: string }) => sessionId === first)).toMatchObject([
      { reason: 'after_grace', status: 'open' },
    ]);
  });

  it('stays with a session that ran out until its grace has been read past, however late that is', async () => {
    const link = await createLink({ useLimit: 1 });
    const { sessionId } = await linkVisitor(api, link.slug).open();
    await runOut(api, sessionId!);
    const { graceEndsAt } = await sessionOf(sessionId!);
    // The node is slow: what came in time may still be found.
    api.clock.advance(Date.parse(graceEndsAt) + 60_000 - api.clock.now());
    await rederive(api, sessionId!);
    expect((await linkVisitor(api, link.slug).open()).status).toBe(409);
    await readDevnetTo(api, api.clock.now());
    await rederive(api, sessionId!);
    expect(await usesOf(link)).toEqual({ completed: 0, reserved: 0 });
    expect((await linkVisitor(api, link.slug).open()).status).toBe(303);
  });

  it('comes back by the work of the server alone when grace is over', async () => {
    const link = await createLink({ useLimit: 1 });
    const { sessionId } = await linkVisitor(api, link.slug).open();
    await runOut(api, sessionId!);
    const { rows } = await api.database.pool.query(
      `SELECT next_deadline = grace_ends_at AS due FROM sessions WHERE link_id IS NOT NULL ORDER BY created_at DESC LIMIT 1`,
    );
    expect(rows).toEqual([{ due: true }]);
    await endGrace(sessionId!);
    expect(await usesOf(link)).toEqual({ completed: 0, reserved: 0 });
  });

  it('is not handed on by a session to which money has come meanwhile', async () => {
    const link = await createLink({ useLimit: 1 });
    const visitor = linkVisitor(api, link.slug);
    const { sessionId } = await visitor.open();
    await runOut(api, sessionId!);
    await seeTransfer(api, sessionId!, { amountAtomic: 1n });
    expect(await visitor.open()).toMatchObject({ status: 303, sessionId });
    expect(await usesOf(link)).toEqual({ completed: 0, reserved: 1 });
  });
});

describe('a link without a limit', () => {
  it('credits late money to the old session also after its visitor began again', async () => {
    const link = await createLink();
    const visitor = linkVisitor(api, link.slug);
    const first = (await visitor.open()).sessionId!;
    await runOut(api, first);
    const second = (await visitor.open()).sessionId!;
    expect(await pay(first)).toBe('paid_late');
    expect(await pay(second)).toBe('paid');
    expect(await usesOf(link)).toEqual({ completed: 2, reserved: 0 });
  });
});

describe('one address', () => {
  const open = (link: { slug: string }, remoteAddress: string) =>
    api.app.inject({ url: `/l/${link.slug}`, remoteAddress });

  it('holds two uses of a link at most, however often it comes, and leaves the others to others', async () => {
    const link = await createLink({ useLimit: 10 });
    const statuses = [];
    for (let times = 0; times < 10; times++) statuses.push((await open(link, '198.51.100.7')).statusCode);
    expect(statuses).toEqual([303, 303, ...Array.from({ length: 8 }, () => 409)]);
    expect(await usesOf(link)).toEqual({ completed: 0, reserved: 2 });
    expect((await linkVisitor(api, link.slug).open()).status).toBe(303);
  });

  it('of IPv6 is its network, since addresses cost nothing there', async () => {
    const link = await createLink({ useLimit: 10 });
    const statuses = [];
    for (let host = 1; host <= 4; host++) statuses.push((await open(link, `2001:db8:1:2::${host}`)).statusCode);
    expect(statuses).toEqual([303, 303, 409, 409]);
    expect((await open(link, '2001:db8:1:3::1')).statusCode).toBe(303);
  });

  it('holds a tenth of a great limit, for the guests behind one connection', async () => {
    const link = await createLink({ useLimit: 50 });
    const statuses = [];
    for (let times = 0; times < 7; times++) statuses.push((await open(link, '198.51.100.8')).statusCode);
    expect(statuses.filter((status) => status === 303)).toHaveLength(5);
  });

  it('may pay as often as it likes: only what is held counts', async () => {
    const link = await createLink({ useLimit: 10 });
    for (let times = 0; times < 4; times++) {
      const { headers } = await open(link, '198.51.100.9');
      expect(await pay(`cs_${String(headers.location).slice('/checkout/'.length)}`)).toBe('paid');
    }
    expect(await usesOf(link)).toEqual({ completed: 4, reserved: 0 });
  });

  it('is kept nowhere: what is counted is a keyed hash, and gone once nothing is held', async () => {
    const link = await createLink({ useLimit: 10 });
    const { headers } = await open(link, '198.51.100.10');
    const code = String(headers.location).slice('/checkout/'.length);
    const kept = async (): Promise<readonly string[]> => {
      const { rows } = await api.database.pool.query(
        `SELECT encode(link_holder, 'hex') AS mark FROM sessions WHERE link_holder IS NOT NULL AND link_id = $1`,
        [fromPublicId('paymentLink', link.id)],
      );
      return rows.map(({ mark }: { mark: string }) => mark);
    };
    const [mark] = await kept();
    expect(mark).toMatch(/^[0-9a-f]{32}$/);
    expect(mark).not.toContain(Buffer.from('198.51').toString('hex'));
    await endGraceOf(code);
    await linkVisitor(api, link.slug).open();
    expect(await kept()).toHaveLength(1);
    expect(await kept()).not.toContain(mark);
  });

  it('holds what it started again on the page, too', async () => {
    const link = await createLink({ useLimit: 10 });
    const remoteAddress = '198.51.100.11';
    const code = String((await open(link, remoteAddress)).headers.location).slice('/checkout/'.length);
    const page = await visit(api, `cs_${code}`);
    await endGraceOf(code);
    for (let times = 0; times < 2; times++) expect((await open(link, remoteAddress)).statusCode).toBe(303);
    const restarted = await api.app.inject({
      method: 'POST',
      url: `${page.path}/restart`,
      remoteAddress,
      headers: { cookie: page.cookie, 'content-type': 'application/json' },
      payload: { csrfToken: page.token },
    });
    expect([restarted.statusCode, restarted.json().error?.code]).toEqual([400, 'payment_link_limit_reached']);
  });

  async function endGraceOf(code: string) {
    await runOut(api, `cs_${code}`);
    await endGrace(`cs_${code}`);
  }
});
