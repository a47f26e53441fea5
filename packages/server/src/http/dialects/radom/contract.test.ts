import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findNetwork } from '../../../config/networks.ts';
import { toPublicId } from '../../../core/identity/public-id.ts';
import { tellLapsedSessions } from '../../../operations/tell-lapsed-sessions.ts';
import { readDevnetTo, runOut, seeTransfer, toldOf } from '../../../testing/books.ts';
import { strictly } from '../../../testing/strictly.ts';
import { createTestApi, type TestApi, USDC } from '../../../testing/test-api.ts';
import { openToldShop } from '../../../testing/told-shop.ts';
import { presentRadomEvent } from './present.ts';
import { paymentSessionList, paymentSessionObject } from './schema.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi({}, { moreNetworks: [findNetwork('Ethereum')!] });
});
afterAll(() => api.close());
beforeEach(() => void api.pending.splice(0));

/** The request of the page, letter for letter. */
const SAMPLE = `{
"total": 39.99,
"currency": "USD",
"method": {
"network": "Ethereum",
"token": "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48"
}
}`;
/** The fields of the page's answer, in its order. */
const SAMPLE_FIELDS = [
  'id',
  'method',
  'total',
  'currency',
  'sessionStatus',
  'paymentTotal',
  'paymentAddress',
  'transactions',
  'canExtend',
  'expiresAt',
  'createdAt',
];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MICROSECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const ON_DEVNET = { network: 'Devnet', token: USDC };
const ASKED = 39_990_000n;

const post = (payload: string, options: object = {}) =>
  api.call('POST', '/payment_sessions', { raw: { payload, contentType: 'application/json' }, ...options });
const order = (more: object = {}, total = '39.99') =>
  JSON.stringify({ total: JSON.rawJSON(total), currency: 'USD', method: ON_DEVNET, ...more });
const create = async (more: object = {}) => (await post(order(more))).body;
const read = async (id: string) => (await api.call('GET', `/payment_sessions/${id}`)).body;
const act = (id: string, verb: string, options: object = {}) =>
  api.call('POST', `/payment_sessions/${id}/${verb}`, options);
const canonicalId = (uuid: string) => toPublicId('session', uuid);
const pay = (id: string, amountAtomic: bigint, more: object = {}) =>
  seeTransfer(api, canonicalId(id), { amountAtomic, contract: USDC, ...more });

describe('R1: the merchant’s backend creates the session', () => {
  it('takes the key as it is in `Authorization`, and as a bearer', async () => {
    for (const authorization of [api.keys.test, `Bearer ${api.keys.test}`]) {
      const { status } = await post(order(), { key: null, headers: { authorization } });
      expect(status).toBe(201);
    }
  });

  it('takes none from a browser: without a key, or with a wrong one, 401', async () => {
    for (const authorization of [undefined, 'ck_test_nobody', 'Basic abc', api.keys.test.slice(0, -1)]) {
      const headers = authorization === undefined ? {} : { authorization };
      const { status, body } = await post(order(), { key: null, headers });
      expect([status, body.error.type]).toEqual([401, 'authentication']);
    }
  });

  it('is idempotent: a repeat returns the first session, another body is refused', async () => {
    const options = { headers: { 'idempotency-key': 'radom-1' } };
    const first = await post(order(), options);
    const again = await post(order(), options);
    expect(again.body).toEqual(first.body);
    expect([again.status, again.headers['idempotent-replayed']]).toEqual([201, 'true']);
    const other = await post(order({}, '39.98'), options);
    expect([other.status, other.body.error.code]).toEqual([409, 'idempotency_key_reused']);
  });

  it('makes one session of ten creates at once under one key', async () => {
    const options = { headers: { 'idempotency-key': 'radom-2' } };
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(order(), options)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });
});

