import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromPublicId, toPublicId } from '../core/identity/public-id.ts';
import { findSessionById } from '../store/sessions.ts';
import { readDevnetTo, rederive, runOut, seeTransfer } from '../testing/books.ts';
import { createTestApi, type TestApi, USDC } from '../testing/test-api.ts';
import { restartSession } from './restart-session.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const ORDER = {
  amount: { value: '99.00', currency: 'USD' },
  allowedMethods: ['Devnet:USDC', 'Devnet:ETH'],
  expiresIn: 600,
  graceSeconds: 30,
  description: 'Order 123',
  lineItems: [{ name: 'Tea', quantity: 2, unitAmount: '49.50' }],
  metadata: { orderId: '123' },
  customerEmail: 'ada@example.com',
  successUrl: 'https://example.com/ok',
  cancelUrl: 'https://example.com/cart',
  returnUrl: 'https://example.com/back',
};
const read = async (id: string) => (await api.call('GET', `/checkout_sessions/${id}`)).body;

async function expired(): Promise<string> {
  const { id } = (await api.call('POST', '/checkout_sessions', { body: ORDER })).body;
  await runOut(api, id);
  return id;
}

const deps = () => ({ ...api.sessions.createDeps, store: api.database.store });
async function restart(id: string, { allowed = true, crash = false, without = [] as readonly string[] } = {}) {
  const session = await findSessionById(api.database.store, fromPublicId('session', id)!);
  const store = crash ? lostStore() : api.database.store;
  const { catalogue } = deps();
  const networks = catalogue.networks.map((network) => {
    const tokens = network.spec.tokens.filter(({ symbol }) => !without.includes(symbol));
    return { ...network, spec: { ...network.spec, tokens } };
  });
  return restartSession({ ...deps(), store, catalogue: { ...catalogue, networks } }, session!, () => allowed);
}

/** The server dies after the create's commit: nothing after the first transaction reaches the database. */
function lostStore(): TestApi['database']['store'] {
  let transactions = 0;
  return new Proxy(api.database.store, {
    get(store, name) {
      if (name === 'transaction' && transactions++ === 0) return () => store.transaction();
      throw new Error('the process is gone');
    },
  });
}

async function successors(): Promise<number> {
  const { rowCount } = await api.database.pool.query(
    `SELECT 1 FROM idempotency_records WHERE route = 'restart' AND event_id IS NOT NULL`,
  );
  return rowCount ?? 0;
}

describe('starting an expired session again', () => {
  it('makes a fresh session of the same order with an address of its own', async () => {
    const id = await expired();
    const result = await restart(id);
    if (result.outcome !== 'restarted') throw new Error(result.message);
    const [before, after] = [await read(id), await read(toPublicId('session', result.sessionId))];
    expect(after).toMatchObject({ status: 'pending', version: 1, transfers: [] });
    for (const field of [
      'fiat',
      'description',
      'lineItems',
      'metadata',
      'customerEmail',
      'successUrl',
      'cancelUrl',
      'returnUrl',
    ]) {
      expect(after[field]).toEqual(before[field]);
    }
    const ids = (methods: readonly { id: string }[]) => methods.map((method) => method.id).sort();
    expect(ids(after.methods)).toEqual(ids(before.methods));
    expect(Date.parse(after.expiresAt) - Date.parse(after.createdAt)).toBe(600_000);
    expect(Date.parse(after.graceEndsAt) - Date.parse(after.expiresAt)).toBe(30_000);
    expect(after.address).not.toBe(before.address);
    expect(before.status).toBe('expired');
  });

  it('attack 33: twenty clicks at the same moment make one', async () => {
    const id = await expired();
    const before = await successors();
    const results = await Promise.all(Array.from({ length: 20 }, () => restart(id)));
    expect(results.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 20 }, () => 'restarted'));
    expect(new Set(results.map((result) => 'sessionId' in result && result.sessionId)).size).toBe(1);
    expect(await successors()).toBe(before + 1);
  });

  it('leads a later click to the first one’s session, also where a restart would no longer be allowed', async () => {
    const id = await expired();
    const first = await restart(id);
    expect(await restart(id, { allowed: false })).toEqual(first);
  });

  it('goes on where a crash left it between the create and the link', async () => {
    const id = await expired();
    const before = await successors();
    await expect(restart(id, { crash: true })).rejects.toThrow('the process is gone');
    const result = await restart(id);
    expect(result.outcome).toBe('restarted');
    expect(await successors()).toBe(before + 1);
    const session = await findSessionById(api.database.store, fromPublicId('session', id)!);
    expect(session!.restartedAs).toBe('sessionId' in result ? result.sessionId : undefined);
  });

  it('leaves out a method that was switched off since', async () => {
    const result = await restart(await expired(), { without: ['USDC'] });
    if (result.outcome !== 'restarted') throw new Error(result.message);
    const { methods } = await read(toPublicId('session', result.sessionId));
    expect(methods.map((method: { id: string }) => method.id)).toEqual(['Devnet:ETH']);
  });

  it('is judged by the session as it stands then, not as the page was shown', async () => {
    const id = await expired();
    const session = (await findSessionById(api.database.store, fromPublicId('session', id)!))!;
    await seeTransfer(api, id, { amountAtomic: 1n });
    const before = await successors();
    const seen: number[] = [];
    const result = await restartSession(deps(), session, ({ derived }) => {
      seen.push(derived.transfers.length);
      return derived.transfers.length === 0;
    });
    expect(result).toMatchObject({ outcome: 'refused', code: 'restart_not_allowed' });
    expect(seen).toEqual([1]);
    expect(await successors()).toBe(before);
  });

  it('is refused where the merchant does not allow it, and makes nothing', async () => {
    const id = await expired();
    const before = await successors();
    expect(await restart(id, { allowed: false })).toMatchObject({ outcome: 'refused', code: 'restart_not_allowed' });
    expect(await successors()).toBe(before);
  });
});

