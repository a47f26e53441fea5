import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expireDueSessions } from '../../../operations/expire-due-sessions.ts';
import { readDevnetTo, rederive, runOut, seeTransfer } from '../../../testing/books.ts';
import { createTestApi, type TestApi, USDC } from '../../../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

let codes = 0;
async function discount(body: object = {}): Promise<{ id: string; code: string }> {
  const made = await api.call('POST', '/discounts', { body: { code: `CODE-${++codes}`, percentOff: '10', ...body } });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body;
}
const buy = (code: string, body: object = {}, options: object = {}) =>
  api.call('POST', '/checkout_sessions', {
    body: { amount: { value: '100.00', currency: 'USD' }, method: 'Devnet:USDC', discounts: [{ code }], ...body },
    ...options,
  });
const timesRedeemed = async (id: string): Promise<number> =>
  (await api.call('GET', `/discounts/${id}`)).body.timesRedeemed;

describe('a code', () => {
  it('takes its share off the subtotal, whatever capitals it is typed in, and says what it took', async () => {
    const { id, code } = await discount({ code: 'Summer', name: 'Summer sale', percentOff: '12.5' });
    const { status, body } = await buy(' sUMMER ');
    expect(status, JSON.stringify(body)).toBe(201);
    expect(body).toMatchObject({
      fiat: { amount: '87.50', currency: 'USD' },
      amountSubtotal: '100.00',
      amountDiscount: '12.50',
      amountTotal: '87.50',
      amount: { eth: '87.5' },
      discounts: [{ discountId: id, code, name: 'Summer sale', percentOff: '12.5', amountOff: null, amount: '12.50' }],
    });
    expect(await timesRedeemed(id)).toBe(1);
  });

  it('is taken off one after the other with what the request spells out', async () => {
    const { code } = await discount({ percentOff: undefined, amountOff: '5.00', currency: 'USD' });
    const { body } = await buy(code, {
      discounts: [{ percentOff: '10', name: 'Staff' }, { code }, { amountOff: '0.50' }],
    });
    expect(body.discounts.map((each: { amount: string }) => each.amount)).toEqual(['10.00', '5.00', '0.50']);
    expect(body.amountTotal).toBe('84.50');
  });

  it('that takes everything completes the session at once, with nothing to pay', async () => {
    const { id, code } = await discount({ percentOff: '100' });
    const { status, body } = await buy(code, { method: undefined });
    expect(status).toBe(201);
    const now = await api.call('GET', `/checkout_sessions/${body.id}`);
    expect(now.body).toMatchObject({ status: 'paid', amountSubtotal: '100.00', amountTotal: '0.00', address: null });
    expect(await timesRedeemed(id)).toBe(1);
  });
});

describe('a limit', () => {
  it('of five lets exactly five of twenty creates at once through', async () => {
    const { id, code } = await discount({ maxRedemptions: 5 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => buy(code)));
    expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(5);
    const refused = answers.filter(({ status }) => status !== 201);
    for (const { status, body } of refused) {
      expect([status, body.error.code, body.error.param]).toEqual([409, 'discount_exhausted', 'discounts.0.code']);
    }
    expect(await timesRedeemed(id)).toBe(5);
    const { rows } = await api.database.pool.query('SELECT 1 FROM sessions WHERE discounts::text LIKE $1', [
      `%${code}%`,
    ]);
    expect(rows).toHaveLength(5);
  });

  it('counts a repeated create once, and gives the repeat its first answer although nothing is left', async () => {
    const { id, code } = await discount({ maxRedemptions: 1 });
    const headers = { 'idempotency-key': `once-${code}` };
    const answers = await Promise.all(Array.from({ length: 5 }, () => buy(code, {}, { headers })));
    const first = await buy(code, {}, { headers });
    expect(first.headers['idempotent-replayed']).toBe('true');
    expect(first.status).toBe(201);
    for (const answer of answers) expect(answer.body).toEqual(first.body);
    expect(await timesRedeemed(id)).toBe(1);
    expect((await buy(code)).body.error.code).toBe('discount_exhausted');
  });

  it('is not touched by a create that fails', async () => {
    const { id, code } = await discount({ maxRedemptions: 1 });
    const second = await discount({ maxRedemptions: 1 });
    await buy(second.code);
    const refused = await buy(code, { discounts: [{ code }, { code: second.code }] });
    expect(refused.body.error).toMatchObject({ code: 'discount_exhausted', param: 'discounts.1.code' });
    expect((await buy(code, { method: 'Narnia:ETH' })).status).toBe(400);
    expect(await timesRedeemed(id)).toBe(0);
    expect((await buy(code)).status).toBe(201);
  });

  it('is not oversold by sessions that ran out one after the other and are all paid in grace', async () => {
    const { id, code } = await discount({ percentOff: '90', maxRedemptions: 1, oncePerCustomer: true });
    const first = (await buy(code, { customerEmail: 'late@example.com' })).body.id;
    await runOut(api, first);
    const refused = [
      await buy(code, { customerEmail: 'late@example.com' }),
      await buy(code, { customerEmail: 'b@example.com' }),
    ];
    expect(refused.map(({ body }) => body.error?.code)).toEqual(['discount_exhausted', 'discount_exhausted']);
    await seeTransfer(api, first, { amountAtomic: 10_000_000n, contract: USDC, confirmed: true });
    expect((await api.call('GET', `/checkout_sessions/${first}`)).body.status).toBe('paid_late');
    expect(await timesRedeemed(id)).toBe(1);
  });

  it('gets back what an expired session took once its grace has been read past', async () => {
    const { id, code } = await discount({ maxRedemptions: 1 });
    const { body } = await buy(code);
    await runOut(api, body.id);
    const { graceEndsAt } = (await api.call('GET', `/checkout_sessions/${body.id}`)).body;
    api.clock.advance(Date.parse(graceEndsAt) + 1000 - api.clock.now());
    await rederive(api, body.id);
    // The clock says so, but what came in time may not have been read yet.
    expect(await timesRedeemed(id)).toBe(1);
    await readDevnetTo(api, api.clock.now());
    await expireDueSessions({
      store: api.database.store,
      runtime: api.sessions.createDeps.runtime,
      rederive: api.sessions.rederive,
    });
    expect(await timesRedeemed(id)).toBe(0);
    expect((await buy(code)).status).toBe(201);
  });

  it('gets back what a canceled session took', async () => {
    const { id, code } = await discount({ maxRedemptions: 1 });
    const { body } = await buy(code);
    expect((await api.call('POST', `/checkout_sessions/${body.id}/cancel`)).status).toBe(200);
    expect(await timesRedeemed(id)).toBe(0);
    expect((await buy(code)).status).toBe(201);
  });
});

