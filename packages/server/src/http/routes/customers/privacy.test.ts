import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runOut, seeTransfer } from '../../../testing/books.ts';
import { strictly } from '../../../testing/strictly.ts';
import { createTestApi, type TestApi, USDC } from '../../../testing/test-api.ts';
import { tracesOf } from './personal-traces.fixture.ts';
import { customerExport } from './schema.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

interface Person {
  readonly reference: string;
  readonly email: string;
  readonly name: string;
  readonly phone: string;
  readonly street: string;
}
let persons = 0;
/** Words that occur nowhere else in the database. */
function newPerson(): Person {
  const n = ++persons;
  return {
    reference: `crm-${n}!`,
    email: `Person.${n}@Example.com`,
    name: `Persona Nr${n}`,
    phone: `+49 30 55500${n}`,
    street: `Ring ${n}a-x`,
  };
}

const addressOf = ({ street }: Person) => ({ line1: street, city: 'Berlin', country: 'DE' });
const call = (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object, key?: string) =>
  api.call(method, path, { ...(body && { body }), ...(key && { headers: { 'idempotency-key': key } }) });

/** A session that mentions the person wherever it can. */
const order = (person: Person, more: object = {}) => ({
  amount: { value: '9.00', currency: 'USD' },
  method: 'Devnet:USDC',
  customerEmail: person.email,
  customerDetails: {
    name: person.name,
    phone: person.phone,
    billingAddress: addressOf(person),
    custom: { nickname: `${person.name} the First` },
  },
  description: `Order of ${person.name} <${person.email}>`,
  metadata: { orderId: 'A-7', contact: person.email.toUpperCase(), buyer: person.name },
  successUrl: `https://shop.example/ok?mail=${encodeURIComponent(person.email)}`,
  ...more,
});

async function madeCustomer(person: Person) {
  const { email, name, phone, reference } = person;
  const body = { email, name, phone, billingAddress: addressOf(person), externalReference: reference };
  return (await call('POST', '/customers', body, `customer-${reference}`)).body;
}

/** Everywhere in the database, as text, where any of the person's words stands. */
const mentionsOf = ({ email, name, phone, street }: Person) =>
  tracesOf(api, [email, encodeURIComponent(email), name, phone, street]);

/** What a receiver answered to the session's first event: it repeats the address. */
async function receiverRepeats(person: Person): Promise<void> {
  const endpoint = await call('POST', '/webhook_endpoints', { url: 'https://shop.example/hook', events: ['*'] });
  expect(endpoint.status).toBe(201);
  const { pool } = api.database;
  const delivery = api.clock.newId();
  await pool.query(
    `INSERT INTO webhook_deliveries (organization_id, id, livemode, endpoint_id, event_id, status, next_attempt_at, created_at, updated_at)
     SELECT e.organization_id, $1, false, w.id, e.id, 'pending', now(), now(), now()
     FROM events e, webhook_endpoints w WHERE e.data::text LIKE $2 LIMIT 1`,
    [delivery, `%${person.email}%`],
  );
  await pool.query(
    `INSERT INTO webhook_attempts (organization_id, delivery_id, attempt, started_at, duration_ms, response_status, response_body)
     SELECT organization_id, id, 1, now(), 5, 500, $2 FROM webhook_deliveries WHERE id = $1`,
    [delivery, `cannot mail ${person.email}`],
  );
}