describe('R2: the request', () => {
  it('is taken as the page sends it', async () => {
    const { status, body } = await post(SAMPLE, { key: api.keys.live });
    expect(status).toBe(201);
    expect(body.method).toEqual({ network: 'Ethereum', token: '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48' });
    expect(body).toMatchObject({ total: '39.99', currency: 'USD', livemode: true });
  });

  it('takes a contract in any case, and null for the native coin', async () => {
    const shouting = await create({ method: { network: 'Devnet', token: USDC.toUpperCase().replace('0X', '0x') } });
    expect(shouting.method).toEqual(ON_DEVNET);
    const native = await create({ method: { network: 'Devnet', token: null } });
    expect(native.method).toEqual({ network: 'Devnet', token: null });
  });

  it('takes a total as text, too', async () => {
    const { status, body } = await post(order({ total: '39.99' }));
    expect([status, body.total]).toEqual([201, '39.99']);
  });

  it.each([
    ['39.99', 39_990_000n],
    ['39.990', 39_990_000n],
    ['1e2', 100_000_000n],
    ['1E+2', 100_000_000n],
    ['1.5e1', 15_000_000n],
    ['3999e-2', 39_990_000n],
    ['0.01', 10_000n],
    ['0.30', 300_000n],
    ['900719925.47', 900_719_925_470_000n],
  ])('reads %s exactly: %s millionths of a dollar coin', async (total, atomic) => {
    const { status, body } = await post(order({}, total));
    expect(status).toBe(201);
    const { body: canonical } = await api.call('GET', `/checkout_sessions/${canonicalId(body.id)}`);
    const [usdc] = canonical.methods;
    expect(usdc.symbol).toBe('USDC');
    // The price is asked at the rate of one dollar.
    expect(usdc.rate).toMatch(/^1(\.0+)?$/);
    expect(usdc.amount.wei).toBe(String(atomic));
    expect(body.total).toBe(total);
  });

  it('locks the one method that the customer chose', async () => {
    const { id } = await create();
    const { body } = await api.call('GET', `/checkout_sessions/${canonicalId(id)}`);
    expect(body.methods.map((method: { id: string }) => method.id)).toEqual(['Devnet:USDC']);
    expect(body.payments).toHaveLength(1);
  });

  it('carries addresses, email, metadata and a deadline of its own', async () => {
    const given = {
      successUrl: 'https://example.com/ok',
      cancelUrl: 'https://example.com/cart',
      customerEmail: 'ada@example.com',
      description: 'Order 123',
      metadata: { orderId: '123' },
    };
    const body = await create({ ...given, expiresIn: 1800 });
    expect(body).toMatchObject(given);
    expect(Date.parse(body.expiresAt) - Date.parse(body.createdAt)).toBe(1800_000);
  });
});

describe('R3: the answer', () => {
  it('has the page’s fields first, in its order and types', async () => {
    const { body } = await post(SAMPLE, { key: api.keys.live });
    expect(Object.keys(body).slice(0, SAMPLE_FIELDS.length)).toEqual(SAMPLE_FIELDS);
    expect(body).toMatchObject({
      id: expect.stringMatching(UUID),
      sessionStatus: 'pending',
      paymentTotal: '39.99',
      paymentAddress: expect.stringMatching(/^0x[0-9a-f]{40}$/),
      transactions: [],
      canExtend: true,
      expiresAt: expect.stringMatching(MICROSECONDS),
      createdAt: expect.stringMatching(MICROSECONDS),
    });
    expect(strictly(paymentSessionObject).safeParse(body).error).toBeUndefined();
  });

  it('echoes the total as it was sent', async () => {
    for (const total of ['1', '1.0', '39.990', '1e2', '100', '0.01', '123456789.12']) {
      const { body } = await post(order({}, total));
      expect([body.total, (await read(body.id)).total]).toEqual([total, total]);
    }
  });

  it('shows each transaction with what it moved and how certain it is', async () => {
    const { id } = await create();
    const { txHash } = await pay(id, ASKED / 2n);
    expect((await read(id)).transactions).toEqual([
      {
        hash: txHash,
        network: 'Devnet',
        token: USDC,
        amount: '19.995',
        status: 'pending',
        confirmations: 1,
        createdAt: expect.stringMatching(MICROSECONDS),
      },
    ]);
    await seeTransfer(api, canonicalId(id), { amountAtomic: 5n, contract: `0x${'ab'.repeat(20)}` });
    await pay(id, ASKED - ASKED / 2n, { confirmed: true });
    const { transactions } = await read(id);
    const shown = transactions.map(({ status, amount }: { status: string; amount: string }) => [status, amount]);
    expect(shown.toSorted()).toEqual([
      ['confirmed', '19.995'],
      ['pending', '19.995'],
      ['unexpected', null],
    ]);
  });
});

describe('R4: the methods on offer', () => {
  it('are told with the network’s name and the token’s contract, to a key without a scheme', async () => {
    const { status, body } = await api.call('GET', '/payment_methods', {
      key: null,
      headers: { authorization: api.keys.live },
    });
    expect(status).toBe(200);
    const onEthereum = body.data.filter(({ network }: { network: string }) => network === 'Ethereum');
    expect(onEthereum.map(({ symbol, token }: { symbol: string; token: string | null }) => [symbol, token])).toEqual([
      ['ETH', null],
      ['USDC', '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48'],
      ['USDT', '0xdac17f958d2ee523a2206206994597c13d831ec7'],
    ]);
  });

  it('can each be asked for as they are told', async () => {
    const { body } = await api.call('GET', '/payment_methods');
    for (const { network, token } of body.data) {
      const session = await create({ method: { network, token } });
      expect(session.method).toEqual({ network, token });
    }
  });
});

