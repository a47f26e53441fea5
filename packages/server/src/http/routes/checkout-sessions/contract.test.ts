import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DIALECTS } from '../../../core/dialect.ts';
import { toPublicId } from '../../../core/identity/public-id.ts';
import { readDevnetTo, runOut, seeTransfer, toldOf } from '../../../testing/books.ts';
import { cleanCommands, runCommand } from '../../../testing/command.ts';
import { MAKERS, uuidOfAnswer } from '../../../testing/every-dialect.ts';
import { bringTo } from '../../../testing/session-states.ts';
import { strictly } from '../../../testing/strictly.ts';
import { createTestApi, type TestApi, USDC } from '../../../testing/test-api.ts';
import { sessionObject } from './session-object.ts';

/** Seed 003, line by line; what needs a chain or a browser (C9 to C11) is in `e2e/contract-canonical.test.ts`. */
let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(async () => {
  await cleanCommands();
  await api.close();
});

/** The page's own sample, letter by letter. */
const SAMPLE = `{
    "amount": {
      "value": "99.00",
      "currency": "USD"
    },
    "successUrl": "https://example.com/ok",
    "metadata": {
      "orderId": "123"
    }
  }`;
const post = (payload: string, options: object = {}) =>
  api.call('POST', '/checkout_sessions', { raw: { payload, contentType: 'application/json' }, ...options });
const create = async (more: object = {}) => (await post(JSON.stringify({ ...JSON.parse(SAMPLE), ...more }))).body;
const read = async (id: string) => (await api.call('GET', `/checkout_sessions/${id}`)).body;

describe('C1: POST /api/v1/checkout_sessions and GET /api/v1/checkout_sessions/{id}, with a bearer key', () => {
  it('answers 201 and 200, with the same session', async () => {
    const made = await post(SAMPLE);
    expect(made.status).toBe(201);
    expect(api.keys.test).toMatch(/^ck_test_[0-9A-Za-z]{32}$/);
    const headers = { authorization: `Bearer ${api.keys.test}` };
    const answer = await api.call('GET', `/checkout_sessions/${made.body.id}`, { key: null, headers });
    expect([answer.status, answer.body]).toEqual([200, made.body]);
  });

  it('answers nobody without a key', async () => {
    for (const { status, body } of [
      await post(SAMPLE, { key: null }),
      await api.call('GET', '/checkout_sessions/cs_x', { key: null }),
    ]) {
      expect([status, body.error.type]).toEqual([401, 'authentication']);
    }
  });
});

describe('C2: two creation modes', () => {
  const linked = async () =>
    (await api.call('POST', '/payment_links', { body: { name: 'Tea', fiatAmount: '42.00', fiatCurrency: 'EUR' } }))
      .body;

  it('in ad-hoc mode asks the amount that it is given', async () => {
    expect(await create()).toMatchObject({ linkId: null, fiat: { amount: '99.00', currency: 'USD' } });
  });

  it('in link mode inherits the link’s fiatAmount and fiatCurrency', async () => {
    const { id } = await linked();
    const { status, body } = await post(JSON.stringify({ linkId: id }));
    expect(status).toBe(201);
    expect(body).toMatchObject({ linkId: id, fiat: { amount: '42.00', currency: 'EUR' } });
  });

  it('refuses both and neither, and a link that is not active', async () => {
    const { id } = await linked();
    expect((await post(SAMPLE.replace('{', `{ "linkId": "${id}",`))).status).toBe(400);
    expect((await post('{"metadata": {"orderId": "123"}}')).status).toBe(400);
    await api.call('PATCH', `/payment_links/${id}`, { body: { active: false } });
    expect((await post(JSON.stringify({ linkId: id }))).body.error.code).toBe('payment_link_inactive');
  });
});