describe('a session at a discount', () => {
  async function expiredAt(code: string): Promise<string> {
    const discounts = [{ code }, { amountOff: '1.00' }];
    const { id } = (await api.call('POST', '/checkout_sessions', { body: { ...ORDER, discounts } })).body;
    await runOut(api, id);
    return id;
  }
  const discount = async (code: string) =>
    (await api.call('POST', '/discounts', { body: { code, percentOff: '10', maxRedemptions: 1 } })).body;
  const timesRedeemed = async (id: string) => (await api.call('GET', `/discounts/${id}`)).body.timesRedeemed;

  it('is started again at the same price, and redeems its code again', async () => {
    const { id } = await discount('AGAIN');
    const done = await restart(await expiredAt('AGAIN'));
    expect(done.outcome).toBe('restarted');
    const fresh = await read(toPublicId('session', (done as { sessionId: string }).sessionId));
    expect(fresh).toMatchObject({ amountSubtotal: '99.00', amountDiscount: '10.90', amountTotal: '88.10' });
    expect(await timesRedeemed(id)).toBe(1);
  });

  it('at a limited code cannot be paid beside the one that took its place', async () => {
    const { id } = await discount('TWICE');
    const mine = await expiredAt('TWICE');
    const done = await restart(mine);
    if (done.outcome !== 'restarted') throw new Error(done.message);
    for (const each of [mine, toPublicId('session', done.sessionId)]) {
      const { amount } = await read(each);
      const { symbol } = (await read(each)).method;
      await seeTransfer(api, each, {
        amountAtomic: BigInt(amount.wei),
        contract: symbol === 'USDC' ? USDC : null,
        confirmed: true,
      });
    }
    expect((await read(mine)).status).toBe('expired');
    expect((await read(toPublicId('session', done.sessionId))).status).toBe('paid');
    expect(await timesRedeemed(id)).toBe(1);
  });

  it('at a code without a limit keeps its own grace', async () => {
    await api.call('POST', '/discounts', { body: { code: 'ALWAYS', percentOff: '10' } });
    const mine = await expiredAt('ALWAYS');
    const { graceEndsAt } = await read(mine);
    expect((await restart(mine)).outcome).toBe('restarted');
    expect((await read(mine)).graceEndsAt).toBe(graceEndsAt);
  });

  it('is not started again once somebody else has the last of its code', async () => {
    await discount('GONE');
    const mine = await expiredAt('GONE');
    const body = { ...ORDER, discounts: [{ code: 'GONE' }] };
    // Until its grace is over it keeps the code: its own money may still come.
    expect((await api.call('POST', '/checkout_sessions', { body })).body.error.code).toBe('discount_exhausted');
    api.clock.advance(60_000);
    await readDevnetTo(api, api.clock.now());
    await rederive(api, mine);
    await api.call('POST', '/checkout_sessions', { body });
    expect(await restart(mine)).toMatchObject({ outcome: 'refused', code: 'discount_exhausted' });
  });
});