describe('erasing a customer', () => {
  it('leaves none of their words anywhere in the books, and keeps the money', async () => {
    const person = newPerson();
    const customer = await madeCustomer(person);
    const { body: discount } = await call('POST', '/discounts', {
      code: 'ONCE',
      percentOff: '10',
      oncePerCustomer: true,
    });
    const first = await call('POST', '/checkout_sessions', order(person, { customerId: customer.id }), 'order-1');
    await seeTransfer(api, first.body.id, { amountAtomic: 9_000_000n, contract: USDC, confirmed: true });
    const second = await call('POST', '/checkout_sessions', order(person, { discounts: [{ code: 'once' }] }));
    await call('POST', `/checkout_sessions/${second.body.id}/expire`, undefined, 'expire-1');
    const third = await call('POST', '/checkout_sessions', order(person));
    await runOut(api, third.body.id);
    await receiverRepeats(person);
    const before = (await call('GET', `/checkout_sessions/${first.body.id}`)).body;
    const { timesRedeemed } = (await call('GET', `/discounts/${discount.id}`)).body;
    expect(before.status).toBe('paid');
    expect(await mentionsOf(person)).toEqual(
      expect.arrayContaining(['customers', 'discount_redemptions', 'events', 'sessions', 'webhook_attempts']),
    );

    const { status, body } = await call('POST', `/customers/${customer.id}/erase`);
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body).toMatchObject({ id: customer.id, email: null, name: null, phone: null, billingAddress: null });
    expect(body).toMatchObject({ externalReference: person.reference, erasedAt: expect.any(String) });
    expect(await mentionsOf(person)).toEqual([]);

    const after = (await call('GET', `/checkout_sessions/${first.body.id}`)).body;
    expect(after).toEqual({
      ...before,
      customerEmail: null,
      customerDetails: null,
      description: 'Order of erased <erased>',
      metadata: { orderId: 'A-7', contact: 'erased', buyer: 'erased' },
      successUrl: 'https://shop.example/ok?mail=erased',
    });
    expect((await call('GET', `/discounts/${discount.id}`)).body.timesRedeemed).toBe(timesRedeemed);
  });

  it('answers repeats of earlier requests without them', async () => {
    const person = newPerson();
    const customer = await madeCustomer(person);
    const body = order(person, { customerId: customer.id });
    const session = await call('POST', '/checkout_sessions', body, `order-${persons}`);
    const canceled = await call('POST', `/checkout_sessions/${session.body.id}/cancel`, undefined, `cancel-${persons}`);
    expect(JSON.stringify(canceled.body)).toContain(person.email);
    await call('POST', `/customers/${customer.id}/erase`);
    const repeats = [
      await call('POST', '/checkout_sessions', body, `order-${persons}`),
      await call('POST', `/checkout_sessions/${session.body.id}/cancel`, undefined, `cancel-${persons}`),
      await madeCustomer(person).then((answer) => ({
        status: 201,
        headers: {} as Readonly<Record<string, unknown>>,
        body: answer,
      })),
    ];
    for (const { body: repeated } of repeats) {
      const text = JSON.stringify(repeated).toLowerCase();
      for (const word of [person.email, person.name, person.phone, person.street])
        expect(text).not.toContain(word.toLowerCase());
    }
    expect(repeats[0]!.headers['idempotent-replayed']).toBe('true');
    expect(repeats[0]!.body).toMatchObject({ id: session.body.id, status: 'pending', amountTotal: '9.00' });
    expect(repeats[1]!.body.status).toBe('canceled');
    expect(repeats[2]!.body.id).toBe(customer.id);
  });

  it('reaches their subscriptions, and what was told of those', async () => {
    const person = newPerson();
    const customer = await madeCustomer(person);
    const { pool } = api.database;
    const site = (await pool.query('SELECT id FROM sites WHERE organization_id = $1', [api.organizationId])).rows[0];
    await pool.query(
      `INSERT INTO subscriptions
         (organization_id, id, livemode, site_id, first_session_id, customer_id, customer_email, status, version, currency,
          price, credit, description, metadata, recurring, policy, anchor_number, anchor_at, current_number,
          current_starts_at, current_ends_at, created_at, updated_at)
       VALUES ($1, gen_random_uuid(), false, $2, gen_random_uuid(), NULL, $3, 'active', 1, 'USD',
         900, 0, $4, $5, '{}', '{}', 1, now(), 1, now(), now(), now(), now())`,
      [
        api.organizationId,
        site.id,
        person.email.toUpperCase(),
        `For ${person.name}`,
        { note: person.phone, orderId: '8' },
      ],
    );
    await pool.query(
      `INSERT INTO events (organization_id, id, livemode, type, data, created_at)
       VALUES ($1, gen_random_uuid(), false, 'subscription.created', $2, now())`,
      [
        api.organizationId,
        {
          ...{ object: 'subscription', customerId: null, customerEmail: person.email, price: '9.00' },
          metadata: { note: person.phone },
        },
      ],
    );
    await call('POST', `/customers/${customer.id}/erase`);
    expect(await mentionsOf(person)).toEqual([]);
    const { rows } = await pool.query('SELECT description, metadata, price FROM subscriptions');
    expect(rows).toEqual([{ description: 'For erased', metadata: { note: 'erased', orderId: '8' }, price: 900n }]);
    const { rows: told } = await pool.query("SELECT data FROM events WHERE type = 'subscription.created'");
    expect(told[0].data).toEqual({
      object: 'subscription',
      customerId: null,
      customerEmail: null,
      price: '9.00',
      metadata: { note: 'erased' },
    });
  });

  it('changes nothing the second time, takes no change, and no session after it', async () => {
    const person = newPerson();
    const customer = await madeCustomer(person);
    const first = await call('POST', `/customers/${customer.id}/erase`);
    api.clock.advance(5000);
    const second = await call('POST', `/customers/${customer.id}/erase`);
    expect(second.body).toEqual(first.body);
    const changed = await call('PATCH', `/customers/${customer.id}`, { email: person.email });
    expect([changed.status, changed.body.error.code]).toEqual([409, 'customer_erased']);
    const session = await call('POST', '/checkout_sessions', order(person, { customerId: customer.id }));
    expect([session.status, session.body.error.code, session.body.error.param]).toEqual([
      409,
      'customer_erased',
      'customerId',
    ]);
  });

  it('goes over many sessions in small steps', async () => {
    const person = newPerson();
    const customer = await madeCustomer(person);
    for (let i = 0; i < 6; i++) {
      await Promise.all(
        Array.from({ length: 10 }, () =>
          call('POST', '/checkout_sessions', order(person, { customerId: customer.id })),
        ),
      );
    }
    expect((await call('POST', `/customers/${customer.id}/erase`)).status).toBe(200);
    expect(await mentionsOf(person)).toEqual([]);
  });

  it('touches nobody else, of this organization, another, or the other mode', async () => {
    const person = newPerson();
    const other = newPerson();
    const customer = await madeCustomer(person);
    await madeCustomer(other);
    await call('POST', '/checkout_sessions', order(other));
    const strangers = await api.call('POST', '/customers', { key: api.keys.stranger, body: { email: person.email } });
    const live = await api.call('POST', '/customers', { key: api.keys.live, body: { email: person.email } });
    for (const key of [api.keys.stranger, api.keys.live]) {
      const refused = await api.call('POST', `/customers/${customer.id}/erase`, { key });
      expect([refused.status, refused.body.error.code]).toEqual([404, 'customer_not_found']);
    }
    await call('POST', `/customers/${customer.id}/erase`);
    const kept = await api.call('GET', `/customers/${strangers.body.id}`, { key: api.keys.stranger });
    expect(kept.body.email).toBe(person.email);
    expect((await api.call('GET', `/customers/${live.body.id}`, { key: api.keys.live })).body.email).toBe(person.email);
    expect(await mentionsOf(other)).toEqual(['customers', 'events', 'sessions']);
  });
});