describe('C3: the 21 fields of its table, in their types', () => {
  const text = expect.stringMatching(/./);
  const decimal = expect.stringMatching(/^\d+(\.\d+)?$/);
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const FIELDS = {
    id: expect.stringMatching(/^cs_[0-9A-Za-z]{22}$/),
    object: 'checkout_session',
    linkId: null,
    status: 'pending',
    address: expect.stringMatching(/^0x[0-9a-f]{40}$/),
    amount: { wei: expect.stringMatching(/^\d+$/), eth: decimal },
    fiat: { amount: '99.00', currency: 'USD' },
    ethPriceUsd: decimal,
    expiresAt: time,
    paidAt: null,
    txHash: null,
    chainId: 31337,
    metadata: { orderId: '123' },
    successUrl: 'https://example.com/ok',
    cancelUrl: null,
    returnUrl: null,
    customerEmail: null,
    livemode: false,
    checkoutUrl: expect.stringContaining('/checkout/'),
    createdAt: time,
    updatedAt: time,
  };

  it('as the page’s own sample is answered, null where nothing is known', async () => {
    expect(Object.keys(FIELDS)).toHaveLength(21);
    const body = await create();
    expect(body).toMatchObject(FIELDS);
    expect(strictly(sessionObject).safeParse(body).error).toBeUndefined();
  });

  it('with everything given, and once it is paid', async () => {
    const { body: link } = await api.call('POST', '/payment_links', {
      body: { name: 'Tea', fiatAmount: '99.00', fiatCurrency: 'USD' },
    });
    const given = {
      cancelUrl: 'https://example.com/cart',
      returnUrl: 'https://example.com/back',
      customerEmail: 'ada@example.com',
      metadata: { orderId: 123, gift: true, deep: { tags: ['a', null] } },
    };
    const own = { amount: undefined, linkId: link.id, method: 'Devnet:USDC' };
    const { id } = await create({ ...given, ...own });
    const { txHash } = await seeTransfer(api, id, { amountAtomic: 99_000_000n, contract: USDC, confirmed: true });
    const body = await read(id);
    const known = { ...FIELDS, ...given, linkId: link.id, status: 'paid', paidAt: time, txHash };
    expect(body).toMatchObject(known);
    expect(txHash).toMatch(/^0x[0-9a-f]{64}$/);
    expect(Object.values(body).length).toBeGreaterThan(21);
    expect(strictly(sessionObject).safeParse(body).error).toBeUndefined();
  });

  it('ethPriceUsd is the native coin’s, locked at creation, also where a token is asked', async () => {
    const { ethPriceUsd, amount } = await create();
    const token = await create({ method: 'Devnet:USDC' });
    expect(token).toMatchObject({ amount: { wei: '99000000', eth: '99' }, ethPriceUsd, chainId: 31337 });
    expect(Number(amount.eth) * Number(ethPriceUsd)).toBeCloseTo(99, 6);
    await bringTo(api, token.id, 'expired');
    expect((await read(token.id)).ethPriceUsd).toBe(ethPriceUsd);
  });

  it('livemode is true of a live key’s, and the mode is in no other field', async () => {
    const { body } = await post(SAMPLE, { key: api.keys.live });
    expect(body).toMatchObject({ ...FIELDS, livemode: true, chainId: 8453, checkoutUrl: text });
  });
});

describe('C4: single-use, an address of its own, a timer from creation', () => {
  it('two sessions of the same order share nothing', async () => {
    const [one, two] = [await create(), await create()];
    expect(one.id).not.toBe(two.id);
    expect(one.address).not.toBe(two.address);
    for (const { createdAt, expiresAt } of [one, two]) {
      expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe(300_000);
    }
  });

  it.each(['paid', 'expired', 'canceled'] as const)('once %s it never asks again', async (state) => {
    const { id, address } = await create();
    await bringTo(api, id, state);
    for (const verb of ['cancel', 'expire', 'extend']) {
      expect((await api.call('POST', `/checkout_sessions/${id}/${verb}`)).status, verb).toBe(409);
    }
    expect(await read(id)).toMatchObject({ status: state, address, canExtend: false });
  });

  it('is paid once: what is sent again is no second payment', async () => {
    const { id } = await create({ method: 'Devnet:USDC' });
    const pay = () => seeTransfer(api, id, { amountAtomic: 99_000_000n, contract: USDC, confirmed: true });
    const { txHash } = await pay();
    const { paidAt } = await read(id);
    await pay();
    expect(await read(id)).toMatchObject({
      status: 'paid',
      paidAt,
      txHash,
      overpaidAmount: { fiat: { amount: '99.00', currency: 'USD' } },
    });
    expect((await toldOf(api, id)).map(({ type }) => type)).toEqual([
      'session.created',
      'session.paid',
      'session.overpaid',
    ]);
  });
});

describe('C5: the eight statuses, with the meanings of its table', () => {
  const EIGHT = ['pending', 'detected', 'underpaid', 'overpaid', 'paid', 'paid_late', 'expired', 'failed'] as const;

  it.each(EIGHT)('%s', async (status) => {
    const { id } = await create();
    await bringTo(api, id, status);
    const body = await read(id);
    expect(body.status).toBe(status);
    expect((await toldOf(api, id)).at(-1)!.type).toBe(status === 'pending' ? 'session.created' : `session.${status}`);
    const isPaid = status === 'paid' || status === 'paid_late';
    // Only what has its confirmations has a time of payment; only what was seen a transaction.
    expect([body.paidAt !== null, body.txHash !== null]).toEqual([
      isPaid,
      isPaid || status === 'detected' || status === 'underpaid' || status === 'overpaid',
    ]);
  });

  it('paid, paid_late and expired are terminal: time alone changes none of them', async () => {
    for (const status of ['paid', 'paid_late', 'expired'] as const) {
      const { id } = await create();
      await bringTo(api, id, status);
      api.clock.advance(7 * 24 * 3_600_000);
      await readDevnetTo(api, api.clock.now());
      expect((await read(id)).status).toBe(status);
    }
  });
});