describe('once per customer', () => {
  it('asks who buys', async () => {
    const { code } = await discount({ oncePerCustomer: true });
    const { status, body } = await buy(code);
    expect([status, body.error.code]).toEqual([400, 'discount_needs_customer']);
    expect(body.error.message).toContain('customerEmail');
  });

  it('knows an address however it is spelled, also of twenty creates at once', async () => {
    const { id, code } = await discount({ oncePerCustomer: true });
    const spellings = ['ada@example.com', 'Ada@Example.com'];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => buy(code, { customerEmail: spellings[i % 2] })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const refused = answers.find(({ status }) => status !== 201)!;
    expect([refused.status, refused.body.error.code]).toEqual([409, 'discount_already_redeemed']);
    expect((await buy(code, { customerEmail: 'grace@example.com' })).status).toBe(201);
    expect(await timesRedeemed(id)).toBe(2);
  });

  it('lets a customer try again whose session ended unpaid', async () => {
    const { code } = await discount({ oncePerCustomer: true });
    const { body } = await buy(code, { customerEmail: 'again@example.com' });
    await api.call('POST', `/checkout_sessions/${body.id}/cancel`);
    expect((await buy(code, { customerEmail: 'again@example.com' })).status).toBe(201);
  });
});

describe('a code is refused by name', () => {
  const refusal = async (code: string, body: object = {}) => {
    const answer = await buy(code, body);
    return [answer.status, answer.body.error.code, answer.body.error.param];
  };

  it('where it is unknown, also when another organization or mode has it', async () => {
    expect(await refusal('NOBODY')).toEqual([400, 'discount_code_unknown', 'discounts.0.code']);
    const { code } = await discount();
    for (const key of [api.keys.stranger, api.keys.live]) {
      const body = { amount: { value: '1.00', currency: 'USD' }, discounts: [{ code }] };
      const answer = await api.call('POST', '/checkout_sessions', { key, body });
      expect(answer.body.error.code).toBe('discount_code_unknown');
    }
  });

  it('before it starts, once it expired and when it is archived', async () => {
    const now = api.clock.now();
    const later = await discount({ startsAt: new Date(now + 60_000).toISOString() });
    expect(await refusal(later.code)).toEqual([409, 'discount_not_started', 'discounts.0.code']);
    const short = await discount({ expiresAt: new Date(now + 30_000).toISOString() });
    expect((await buy(short.code)).status).toBe(201);
    api.clock.advance(60_001);
    expect(await refusal(short.code)).toEqual([409, 'discount_expired', 'discounts.0.code']);
    expect((await buy(later.code)).status).toBe(201);
    await api.call('PATCH', `/discounts/${later.id}`, { body: { active: false } });
    expect(await refusal(later.code)).toEqual([400, 'discount_code_unknown', 'discounts.0.code']);
  });

  it('in another currency, twice in a request, or beside other terms', async () => {
    const { code } = await discount({ percentOff: undefined, amountOff: '5.00', currency: 'EUR' });
    expect(await refusal(code)).toEqual([400, 'currency_mismatch', 'discounts.0.code']);
    const once = await discount();
    expect(await refusal('', { discounts: [{ code: once.code }, { code: once.code.toLowerCase() }] })).toEqual([
      400,
      'discount_repeated',
      'discounts.1.code',
    ]);
    for (const each of [{}, { code: once.code, percentOff: '1' }, { percentOff: '1', amountOff: '1.00' }]) {
      expect(await refusal('', { discounts: [each] })).toEqual([400, 'discount_ambiguous', 'discounts.0']);
    }
  });

  it.each([
    [{ percentOff: '0' }, 'percent_invalid', 'discounts.0.percentOff'],
    [{ percentOff: '100.1' }, 'percent_invalid', 'discounts.0.percentOff'],
    [{ percentOff: '1e1' }, 'percent_invalid', 'discounts.0.percentOff'],
    [{ percentOff: 10 }, 'parameter_invalid', 'discounts.0.percentOff'],
    [{ amountOff: '0.00' }, 'amount_invalid', 'discounts.0.amountOff'],
    [{ amountOff: '-1' }, 'amount_invalid', 'discounts.0.amountOff'],
    [{ amountOff: '0.001' }, 'amount_invalid', 'discounts.0.amountOff'],
    [{ amount: '1.00' }, 'parameter_unknown', 'discounts.0.amount'],
  ])('terms that are none: %j', async (terms, code, param) => {
    expect(await refusal('', { discounts: [terms] })).toEqual([400, code, param]);
  });
});
