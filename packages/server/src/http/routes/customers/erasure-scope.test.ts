import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromPublicId } from '../../../core/identity/public-id.ts';
import { type RenewDeps, renewSubscriptions } from '../../../operations/renew-subscriptions.ts';
import { restartSession } from '../../../operations/restart-session.ts';
import { findSessionById } from '../../../store/sessions.ts';
import { runOut } from '../../../testing/books.ts';
import { createSubscriptionBench, type SubscriptionBench } from '../../../testing/subscription-bench.ts';
import type { TestApi } from '../../../testing/test-api.ts';
import { until } from '../../../testing/until.ts';
import { tracesOf } from './personal-traces.fixture.ts';

let bench: SubscriptionBench;
let api: TestApi;
beforeAll(async () => {
  bench = await createSubscriptionBench();
  api = bench.api;
});
afterAll(() => bench.close());

const call = async (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object, key?: string) => {
  const headers = key === undefined ? {} : { 'idempotency-key': key };
  return (await api.call(method, path, { ...(body && { body }), headers })).body;
};
const order = (more: object) => ({ amount: { value: '9.00', currency: 'USD' }, method: 'Devnet:USDC', ...more });
const customer = (email: string, name: string, key?: string) => call('POST', '/customers', { email, name }, key);
const eraseEmail = (email: string) => call('POST', '/customers/erase', { email });
const WAITING =
  "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'";
const readSession = (id: string) => call('GET', `/checkout_sessions/${id}`);

describe('erasing a person', () => {
  it.each(['Anna', 'object', 'customer', 'status', 'whsec', 'subscription', 'example'])(
    'whose name is «%s» leaves what is held about others, and every secret, as it was',
    async (name) => {
      const asked = [
        ['/customers', { email: `joanna-${name}@victim.example`, name: 'Joanna Victim' }],
        ['/webhook_endpoints', { url: 'https://shop.example/hook', events: ['*'] }],
        ['/checkout_sessions', order({ customerEmail: `joanna-${name}@victim.example`, description: `For ${name}` })],
      ] as const;
      const first = [];
      for (const [path, body] of asked) first.push(await call('POST', path, body, `${name}-1`));
      await bench.subscribe({ customerEmail: `carol-${name}@victim.example`, description: `Of ${name}` });
      const toldBefore = (await api.database.pool.query('SELECT id, data::text FROM events ORDER BY id')).rows;

      const { id } = await customer(`eve-${name}@evil.example`, name);
      expect(await call('POST', `/customers/${id}/erase`)).toMatchObject({ id, name: null });

      const repeats = [];
      for (const [path, body] of asked) repeats.push(await call('POST', path, body, `${name}-1`));
      expect(repeats).toEqual(first);
      expect((await api.database.pool.query('SELECT id, data::text FROM events ORDER BY id')).rows).toEqual(toldBefore);
    },
  );

  it('keeps the words of their own sessions’ machinery, whatever their name is', async () => {
    const made = await call('POST', '/api/v1/checkout', {
      ...{ amount: 1000, currency: 'USD', email: 'usdc@example.com', name: 'USDC', metadata: { vip: true } },
      ...{ productId: '1', productName: 'p', productDescription: 'd', allowedAssets: ['USDC'] },
      ...{ successUrl: 'https://usdc.example/USDC', cancelUrl: 'https://usdc.example/' },
    });
    await eraseEmail('usdc@example.com');
    const after = await call('GET', `/api/v1/checkout/sessions/${made.id}`);
    expect(after).toMatchObject({ amount: 1000, allowedAssets: ['USDC'], metadata: { vip: true }, status: 'pending' });
    expect(after).toMatchObject({ email: null, redirectUrl: 'https://usdc.example/erased' });
  });

  it('leaves another customer’s sessions alone who has the same address, and does not export them', async () => {
    const email = 'shared@family.example';
    const alice = await customer(email, 'Alice Family');
    const robert = await customer(email, 'Robert Family');
    const his = await call('POST', '/checkout_sessions', order({ customerId: robert.id, description: 'his' }), 'his-1');
    const nobodys = await call('POST', '/checkout_sessions', order({ customerEmail: email }));
    const subscription = await bench.subscribe({ customerId: robert.id, customerEmail: email });
    const exported = (await call('GET', `/customers/${alice.id}/export`)).sessions;
    expect(exported.map((each: { session: { id: string } }) => each.session.id)).toEqual([nobodys.id]);

    await call('POST', `/customers/${alice.id}/erase`);
    expect((await readSession(his.id)).customerEmail).toBe(email);
    expect((await bench.read(subscription.id)).customerEmail).toBe(email);
    expect(
      await call('POST', '/checkout_sessions', order({ customerId: robert.id, description: 'his' }), 'his-1'),
    ).toEqual(his);
    expect((await readSession(nobodys.id)).customerEmail).toBeNull();

    await eraseEmail(email);
    expect(await tracesOf(api, [email])).toEqual([]);
  });

  it('reaches the line items of a subscription, and what its renewals copy', async () => {
    const email = 'items@person.example';
    const items = [{ name: `Post to ${email}`, description: `for ${email}`, quantity: 1, unitAmount: '9.00' }];
    const { id } = await bench.subscribe({
      amount: { currency: 'USD' },
      ...{ lineItems: items, customerEmail: email, description: `Mail ${email}`, metadata: { [email]: email } },
    });
    await eraseEmail(email);
    expect(await tracesOf(api, [email])).toEqual([]);
    const { lineItems, description } = await bench.read(id);
    expect([lineItems[0].name, lineItems[0].unitAmount, description]).toEqual([
      'Post to erased',
      '9.00',
      'Mail erased',
    ]);
    const { nextRenewalAt } = await bench.read(id);
    await bench.sleepUntil(nextRenewalAt);
    expect(await tracesOf(api, [email])).toEqual([]);
    expect((await call('GET', `/checkout_sessions?subscriptionId=${id}`)).data).toHaveLength(2);
  });
});