describe('erasing an address', () => {
  it('reaches customers and sessions that name none, however it is spelled', async () => {
    const person = newPerson();
    const customer = await madeCustomer(person);
    await call('POST', '/checkout_sessions', order(person));
    const { status, body } = await call('POST', '/customers/erase', { email: person.email.toLowerCase() });
    expect([status, body]).toEqual([200, { object: 'erasure', customers: [customer.id], sessions: 1 }]);
    expect(await mentionsOf(person)).toEqual([]);
    const again = await call('POST', '/customers/erase', { email: person.email });
    expect(again.body).toEqual({ object: 'erasure', customers: [], sessions: 0 });
  });
});

describe('a customer’s export', () => {
  it('holds them, their sessions by id and by address, and all that was told, and nobody else', async () => {
    const person = newPerson();
    const customer = await madeCustomer(person);
    const byId = await call(
      'POST',
      '/checkout_sessions',
      order(person, { customerId: customer.id, customerEmail: null }),
    );
    const byEmail = await call('POST', '/checkout_sessions', order(person));
    await call('POST', `/checkout_sessions/${byEmail.body.id}/cancel`);
    await call('POST', '/checkout_sessions', order(newPerson()));
    const { status, headers, body } = await call('GET', `/customers/${customer.id}/export`);
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(strictly(customerExport).parse(body)).toEqual(body);
    expect(body.customer).toEqual(customer);
    const told = body.sessions.map((each: { session: { id: string }; events: { type: string }[] }) => [
      each.session.id,
      each.events.map(({ type }) => type),
    ]);
    expect(told).toEqual([
      [byId.body.id, ['session.created']],
      [byEmail.body.id, ['session.created', 'session.canceled']],
    ]);
    expect(body.sessions[1].session.customerDetails.custom).toEqual({ nickname: `${person.name} the First` });
  });

  it('is empty of sessions for one who has none, and nobody else’s to read', async () => {
    const customer = await madeCustomer(newPerson());
    expect((await call('GET', `/customers/${customer.id}/export`)).body).toEqual({
      object: 'customer_export',
      customer,
      sessions: [],
      subscriptions: [],
      discountRedemptions: [],
      events: [],
    });
    const refused = await api.call('GET', `/customers/${customer.id}/export`, { key: api.keys.stranger });
    expect(refused.status).toBe(404);
  });
});