describe('C6: expiry, the grace window, and what comes after it', () => {
  const pay = (id: string, more: object = {}) =>
    seeTransfer(api, id, { amountAtomic: 99_000_000n, contract: USDC, confirmed: true, ...more });

  it('expires only where no payment was detected by expiresAt', async () => {
    const [paid, unpaid] = [await create(), await create()];
    await pay(paid.id, { confirmed: false });
    await runOut(api, paid.id);
    await runOut(api, unpaid.id);
    expect((await read(paid.id)).status).toBe('detected');
    expect((await read(unpaid.id)).status).toBe('expired');
  });

  it('a payment that confirms inside the grace window makes it paid_late', async () => {
    const { id } = await create();
    await runOut(api, id);
    await pay(id);
    expect(await read(id)).toMatchObject({ status: 'paid_late', paidAt: expect.any(String) });
  });

  it('after the grace window nothing is credited by itself: the money waits for a person', async () => {
    const { id, graceEndsAt } = await create();
    await runOut(api, id);
    api.clock.advance(Date.parse(graceEndsAt) + 1000 - api.clock.now());
    await readDevnetTo(api, api.clock.now());
    await pay(id);
    expect(await read(id)).toMatchObject({
      status: 'expired',
      transfers: [{ disposition: 'unexpected', reason: 'after_grace' }],
    });
    const { data } = (await api.call('GET', '/unexpected_transfers?limit=1')).body;
    expect(data[0]).toMatchObject({ sessionId: id, reason: 'after_grace' });
  });
});

describe('C7: the operator sets the time to pay and the grace window', () => {
  const TTL_MS = 15 * 60_000;
  const GRACE_MS = 2 * 3_600_000;

  let site: string;
  beforeAll(async () => {
    const whose = ['--organization', toPublicId('organization', api.organizationId)];
    const database = { DATABASE_URL: api.database.url };
    const set = await runCommand(['sites', 'update', ...whose, '--ttl', '15m', '--grace', '2h'], database);
    expect(set, set.stderr).toMatchObject({ code: 0 });
    // A change reaches every process within two seconds.
    api.clock.advance(2_000);
    const query = 'SELECT id FROM sites WHERE organization_id = $1';
    site = (await api.database.pool.query(query, [api.organizationId])).rows[0].id;
  });

  it.each(DIALECTS)('as `opentill sites` says, for what is made through %s', async (dialect) => {
    const { path, body } = MAKERS[dialect];
    const made = await api.call('POST', path(site), { body });
    const session = await read(uuidOfAnswer(made.body));
    expect(Date.parse(session.expiresAt) - Date.parse(session.createdAt)).toBe(TTL_MS);
    expect(Date.parse(session.graceEndsAt) - Date.parse(session.expiresAt)).toBe(GRACE_MS);
  });

  it('and what is open keeps what it was made with', async () => {
    const before = await create();
    const { rows } = await api.database.pool.query(
      `UPDATE sites SET policy = policy || '{"ttlSeconds": 60, "graceSeconds": 0}' WHERE organization_id = $1 RETURNING id`,
      [api.organizationId],
    );
    expect(rows).toHaveLength(1);
    api.clock.advance(2_000);
    const after = await create();
    expect(Date.parse(after.expiresAt) - Date.parse(after.createdAt)).toBe(60_000);
    const { expiresAt, graceEndsAt } = await read(before.id);
    expect({ expiresAt, graceEndsAt }).toEqual({ expiresAt: before.expiresAt, graceEndsAt: before.graceEndsAt });
  });
});

describe('C8: Idempotency-Key', () => {
  it('a repeat returns the original session, never a second one', async () => {
    const headers = { 'idempotency-key': 'order-123-v1' };
    const first = await post(SAMPLE, { headers });
    const again = await post(SAMPLE, { headers });
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers['idempotent-replayed']).toBe('true');
    const { data } = (await api.call('GET', '/checkout_sessions?limit=2')).body;
    expect(data.filter(({ id }: { id: string }) => id === first.body.id)).toHaveLength(1);
    expect(data[0].id).toBe(first.body.id);
  });
});