describe('what the server makes of an order while its person is erased', () => {
  /** The erasure runs after the order was read, and before what is made of it is written. */
  const erasedBefore =
    (email: string): RenewDeps['insert'] =>
    async (row, guards) => {
      await eraseEmail(email);
      return bench.deps.insert(row, guards);
    };
  const making = (insert: RenewDeps['insert']): RenewDeps => ({ ...bench.deps, insert });

  it('a session that is started again brings nothing of them back', async () => {
    const email = 'again@person.example';
    const { id } = await call('POST', '/checkout_sessions', order({ customerEmail: email }));
    await runOut(api, id);
    const uuid = fromPublicId('session', id)!;
    const start = async (deps: RenewDeps) =>
      restartSession(deps, (await findSessionById(api.database.store, uuid))!, () => true);
    const refused = await start(making(erasedBefore(email)));
    expect(refused).toMatchObject({ outcome: 'refused', code: 'restart_not_allowed' });
    expect(await tracesOf(api, [email])).toEqual([]);
    expect(await start(bench.deps)).toMatchObject({ outcome: 'restarted' });
    expect(await tracesOf(api, [email])).toEqual([]);
  });

  it('a renewal brings nothing of them back, and is made when it is tried again', async () => {
    const email = 'renewed@person.example';
    const { id, nextRenewalAt } = await bench.subscribe({ customerEmail: email });
    api.clock.advance(Date.parse(nextRenewalAt) - api.clock.now());
    await renewSubscriptions(making(erasedBefore(email)));
    expect(await tracesOf(api, [email])).toEqual([]);
    await bench.sleepUntil(api.clock.now() + 61_000);
    expect((await call('GET', `/checkout_sessions?subscriptionId=${id}`)).data).toHaveLength(2);
    expect(await tracesOf(api, [email])).toEqual([]);
  });

  it('a subscription that starts is erased with the rest', async () => {
    const email = 'starts@person.example';
    const { id: customerId } = await customer(email, 'Nemo');
    const known = await call('POST', '/checkout_sessions', order({ customerId }));
    const first = await bench.start({ customerEmail: email, description: `Of ${email}` });
    await bench.pay(first.id);
    const holder = await api.database.pool.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM sessions WHERE id = $1 FOR UPDATE', [fromPublicId('session', known.id)]);
    // The erasure has passed the subscriptions, and waits for the first of the sessions.
    const erased = call('POST', `/customers/${customerId}/erase`);
    await until(async () => (await api.database.pool.query(WAITING)).rowCount, 1);
    await renewSubscriptions(bench.deps);
    await holder.query('COMMIT');
    holder.release();
    await erased;
    expect((await readSession(first.id)).subscriptionId).not.toBeNull();
    expect(await tracesOf(api, [email])).toEqual([]);
  });
});

