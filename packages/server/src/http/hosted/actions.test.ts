import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDevnetTo, runOut, seeTransfer } from '../../testing/books.ts';
import { createTestApi, type TestApi, USDC } from '../../testing/test-api.ts';
import { type Visitor, visit } from '../../testing/visitor.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const ORDER = { amount: { value: '99.00', currency: 'USD' }, method: 'Devnet:USDC' };
const create = async (): Promise<string> => (await api.call('POST', '/checkout_sessions', { body: ORDER })).body.id;
const read = async (id: string) => (await api.call('GET', `/checkout_sessions/${id}`)).body;
const toEth = { method: 'Devnet:ETH' };

describe('choosing a method', () => {
  it('by a form leads back to the page', async () => {
    const id = await create();
    const visitor = await visit(api, id);
    const { status, headers } = await visitor.submit('method', toEth);
    expect(status).toBe(303);
    expect(headers['location']).toBe(visitor.path);
    const session = await read(id);
    expect(session.method.id).toBe('Devnet:ETH');
    expect(session.payments.map(({ method }: { method: string }) => method)).toEqual(['Devnet:USDC', 'Devnet:ETH']);
  });

  it('by script is answered with the view', async () => {
    const id = await create();
    const { status, body } = await (await visit(api, id)).send('method', toEth);
    expect(status).toBe(200);
    expect(body.session.code).toBe(id.slice(3));
    expect(body.instructions.method).toMatchObject({ id: 'Devnet:ETH', chosen: true });
  });

  it('keeps the address and every quote: a transfer in either counts', async () => {
    const id = await create();
    const before = await read(id);
    await (await visit(api, id)).submit('method', toEth);
    await seeTransfer(api, id, { amountAtomic: 99_000_000n, contract: USDC, confirmed: true });
    const after = await read(id);
    expect(after).toMatchObject({ status: 'paid', address: before.address, methods: before.methods });
  });

  it.each([
    ['one that is not offered', { method: 'Base:USDC' }, 400],
    ['none', {}, 400],
    ['one of 65 characters', { method: 'x'.repeat(65) }, 400],
  ])('refuses %s', async (_what, fields, status) => {
    const id = await create();
    const answer = await (await visit(api, id)).send('method', fields);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatchObject({ type: 'invalid_request', requestId: answer.headers['x-request-id'] });
    expect((await read(id)).method.id).toBe('Devnet:USDC');
  });

  it('is refused once the session has ended', async () => {
    const id = await create();
    const visitor = await visit(api, id);
    await api.call('POST', `/checkout_sessions/${id}/cancel`);
    const { status, body } = await visitor.send('method', toEth);
    expect(status).toBe(409);
    expect(body.error.code).toBe('session_ended');
  });

  it('is refused once the time is over by the books, though nobody was told yet', async () => {
    const id = await create();
    const visitor = await visit(api, id);
    const before = await read(id);
    api.clock.advance(Date.parse(before.expiresAt) + 1000 - api.clock.now());
    await readDevnetTo(api, api.clock.now());
    const { status, body } = await visitor.send('method', toEth);
    expect([status, body.error?.code]).toEqual([409, 'session_ended']);
    expect(await read(id)).toMatchObject({ status: 'pending', method: before.method, payments: before.payments });
  });
});

describe('starting again', () => {
  async function expired(): Promise<{ id: string; visitor: Visitor }> {
    const id = await create();
    const visitor = await visit(api, id);
    await runOut(api, id);
    return { id, visitor };
  }
  const mayRestart = async (visitor: Visitor) =>
    (await api.call('GET', `${visitor.path}/state`, { key: null })).body.session.canRestart;
  async function expectNoRestart(visitor: Visitor) {
    expect(await mayRestart(visitor)).toBe(false);
    const { status, body } = await visitor.send('restart');
    expect(status).toBe(409);
    expect(body.error.code).toBe('restart_not_allowed');
  }

  it('leads to the page of a fresh session, by form and by script', async () => {
    const { visitor } = await expired();
    expect(await mayRestart(visitor)).toBe(true);
    const { status, headers } = await visitor.submit('restart');
    expect(status).toBe(303);
    expect(headers['location']).toMatch(/^\/checkout\/[0-9A-Za-z]{22}$/);
    expect(headers['location']).not.toBe(visitor.path);
    const again = await visitor.send('restart');
    expect(again.body).toEqual({ url: headers['location'] });
    const fresh = await read(`cs_${String(headers['location']).slice('/checkout/'.length)}`);
    expect(fresh).toMatchObject({ status: 'pending', fiat: { amount: '99.00', currency: 'USD' } });
  });

  it('is shown on the old page', async () => {
    const { visitor } = await expired();
    const { body } = await visitor.send('restart');
    const state = await api.call('GET', `${visitor.path}/state`, { key: null });
    expect(state.body.session).toMatchObject({ canRestart: false, restartedAs: body.url });
  });

  it('is refused while the session can still be paid, and after any payment', async () => {
    await expectNoRestart(await visit(api, await create()));
    const { id, visitor } = await expired();
    await seeTransfer(api, id, { amountAtomic: 99_000_000n, contract: USDC, confirmed: true });
    expect((await read(id)).status).toBe('paid_late');
    await expectNoRestart(visitor);
  });

  it('is refused while a payment confirms in grace', async () => {
    const { id, visitor } = await expired();
    await seeTransfer(api, id, { amountAtomic: 99_000_000n, contract: USDC });
    expect((await read(id)).status).toBe('expired');
    await expectNoRestart(visitor);
  });

  it('is refused where money came that does not count', async () => {
    const { id, visitor } = await expired();
    await seeTransfer(api, id, { amountAtomic: 1n, contract: `0x${'ab'.repeat(20)}` });
    expect(await read(id)).toMatchObject({ status: 'expired', transfers: [{ disposition: 'unexpected' }] });
    await expectNoRestart(visitor);
  });

  it('is refused where the merchant ended the session', async () => {
    const id = await create();
    const visitor = await visit(api, id);
    await api.call('POST', `/checkout_sessions/${id}/expire`);
    api.clock.advance(1000);
    expect((await read(id)).status).toBe('expired');
    await expectNoRestart(visitor);
  });

  it('is refused where the site’s policy does not allow it', async () => {
    const { visitor } = await expired();
    const { pool } = api.database;
    const allow = (allowed: boolean) =>
      pool.query(`UPDATE sites SET policy = jsonb_set(policy::jsonb, '{allowRestart}', $1)`, [JSON.stringify(allowed)]);
    await allow(false);
    await expectNoRestart(visitor);
    await allow(true);
    expect(await mayRestart(visitor)).toBe(true);
  });

  it('is offered for a day', async () => {
    const { id, visitor } = await expired();
    const other = await expired();
    const left = Date.parse((await read(id)).expiresAt) + 24 * 3_600_000 - api.clock.now();
    api.clock.advance(left - 60_000);
    expect(await mayRestart(visitor)).toBe(true);
    api.clock.advance(3_600_000);
    await expectNoRestart(visitor);
    await expectNoRestart(other.visitor);
  });
});

