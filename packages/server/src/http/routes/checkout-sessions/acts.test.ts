import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Hex } from '../../../core/hex.ts';
import { fromPublicId } from '../../../core/identity/public-id.ts';
import { readDevnetTo, rederive, seeTransfer, toldOf } from '../../../testing/books.ts';
import { type CallResult, createTestApi, type TestApi, USDC } from '../../../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());
beforeEach(() => void api.pending.splice(0));

const ORDER = { amount: { value: '99.00', currency: 'USD' }, method: 'Devnet:USDC', expiresIn: 300, graceSeconds: 600 };
const ASKED = 99_000_000n;
const create = async () => (await api.call('POST', '/checkout_sessions', { body: ORDER })).body;
const act = (id: string, verb: string, options: object = {}) =>
  api.call('POST', `/checkout_sessions/${id}/${verb}`, options);
const read = async (id: string) => (await api.call('GET', `/checkout_sessions/${id}`)).body;
const pay = (id: string, amountAtomic: bigint, more: object = {}) =>
  seeTransfer(api, id, { amountAtomic, contract: USDC, ...more });

function expectConflict(answer: CallResult, code: string): void {
  expect(answer.status).toBe(409);
  expect(answer.body.error).toMatchObject({ type: 'conflict', code, requestId: answer.headers['x-request-id'] });
}

/** The session is as it was: row, version and events. */
async function expectUnchanged(id: string, before: object): Promise<void> {
  expect(await read(id)).toEqual(before);
}

describe('cancel', () => {
  it('withdraws a pending session and tells it', async () => {
    const { id } = await create();
    const { status, body } = await act(id, 'cancel');
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, status: 'canceled', version: 2, canExtend: false });
    expect(await read(id)).toEqual(body);
    expect(await toldOf(api, id)).toMatchObject([
      { type: 'session.created', version: 1, data: { status: 'pending', version: 1 } },
      { type: 'session.canceled', version: 2, data: { id, status: 'canceled', version: 2 } },
    ]);
  });

  it('outranks what is read later: the money is unexpected', async () => {
    const { id } = await create();
    await act(id, 'cancel');
    await pay(id, ASKED, { confirmed: true });
    expect(await read(id)).toMatchObject({
      status: 'canceled',
      transfers: [{ disposition: 'unexpected', reason: 'after_cancel' }],
    });
  });

  it.each([
    ['part of it', ASKED / 2n, 'underpaid'],
    ['all of it', ASKED, 'detected'],
    ['more than it', ASKED * 2n, 'overpaid'],
  ])('is refused once %s was seen', async (_what, amountAtomic, status) => {
    const { id } = await create();
    await pay(id, amountAtomic);
    const before = await read(id);
    expect(before.status).toBe(status);
    expectConflict(await act(id, 'cancel'), 'session_has_payment');
    await expectUnchanged(id, before);
  });

  it('is refused even for a transfer that does not count', async () => {
    const { id } = await create();
    await seeTransfer(api, id, { amountAtomic: 1n, contract: `0x${'ab'.repeat(20)}` });
    expect(await read(id)).toMatchObject({ status: 'pending', transfers: [{ disposition: 'unexpected' }] });
    expectConflict(await act(id, 'cancel'), 'session_has_payment');
  });

  it('is refused while the node shows a transfer outside any block', async () => {
    const session = await create();
    api.pending.push({
      txHash: `0x${'cd'.repeat(32)}` as Hex,
      contract: USDC,
      to: session.address,
      amountAtomic: ASKED,
    });
    expectConflict(await act(session.id, 'cancel'), 'session_has_payment');
    await expectUnchanged(session.id, session);
  });

  it('is refused for an expired session that a reorg set back while a payment is on its way', async () => {
    const session = await create();
    // Told as expired, while the facts say pending: the books were set back and nothing has been derived since.
    const uuid = fromPublicId('session', session.id);
    await api.database.pool.query(`UPDATE sessions SET status = 'expired' WHERE id = $1`, [uuid]);
    const tips = api.asked.tips.length;
    api.pending.push({ txHash: `0x${'ce'.repeat(32)}`, contract: USDC, to: session.address, amountAtomic: ASKED });
    expectConflict(await act(session.id, 'cancel'), 'session_has_payment');
    expect(api.asked.tips.length).toBe(tips + 1);
  });

  it('is refused when the session has ended, and then reads nothing', async () => {
    const { id } = await create();
    await pay(id, ASKED, { confirmed: true });
    expect((await read(id)).status).toBe('paid');
    const tips = api.asked.tips.length;
    expectConflict(await act(id, 'cancel'), 'session_ended');
    expect(api.asked.tips.length).toBe(tips);
    expect((await toldOf(api, id)).map(({ type }) => type)).toEqual(['session.created', 'session.paid']);
  });
});