describe('a person in another API’s words', () => {
  const email = (dialect: string) => `Person@${dialect}.example`;
  const [name, phone] = ['Persona Nonnata', '+49 30 555999'];
  const digits = 4930555999;
  const details = (dialect: string) => ({
    mail: email(dialect).toLowerCase(),
    [email(dialect)]: name,
    vip: true,
    tel: phone,
    email: 'another@address.example',
    orderId: 7,
  });
  const flat = (dialect: string) => ({ ...details(dialect), vip: 'true', orderId: '7' });
  const product = { productId: '1', productName: 'Tea', productDescription: 'Black' };
  const urls = (dialect: string) => {
    const query = new URLSearchParams({ mail: email(dialect), name });
    return [`https://shop.example/ok?${query}`, `https://shop.example/no?m=${email(dialect)}`] as const;
  };
  const requests: readonly (readonly [string, string, (ids: { readonly site: string }) => object])[] = [
    [
      'wewire',
      '/api/v1/checkout',
      () => ({
        ...{ amount: 5, currency: 'USD', email: email('wewire'), name, ...product, allowedAssets: [] },
        metadata: { ...details('wewire'), deep: [{ who: name, number: digits, price: 39.99 }] },
        ...{ successUrl: urls('wewire')[0], cancelUrl: urls('wewire')[1] },
      }),
    ],
    [
      'paybytoken',
      '/v1/checkout_sessions',
      () => ({
        ...{ currency: 'USD', customer_email: email('paybytoken'), description: `For ${email('paybytoken')}` },
        line_items: [{ unit_amount: '5.00', quantity: 1, product_data: { name: `Mail ${email('paybytoken')}` } }],
        metadata: details('paybytoken'),
        ...{ success_url: urls('paybytoken')[0], cancel_url: urls('paybytoken')[1] },
      }),
    ],
    [
      'radom',
      '/api/v1/payment_sessions',
      () => ({
        ...{ method: { network: 'Devnet', token: null }, total: '5.0', currency: 'USD' },
        ...{ customerEmail: email('radom'), description: `For ${email('radom')}`, metadata: flat('radom') },
        ...{ successUrl: urls('radom')[0], cancelUrl: urls('radom')[1] },
      }),
    ],
    [
      'paymentgateway',
      '/v1/checkouts/{site}/create',
      () => ({
        ...{ amount: 500, currency: 'USD', email: email('paymentgateway'), metadata: flat('paymentgateway') },
        items: [
          {
            description: `For ${email('paymentgateway')}`,
            quantity: 1,
            unitPrice: 500,
            vatRate: 19,
            itemType: 'goods',
          },
        ],
        billingAddress: { firstName: 'Persona', lastName: 'Nonnata', phone, city: 'Nowhere-upon-Sea' },
        ...{
          externalReference: email('paymentgateway'),
          ipnUrl: `https://shop.example/ipn?m=${email('paymentgateway')}`,
        },
        ...{ returnUrl: urls('paymentgateway')[0], cancelUrl: urls('paymentgateway')[1] },
      }),
    ],
    [
      'canonical',
      '/api/v1/checkout_sessions',
      () => ({
        ...order({ customerEmail: email('canonical'), metadata: flat('canonical'), customerDetails: { name, phone } }),
        ...{ successUrl: urls('canonical')[0], cancelUrl: urls('canonical')[1] },
      }),
    ],
  ];

  it.each(requests)('of %s is gone from the whole database, and every API still reads the session', async (...of) => {
    const [dialect, path, body] = of;
    const site = (
      await api.database.pool.query('SELECT id FROM sites WHERE organization_id = $1', [api.organizationId])
    ).rows[0].id;
    const made = await api.call('POST', path.replace('{site}', site), { body: body({ site }) });
    expect(made.status, JSON.stringify(made.body)).toBeLessThan(300);
    // What the merchant knows of them beside the session: their metadata says it, and no field of that API.
    await call('POST', '/customers', { email: email(dialect), name, phone });
    const words = [email(dialect), name, phone, `${digits}`].flatMap((word) => [
      ...[word, encodeURIComponent(word), word.replaceAll(' ', '+')],
    ]);
    expect(await tracesOf(api, words)).toEqual(['customers', 'events', 'sessions']);
    expect((await eraseEmail(email(dialect))).sessions).toBe(1);
    expect(await tracesOf(api, [...words, 'Nowhere-upon-Sea', 'another@address.example'])).toEqual([]);
    for (const list of ['/api/v1/checkout', '/v1/checkouts', '/api/v1/payment_sessions', '/v1/checkout_sessions']) {
      expect((await api.call('GET', list)).status, list).toBe(200);
    }
    expect((await api.call('GET', '/events?limit=100')).status).toBe(200);
  });

  it('named True leaves WeWire readable, and what is no text of the metadata as it was', async () => {
    const made = await api.call('POST', '/api/v1/checkout', {
      raw: {
        contentType: 'application/json',
        payload: `{"amount":39.990,"currency":"USD","successUrl":"https://a.example/","cancelUrl":"https://a.example/",
          "email":"mallory@evil.example","name":"True","metadata":{"vip":true,"price":39.990,"said":"True","big":12345678901234567890},
          "productId":"1","productName":"p","productDescription":"d","allowedAssets":[]}`,
      },
    });
    expect(made.status, JSON.stringify(made.body)).toBe(200);
    await eraseEmail('mallory@evil.example');
    const url = `/api/v1/checkout/sessions/${made.body.id}`;
    const answer = await api.app.inject({ url, headers: { authorization: `Bearer ${api.keys.test}` } });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('"metadata":{"vip":true,"price":39.990,"said":"erased","big":12345678901234567890}');
    expect((await api.call('GET', '/api/v1/checkout')).status).toBe(200);
  });
});