describe('checking', () => {
  it('reads the networks and leads back to the page', async () => {
    const visitor = await visit(api, await create());
    expect((await visitor.submit('check')).status).toBe(303);
    expect((await visitor.send('check')).body.session.status).toBe('pending');
  });

  it('says without JavaScript that nothing new was found, once, and not where something was', async () => {
    const id = await create();
    const visitor = await visit(api, id);
    const says = async (path: string) => (await api.call('GET', path, { key: null })).body.includes('Nothing new at');
    expect(await says(visitor.path)).toBe(false);
    const { headers } = await visitor.submit('check');
    expect(await says(String(headers['location']))).toBe(true);
    expect(await says(`${visitor.path}?checked=${api.clock.now() + 3_600_000}`)).toBe(false);
    expect(await says(`${visitor.path}?checked=soon`)).toBe(false);
    api.clock.advance(61_000);
    expect(await says(String(headers['location']))).toBe(false);
  });

  it('costs the nodes a reading in five seconds and a search in thirty, however many press', async () => {
    const id = await create();
    const visitors = [await visit(api, id), await visit(api, id)];
    const before = { tips: api.asked.tips.length, searches: api.asked.searches.length, at: api.clock.now() };
    for (let press = 0; press < 20; press++) {
      for (const visitor of visitors) expect((await visitor.send('check')).status).toBe(200);
      api.clock.advance(1000);
    }
    const elapsedMs = api.clock.now() - before.at;
    const [tips, searches] = [api.asked.tips.length - before.tips, api.asked.searches.length - before.searches];
    expect(tips).toBeGreaterThan(1);
    expect(tips).toBeLessThanOrEqual(1 + elapsedMs / 5000);
    expect(searches).toBeLessThanOrEqual(1 + elapsedMs / 30_000);
  });
});

describe('checking what is old', () => {
  let old: TestApi;
  beforeAll(async () => {
    old = await createTestApi();
  });
  afterAll(() => old.close());
  const DAY_MS = 86_400_000;

  async function asked(press: () => Promise<{ status: number }>) {
    const before = { tips: old.asked.tips.length, searches: old.asked.searches.length };
    expect((await press()).status).toBe(200);
    return { tips: old.asked.tips.length - before.tips, searches: old.asked.searches.length - before.searches };
  }

  it('searches no session of more than an hour, unless the merchant asks', async () => {
    const { id } = (await old.call('POST', '/checkout_sessions', { body: ORDER })).body;
    old.clock.advance(DAY_MS);
    const visitor = await visit(old, id);
    expect(await asked(() => visitor.send('check'))).toEqual({ tips: 1, searches: 0 });
    const check = () => old.call('POST', `/checkout_sessions/${id}/check`);
    expect(await asked(check)).toEqual({ tips: 1, searches: 1 });
    expect(await asked(check)).toEqual({ tips: 1, searches: 0 });
    old.clock.advance(10_000);
    expect(await asked(check)).toEqual({ tips: 1, searches: 1 });
  });

  it('reads nothing for a session that ended more than a day ago', async () => {
    const { id } = (await old.call('POST', '/checkout_sessions', { body: ORDER })).body;
    const visitor = await visit(old, id);
    await old.call('POST', `/checkout_sessions/${id}/cancel`);
    // The cancel has just had the networks read, but nothing searched.
    expect(await asked(() => visitor.send('check'))).toEqual({ tips: 1, searches: 1 });
    old.clock.advance(DAY_MS + 1000);
    expect(await asked(() => visitor.send('check'))).toEqual({ tips: 0, searches: 0 });
  });
});

describe('the simulator', () => {
  it('is not there without a devnet, and never in live mode', async () => {
    const test = await visit(api, await create());
    expect((await test.send('simulate', { scenario: 'exact' })).body.error.code).toBe('test_mode_only');
    const live = await api.call('POST', '/checkout_sessions', {
      body: { amount: ORDER.amount, successUrl: 'https://example.com' },
      key: api.keys.live,
    });
    const page = await visit(api, live.body.id);
    expect((await page.send('simulate', { scenario: 'exact' })).status).toBe(403);
    expect(page.html).not.toContain('/simulate');
  });
});