describe('expire', () => {
  it('ends the time to pay now; the grace window runs from now', async () => {
    const { id } = await create();
    const before = api.clock.now();
    const { status, body } = await act(id, 'expire');
    const after = api.clock.now();
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'expired', version: 2 });
    const expiresAt = Date.parse(body.expiresAt);
    expect(expiresAt).toBeGreaterThanOrEqual(before);
    expect(expiresAt).toBeLessThanOrEqual(after);
    expect(Date.parse(body.graceEndsAt) - expiresAt).toBe(600_000);
    expect((await toldOf(api, id)).map(({ type, version }) => [type, version])).toEqual([
      ['session.created', 1],
      ['session.expired', 2],
    ]);
  });

  it('lets a payment in grace make it paid_late, and one mined before make it paid', async () => {
    const [late, early] = [await create(), await create()];
    for (const { id } of [late, early]) await act(id, 'expire');
    await pay(late.id, ASKED, { arrivedAt: api.clock.now() + 1000, confirmed: true });
    await pay(early.id, ASKED, { arrivedAt: Date.parse(early.createdAt), confirmed: true });
    expect((await read(late.id)).status).toBe('paid_late');
    expect((await read(early.id)).status).toBe('paid');
  });

  it('is refused once a payment was seen, and when the session has ended', async () => {
    const seen = await create();
    await pay(seen.id, 1n);
    expectConflict(await act(seen.id, 'expire'), 'session_has_payment');
    const ended = await create();
    await act(ended.id, 'cancel');
    expectConflict(await act(ended.id, 'expire'), 'session_ended');
  });
});

describe('extend', () => {
  it('moves both deadlines by one TTL, keeps address and quotes, and tells it', async () => {
    const before = await create();
    expect(before.canExtend).toBe(true);
    const { status, body } = await act(before.id, 'extend');
    expect(status).toBe(200);
    expect(Date.parse(body.expiresAt) - Date.parse(before.expiresAt)).toBe(300_000);
    expect(Date.parse(body.graceEndsAt) - Date.parse(before.graceEndsAt)).toBe(300_000);
    const { address, amount, methods, ethPriceUsd } = before;
    expect(body).toMatchObject({
      status: 'pending',
      version: 2,
      canExtend: false,
      address,
      amount,
      methods,
      ethPriceUsd,
    });
    const told = await toldOf(api, before.id);
    expect(told.map(({ type, version }) => [type, version])).toEqual([
      ['session.created', 1],
      ['session.extended', 2],
    ]);
    expect(told[1]!.data).toMatchObject({ version: 2, expiresAt: body.expiresAt });
  });

  it('is granted once', async () => {
    const { id } = await create();
    await act(id, 'extend');
    expectConflict(await act(id, 'extend'), 'extension_not_allowed');
    expect((await toldOf(api, id)).length).toBe(2);
  });

  it('is refused after a partial payment', async () => {
    const { id } = await create();
    await pay(id, ASKED / 2n);
    expect((await read(id)).canExtend).toBe(false);
    expectConflict(await act(id, 'extend'), 'session_has_payment');
  });

  it('is refused when the session has ended', async () => {
    const { id } = await create();
    await act(id, 'expire');
    expectConflict(await act(id, 'extend'), 'session_ended');
  });
});

describe('a session whose time is over', () => {
  it.each(['cancel', 'expire', 'extend'])(
    'cannot be changed by %s though nobody has told its expiry yet',
    async (verb) => {
      const session = await create();
      await readDevnetTo(api, Date.parse(session.expiresAt) + 1000);
      try {
        expectConflict(await act(session.id, verb), 'session_ended');
        await rederive(api, session.id);
        expect((await toldOf(api, session.id)).map(({ type }) => type)).toEqual(['session.created', 'session.expired']);
      } finally {
        await readDevnetTo(api, api.clock.now());
      }
    },
  );
});