describe('a code that each customer can use once', () => {
  it('stays used by one who was erased, and is open to others', async () => {
    const email = 'Again@person.example';
    const { code } = await call('POST', '/discounts', { code: 'ONCE-ONLY', percentOff: '10', oncePerCustomer: true });
    const buy = (by: string) => call('POST', '/checkout_sessions', order({ customerEmail: by, discounts: [{ code }] }));
    await buy(email);
    await eraseEmail(email);
    expect(await tracesOf(api, [email])).toEqual([]);
    await eraseEmail(email);
    expect((await buy(email.toUpperCase())).error.code).toBe('discount_already_redeemed');
    expect((await buy('somebody@else.example')).discounts).toHaveLength(1);
  });

  it('is the only reason to remember a redeemer', async () => {
    const email = 'often@person.example';
    const { code } = await call('POST', '/discounts', { code: 'OFTEN', percentOff: '10' });
    const made = await call('POST', '/checkout_sessions', order({ customerEmail: email, discounts: [{ code }] }));
    await eraseEmail(email);
    const { rows } = await api.database.pool.query(
      `SELECT email FROM discount_redemptions WHERE discount_id IN (SELECT id FROM discounts WHERE code = 'OFTEN')`,
    );
    expect([made.amountTotal, rows]).toEqual(['8.10', [{ email: null }]]);
  });
});

describe('a customer’s export', () => {
  it('holds their subscriptions, what was told of those, and what they redeemed', async () => {
    const { id: customerId } = await customer('export@person.example', 'Exporta Persona');
    const discount = await call('POST', '/discounts', { code: 'EXPORTED', percentOff: '10' });
    const bought = order({ customerId, discounts: [{ code: 'exported' }] });
    const session = await call('POST', '/checkout_sessions', bought);
    const subscription = await bench.subscribe({ customerId });
    await bench.subscribe({ customerEmail: 'somebody@else.example' });
    const exported = await call('GET', `/customers/${customerId}/export`);
    expect(exported.subscriptions).toEqual([subscription]);
    expect(exported.events.map(({ type }: { type: string }) => type)).toContain('subscription.created');
    expect(new Set(exported.events.map(({ data }: { data: { id: string } }) => data.id))).toEqual(
      new Set([subscription.id]),
    );
    expect(exported.discountRedemptions).toEqual([
      {
        discountId: discount.id,
        code: 'EXPORTED',
        sessionId: session.id,
        redeemedAt: session.createdAt,
        releasedAt: null,
      },
    ]);
  });
});