describe('R5: reading, extending, canceling, being told', () => {
  it('reads what was created, by the page’s id and by the canonical one', async () => {
    const session = await create();
    for (const id of [session.id, session.id.toUpperCase(), canonicalId(session.id)]) {
      const { status, body } = await api.call('GET', `/payment_sessions/${id}`);
      expect(status).toBe(200);
      expect(body).toEqual(session);
    }
  });

  it('reads sessions of the other APIs, also one with nothing chosen', async () => {
    const made = await api.call('POST', '/checkout_sessions', {
      body: { amount: { value: '99.00', currency: 'USD' } },
    });
    const { body: listed } = await api.call('GET', '/payment_sessions?limit=1');
    expect(listed.data).toHaveLength(1);
    expect(canonicalId(listed.data[0].id)).toBe(made.body.id);
    expect(listed.data[0]).toMatchObject({ total: '99.00', paymentTotal: made.body.amount.eth });
    expect(strictly(paymentSessionList).safeParse(listed).error).toBeUndefined();
  });

  it('lists newest first, page by page', async () => {
    const ids = [(await create()).id, (await create()).id, (await create()).id].reverse();
    const first = (await api.call('GET', '/payment_sessions?limit=2')).body;
    expect(first.data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 2));
    expect(first).toMatchObject({ object: 'list', hasMore: true, nextCursor: ids[1] });
    const next = (await api.call('GET', `/payment_sessions?limit=2&starting_after=${first.nextCursor}`)).body;
    expect(next.data[0].id).toBe(ids[2]);
  });

  it('shows nothing of another organization or mode, and changes nothing there', async () => {
    const session = await create();
    for (const key of [api.keys.live, api.keys.stranger]) {
      expect((await api.call('GET', `/payment_sessions/${session.id}`, { key })).status).toBe(404);
      expect((await act(session.id, 'cancel', { key })).status).toBe(404);
      expect((await act(session.id, 'extend', { key })).status).toBe(404);
      const { body } = await api.call('GET', '/payment_sessions?limit=100', { key });
      expect(body.data.map(({ id }: { id: string }) => id)).not.toContain(session.id);
    }
    expect(await read(session.id)).toEqual(session);
  });

  it('extends once by the time that it was given: address and amount stay', async () => {
    const before = await create({ expiresIn: 600 });
    const { status, body } = await act(before.id, 'extend');
    expect(status).toBe(200);
    expect(Date.parse(body.expiresAt) - Date.parse(before.expiresAt)).toBe(600_000);
    expect(body).toEqual({ ...before, canExtend: false, expiresAt: body.expiresAt, version: 2 });
    const again = await act(before.id, 'extend');
    expect([again.status, again.body.error.code]).toEqual([409, 'extension_not_allowed']);
  });

  it('cannot be extended once its time is over', async () => {
    const { id } = await create({ expiresIn: 60 });
    await runOut(api, canonicalId(id));
    expect(await read(id)).toMatchObject({ sessionStatus: 'expired', canExtend: false });
    expect((await act(id, 'extend')).status).toBe(409);
  });

  it('cancels what nobody has paid', async () => {
    const { id } = await create();
    const { status, body } = await act(id, 'cancel', { headers: { 'idempotency-key': 'cancel-1' } });
    expect([status, body.sessionStatus]).toEqual([200, 'cancelled']);
    const again = await act(id, 'cancel', { headers: { 'idempotency-key': 'cancel-1' } });
    expect([again.status, again.body]).toEqual([200, body]);
    expect((await act(id, 'cancel')).status).toBe(409);
  });

  it('refuses to cancel or extend where funds have been seen, and changes nothing', async () => {
    const { id, paymentAddress } = await create();
    api.pending.push({ txHash: `0x${'cd'.repeat(32)}`, contract: USDC, to: paymentAddress, amountAtomic: ASKED });
    expect((await act(id, 'cancel')).body.error.code).toBe('session_has_payment');
    await pay(id, 1n);
    const before = await read(id);
    for (const verb of ['cancel', 'extend']) {
      const { status, body } = await act(id, verb);
      expect([status, body.error.code]).toEqual([409, 'session_has_payment']);
    }
    expect(await read(id)).toEqual(before);
  });

  it('spells each status as the table does', async () => {
    const steps: (readonly [canonical: string, radom: string, id: string])[] = [];
    const note = async (canonical: string, radom: string, id: string) => steps.push([canonical, radom, id]);
    const fresh = async () => (await create({ expiresIn: 60 })).id;
    await note('pending', 'pending', await fresh());
    const [detected, underpaid, overpaid, paid, late, canceled, expired] = await Promise.all(
      Array.from({ length: 7 }, fresh),
    );
    await pay(detected, ASKED);
    await note('detected', 'pending', detected);
    await pay(underpaid, 1n);
    await note('underpaid', 'pending', underpaid);
    await pay(overpaid, ASKED * 2n);
    await note('overpaid', 'pending', overpaid);
    await pay(paid, ASKED, { confirmed: true });
    await note('paid', 'success', paid);
    await act(canceled, 'cancel');
    await note('canceled', 'cancelled', canceled);
    for (const [canonical, radom, id] of steps) {
      const { body } = await api.call('GET', `/checkout_sessions/${canonicalId(id)}`);
      expect([body.status, (await read(id)).sessionStatus]).toEqual([canonical, radom]);
    }
    await runOut(api, canonicalId(expired));
    expect((await read(expired)).sessionStatus).toBe('expired');
    await pay(late, ASKED, { confirmed: true });
    expect((await read(late)).sessionStatus).toBe('success');
  });

  it('calls what is short for good expired, once the grace window is over', async () => {
    const { id } = await create({ expiresIn: 60 });
    await pay(id, ASKED - 1n, { confirmed: true });
    expect((await read(id)).sessionStatus).toBe('pending');
    const { body } = await api.call('GET', `/checkout_sessions/${canonicalId(id)}`);
    api.clock.advance(Date.parse(body.graceEndsAt) + 1000 - api.clock.now());
    await readDevnetTo(api, api.clock.now());
    expect((await read(id)).sessionStatus).toBe('expired');
    expect((await api.call('GET', `/checkout_sessions/${canonicalId(id)}`)).body.status).toBe('underpaid');
  });

  it('tells completion and expiry by webhook, to an endpoint that was made with the page’s own key', async () => {
    const events = ['session.paid', 'session.expired'];
    const shop = await openToldShop(api, 'radom', events, { authorization: api.keys.test });
    try {
      const [paid, expired, short] = [await create(), await create(), await create()];
      await pay(paid.id, ASKED, { confirmed: true });
      await pay(short.id, ASKED - 1n, { confirmed: true });
      await runOut(api, canonicalId(expired.id));
      const { body } = await api.call('GET', `/checkout_sessions/${canonicalId(short.id)}`);
      api.clock.advance(Math.max(0, Date.parse(body.graceEndsAt) + 1000 - api.clock.now()));
      await readDevnetTo(api, api.clock.now());
      const deps = { store: api.database.store, runtime: api.clock, resource: api.sessions.resource };
      api.sessions.onChanges(await tellLapsedSessions(deps, []));
      for (const [session, type, sessionStatus] of [
        [paid, 'session.paid', 'success'],
        [expired, 'session.expired', 'expired'],
        // Nothing more counts by itself: for this API that is the end of it.
        [short, 'session.expired', 'expired'],
      ] as const) {
        await shop.hears(session.id, 1);
        expect(shop.heard(session.id)).toMatchObject([{ type, data: { id: session.id, sessionStatus } }]);
        expect((await read(session.id)).sessionStatus).toBe(sessionStatus);
      }
    } finally {
      await shop.close();
    }
  });

  it('tells completion in its own words, metadata included, under the canonical envelope', async () => {
    const { id } = await create({ metadata: { orderId: '123' } });
    const { txHash } = await pay(id, ASKED, { confirmed: true });
    const told = await toldOf(api, canonicalId(id));
    const event = {
      ...told.at(-1)!,
      organizationId: api.organizationId,
      id,
      livemode: false,
      createdAt: 1_686_689_496_781,
    };
    const message = presentRadomEvent(event, { organizationId: '', publicUrl: '', csrfTokenOf: () => '' });
    expect(message).toMatchObject({
      id: toPublicId('event', id),
      type: 'session.paid',
      livemode: false,
      createdAt: '2023-06-13T20:51:36.781Z',
      version: 2,
      data: {
        id,
        sessionStatus: 'success',
        total: '39.99',
        transactions: [{ hash: txHash, status: 'confirmed' }],
        metadata: { orderId: '123' },
      },
    });
  });
});
