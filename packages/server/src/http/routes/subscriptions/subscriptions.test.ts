import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { strictly } from '../../../testing/strictly.ts';
import { createSubscriptionBench, type SubscriptionBench } from '../../../testing/subscription-bench.ts';
import { sessionObject } from '../checkout-sessions/session-object.ts';
import { subscriptionList, subscriptionObject } from './schema.ts';

const DAY_MS = 86_400_000;

let bench: SubscriptionBench;
beforeAll(async () => {
  bench = await createSubscriptionBench();
});
afterAll(() => bench.close());

const create = (body: object) =>
  bench.api.call('POST', '/checkout_sessions', { body: { amount: { value: '9.00', currency: 'USD' }, ...body } });
const act = (id: string, verb: string, body?: object, headers = {}) =>
  bench.api.call('POST', `/subscriptions/${id}/${verb}`, { headers, ...(body === undefined ? {} : { body }) });
const patch = (id: string, body: object) => bench.api.call('PATCH', `/subscriptions/${id}`, { body });
const endOf = ({ currentPeriod }: { currentPeriod: { endsAt: string } }) => Date.parse(currentPeriod.endsAt);
/** A subscription whose second period's renewal is open. */
async function withOpenRenewal(body = {}) {
  const subscription = await bench.subscribe(body);
  await bench.liveUntil(endOf(subscription) - 3 * DAY_MS + 1000);
  return bench.read(subscription.id);
}

describe('creating a session of mode subscription', () => {
  it.each([
    ['without a recurring price', { mode: 'subscription' }, 'recurring', 'parameter_missing'],
    ['with one but of mode payment', { recurring: { interval: 'month' } }, 'recurring', 'parameter_invalid'],
    [
      'without anybody to send renewals to',
      { mode: 'subscription', recurring: { interval: 'month' } },
      'customerEmail',
      'subscription_customer_missing',
    ],
    [
      'that ends before it begins',
      {
        mode: 'subscription',
        customerEmail: 'ada@example.com',
        recurring: { interval: 'month', endsAt: '2020-01-01T00:00:00Z' },
      },
      'recurring.endsAt',
      'subscription_ends_too_soon',
    ],
    [
      'every four years',
      { mode: 'subscription', customerEmail: 'ada@example.com', recurring: { interval: 'year', intervalCount: 4 } },
      'recurring.intervalCount',
      'parameter_invalid',
    ],
    [
      'every fortnight, spelled so',
      { mode: 'subscription', customerEmail: 'ada@example.com', recurring: { interval: 'fortnight' } },
      'recurring.interval',
      'parameter_invalid',
    ],
    [
      'paid by a method that is not on offer',
      {
        mode: 'subscription',
        customerEmail: 'ada@example.com',
        recurring: { interval: 'month', trialDays: 7 },
        allowedMethods: ['Devnet:DOGE'],
      },
      'allowedMethods.0',
      'method_not_offered',
    ],
    [
      'whose trial ends with a price that no payment can ask',
      {
        mode: 'subscription',
        customerEmail: 'ada@example.com',
        amount: { value: '90000000000000000000.00', currency: 'USD' },
        recurring: { interval: 'month', trialDays: 1 },
      },
      'amount.value',
      'amount_too_large',
    ],
  ])('%s is refused, with the field at fault', async (_case, body, param, code) => {
    const { status, body: answer } = await create(body);
    expect(status).toBe(400);
    expect(answer.error).toMatchObject({ type: 'invalid_request', code, param });
  });

  it('repeats under its Idempotency-Key without a second subscription', async () => {
    const body = {
      amount: { value: '9.00', currency: 'USD' },
      customerEmail: 'bob@example.com',
      mode: 'subscription',
      recurring: { interval: 'month', trialDays: 7 },
    };
    const headers = { 'idempotency-key': 'trial-of-bob' };
    const first = await bench.api.call('POST', '/checkout_sessions', { body, headers });
    const again = await bench.api.call('POST', '/checkout_sessions', { body, headers });
    expect(again.body.id).toBe(first.body.id);
    await bench.work();
    await bench.work();
    const { body: list } = await bench.api.call('GET', '/subscriptions?customerEmail=bob@example.com');
    expect(list.data).toHaveLength(1);
  });
});

describe('every answer', () => {
  it('is what the API’s document says, with nothing beside', async () => {
    const exactly = strictly(subscriptionObject);
    const trial = await bench.subscribe({ recurring: { interval: 'week', trialDays: 3 } });
    const { body: list } = await bench.api.call('GET', '/subscriptions?limit=100');
    expect(strictly(subscriptionList).parse(list)).toEqual(list);
    const acts = [
      await patch(trial.id, { description: 'Tea' }),
      await act(trial.id, 'pause'),
      await act(trial.id, 'resume'),
      await act(trial.id, 'cancel', { atPeriodEnd: true }),
      await act(trial.id, 'cancel'),
    ];
    for (const { status, body } of [{ status: 200, body: trial }, ...acts]) {
      expect([status, exactly.parse(body)]).toEqual([200, body]);
    }
    const session = await bench.session(trial.firstSessionId);
    expect(strictly(sessionObject).parse(session)).toEqual(session);
  });
});

describe('reading', () => {
  it('lists newest first, by status and customer, page by page', async () => {
    const customer = (await bench.api.call('POST', '/customers', { body: { email: 'list@example.com' } })).body;
    const body = { customerId: customer.id, customerEmail: undefined };
    const [one, two] = [await bench.subscribe(body), await bench.subscribe(body)];
    await act(one.id, 'cancel');
    const list = async (query: string) =>
      (await bench.api.call('GET', `/subscriptions?customerId=${customer.id}${query}`)).body;
    expect((await list('')).data.map(({ id }: { id: string }) => id)).toEqual([two.id, one.id]);
    expect((await list('&status=canceled')).data).toMatchObject([{ id: one.id, customerId: customer.id }]);
    const page = await list('&limit=1');
    expect(page).toMatchObject({ hasMore: true, data: [{ id: two.id }] });
    expect((await list(`&limit=1&starting_after=${page.nextCursor}`)).data).toMatchObject([{ id: one.id }]);
    expect((await bench.api.call('GET', '/subscriptions?status=asleep')).status).toBe(400);
  });

  it('finds by email address, however it is spelled', async () => {
    const { id } = await bench.subscribe({ customerEmail: 'Grace@Example.com' });
    for (const spelled of ['Grace@Example.com', 'grace@example.com', 'GRACE@EXAMPLE.COM']) {
      const { body } = await bench.api.call('GET', `/subscriptions?customerEmail=${spelled}`);
      expect(body.data.map((each: { id: string }) => each.id)).toEqual([id]);
    }
  });

  it('shows another organization and the other mode nothing, and lets neither act', async () => {
    const { id } = await bench.subscribe();
    for (const key of [bench.api.keys.stranger, bench.api.keys.live]) {
      expect((await bench.api.call('GET', `/subscriptions/${id}`, { key })).status).toBe(404);
      expect((await bench.api.call('POST', `/subscriptions/${id}/cancel`, { key })).status).toBe(404);
      expect((await bench.api.call('PATCH', `/subscriptions/${id}`, { key, body: {} })).status).toBe(404);
      expect((await bench.api.call('GET', '/subscriptions', { key })).body.data).toEqual([]);
    }
    expect((await bench.read(id)).status).toBe('active');
  });

  it.each(['sub_1', 'cs_2n9c', 'nonsense'])('of %s finds nothing', async (id) => {
    const { status, body } = await bench.api.call('GET', `/subscriptions/${id}`);
    expect([status, body.error.code]).toEqual([404, 'subscription_not_found']);
  });
});

describe('pause', () => {
  it('takes back the open renewal, asks nothing across a renewal date, and resumes with a period from then', async () => {
    const subscription = await withOpenRenewal();
    const paused = await act(subscription.id, 'pause');
    expect(paused.body).toMatchObject({ status: 'paused', nextRenewalAt: null, renewal: { period: { number: 1 } } });
    expect((await bench.session(subscription.renewal.sessionId)).status).toBe('expired');
    await bench.liveUntil(endOf(subscription) + 40 * DAY_MS);
    expect(await bench.read(subscription.id)).toMatchObject({ status: 'paused', missedPeriods: 0 });

    const resumed = await act(subscription.id, 'resume');
    expect(resumed.body).toMatchObject({ status: 'active', pausedAt: null, currentPeriod: { number: 2 } });
    expect(Date.parse(resumed.body.currentPeriod.startsAt)).toBeGreaterThanOrEqual(endOf(subscription) + 40 * DAY_MS);
    await bench.work();
    const { renewal } = await bench.read(subscription.id);
    expect(renewal.period).toEqual(resumed.body.currentPeriod);
    await bench.pay(renewal.sessionId);
    await bench.work();
    expect(await bench.told(subscription.id)).toEqual([
      'created',
      'renewal_created',
      'paused',
      'resumed',
      'renewal_created',
      'renewed',
    ]);
  });

  it('within a paid period changes nothing of the calendar', async () => {
    const subscription = await bench.subscribe();
    await act(subscription.id, 'pause');
    await bench.liveUntil(bench.api.clock.now() + 5 * DAY_MS);
    const { body } = await act(subscription.id, 'resume');
    expect(body).toMatchObject({ status: 'active', currentPeriod: subscription.currentPeriod });
    await bench.liveUntil(endOf(subscription) - 2 * DAY_MS);
    expect((await bench.read(subscription.id)).renewal.period.startsAt).toBe(subscription.currentPeriod.endsAt);
  });

  it('leaves a period that was paid ahead to be given in full after it', async () => {
    const subscription = await withOpenRenewal();
    await bench.pay(subscription.renewal.sessionId);
    await bench.work();
    await act(subscription.id, 'pause');
    await bench.liveUntil(endOf(subscription) + 20 * DAY_MS);
    const { body } = await act(subscription.id, 'resume');
    expect(body).toMatchObject({ status: 'active', currentPeriod: { number: 2 } });
    expect(body.renewal.period).toEqual(body.currentPeriod);
    expect(endOf(body)).toBeGreaterThan(endOf(subscription) + 45 * DAY_MS);
    expect(body.renewal.paidAt).not.toBeNull();
  });

  it('counts a payment of the renewal that it took back, when that comes within the session’s grace', async () => {
    const subscription = await withOpenRenewal();
    await act(subscription.id, 'pause');
    await bench.pay(subscription.renewal.sessionId);
    await bench.work();
    expect(await bench.read(subscription.id)).toMatchObject({
      status: 'paused',
      credit: '0.00',
      renewal: { period: { number: 2 }, paidAt: expect.any(String) },
    });
  });

  it('twice is refused, and so is resuming what runs', async () => {
    const { id } = await bench.subscribe();
    expect((await act(id, 'resume')).body.error.code).toBe('subscription_not_paused');
    await act(id, 'pause');
    const again = await act(id, 'pause');
    expect([again.status, again.body.error.code]).toEqual([409, 'subscription_paused']);
  });

  it('repeats under its Idempotency-Key are told once', async () => {
    const { id } = await bench.subscribe();
    const headers = { 'idempotency-key': 'pause-once' };
    const [first, again] = [await act(id, 'pause', undefined, headers), await act(id, 'pause', undefined, headers)];
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(await bench.told(id)).toEqual(['created', 'paused']);
  });
});

describe('cancel', () => {
  it('at the period’s end lets the paid time run out and asks nothing more', async () => {
    const subscription = await withOpenRenewal();
    const { body } = await act(subscription.id, 'cancel', { atPeriodEnd: true });
    expect(body).toMatchObject({ status: 'active', cancelAtPeriodEnd: true, nextRenewalAt: null });
    expect((await bench.session(subscription.renewal.sessionId)).status).toBe('expired');
    await bench.liveUntil(endOf(subscription) + 1000);
    expect(await bench.read(subscription.id)).toMatchObject({ status: 'canceled', cancelReason: 'period_end' });
    expect(await bench.told(subscription.id)).toEqual(['created', 'renewal_created', 'updated', 'canceled']);
  });

  it('at the period’s end gives a period that was paid ahead before that', async () => {
    const subscription = await withOpenRenewal();
    await bench.pay(subscription.renewal.sessionId);
    await bench.work();
    const { body } = await act(subscription.id, 'cancel', { atPeriodEnd: true });
    await bench.liveUntil(endOf(subscription) + 1000);
    expect(await bench.read(subscription.id)).toMatchObject({ status: 'active', currentPeriod: { number: 2 } });
    await bench.liveUntil(Date.parse(body.renewal.period.endsAt) + 1000);
    expect(await bench.read(subscription.id)).toMatchObject({ status: 'canceled', cancelReason: 'period_end' });
  });

  it('at the period’s end can be taken back until then', async () => {
    const subscription = await bench.subscribe();
    await act(subscription.id, 'cancel', { atPeriodEnd: true });
    expect((await act(subscription.id, 'resume')).body).toMatchObject({ status: 'active', cancelAtPeriodEnd: false });
    await bench.liveUntil(endOf(subscription) - 2 * DAY_MS);
    expect((await bench.read(subscription.id)).renewal.period.number).toBe(2);
  });

  it('now is final: nothing can be changed any more', async () => {
    const subscription = await withOpenRenewal();
    const { body } = await act(subscription.id, 'cancel');
    expect(body).toMatchObject({ status: 'canceled', cancelReason: 'requested' });
    expect((await bench.session(subscription.renewal.sessionId)).status).toBe('expired');
    for (const verb of ['cancel', 'pause', 'resume']) {
      const { status, body: refused } = await act(subscription.id, verb);
      expect([status, refused.error.code]).toEqual([409, 'subscription_over']);
    }
    expect((await patch(subscription.id, { description: 'More' })).status).toBe(409);
    await bench.liveUntil(endOf(subscription) + 5 * DAY_MS);
    expect(await bench.told(subscription.id)).toEqual(['created', 'renewal_created', 'canceled']);
  });

  it('tells of a payment that comes after it, and stays canceled', async () => {
    const subscription = await withOpenRenewal();
    await act(subscription.id, 'cancel');
    await bench.pay(subscription.renewal.sessionId);
    await bench.work();
    expect(await bench.read(subscription.id)).toMatchObject({
      status: 'canceled',
      renewal: { paidAt: expect.any(String) },
    });
    expect((await bench.told(subscription.id)).at(-1)).toBe('updated');
  });
});

describe('a new price', () => {
  const priced = (value: string, more = {}) => ({ amount: { value, currency: 'USD' }, ...more });

  it('lower: what was paid for the time to come is taken off the next renewals', async () => {
    const start = bench.api.clock.now();
    const subscription = await bench.subscribe({ amount: { value: '30.00', currency: 'USD' } });
    const length = endOf(subscription) - Date.parse(subscription.currentPeriod.startsAt);
    await bench.liveUntil(start + length / 2);
    const { body } = await patch(subscription.id, priced('12.00'));
    // Half of 18.00, but for the seconds of this test.
    expect(body.price).toEqual({ amount: '12.00', currency: 'USD' });
    expect(body.credit).toMatch(/^(9\.0[01]|8\.99)$/);
    const credit = BigInt(body.credit.replace('.', ''));
    await bench.liveUntil(endOf(subscription) - 2 * DAY_MS);
    const { renewal } = await bench.read(subscription.id);
    expect(BigInt(renewal.amount.replace('.', ''))).toBe(1200n - credit);
    expect(await bench.session(renewal.sessionId)).toMatchObject({
      amountSubtotal: '12.00',
      amountDiscount: body.credit,
    });
  });

  it('higher: what the time to come costs more is added to the next renewal', async () => {
    const start = bench.api.clock.now();
    const subscription = await bench.subscribe({
      amount: { value: '10.00', currency: 'USD' },
      lineItems: [{ name: 'Tea', unitAmount: '10.00' }],
    });
    const length = endOf(subscription) - Date.parse(subscription.currentPeriod.startsAt);
    await bench.liveUntil(start + length / 2);
    const { body } = await patch(subscription.id, priced('30.00'));
    expect(body.credit).toMatch(/^-(10\.0[01]|9\.99)$/);
    expect(body.lineItems).toMatchObject([{ name: 'Tea', unitAmount: '30.00' }]);
    await bench.liveUntil(endOf(subscription) - 2 * DAY_MS);
    const { renewal } = await bench.read(subscription.id);
    const session = await bench.session(renewal.sessionId);
    expect(session.lineItems.map(({ unitAmount }: { unitAmount: string }) => unitAmount)).toEqual([
      '30.00',
      body.credit.slice(1),
    ]);
    expect(session.amountTotal).toBe(renewal.amount);
  });

  it('without prorating holds from the next period on', async () => {
    const subscription = await bench.subscribe();
    const { body } = await patch(subscription.id, priced('12.00', { prorate: false }));
    expect(body.credit).toBe('0.00');
    await bench.liveUntil(endOf(subscription) - 2 * DAY_MS);
    expect((await bench.read(subscription.id)).renewal.amount).toBe('12.00');
  });

  it('replaces an open renewal by one at the new price', async () => {
    const subscription = await withOpenRenewal();
    const { body } = await patch(subscription.id, priced('5.00', { prorate: false }));
    expect(body.renewal.amount).toBe('5.00');
    await bench.work();
    const { renewal } = await bench.read(subscription.id);
    expect(renewal.sessionId).not.toBe(subscription.renewal.sessionId);
    expect(await bench.session(renewal.sessionId)).toMatchObject({ status: 'pending', amountTotal: '5.00' });
    expect((await bench.session(subscription.renewal.sessionId)).status).toBe('expired');
    expect((await bench.told(subscription.id)).filter((type) => type === 'renewal_created')).toHaveLength(1);
  });

  it('makes the difference credit where the old renewal is paid all the same', async () => {
    const subscription = await withOpenRenewal();
    await patch(subscription.id, priced('5.00', { prorate: false }));
    await bench.work();
    await bench.pay(subscription.renewal.sessionId);
    await bench.work();
    expect(await bench.read(subscription.id)).toMatchObject({
      credit: '4.00',
      renewal: { paidAt: expect.any(String) },
    });
  });

  it('may come to more credit than a period costs: it covers several, each a session with the rest of it', async () => {
    const subscription = await bench.subscribe({ amount: { value: '30.00', currency: 'USD' } });
    const { body } = await patch(subscription.id, priced('12.00'));
    const credit = BigInt(body.credit.replace('.', ''));
    expect(credit).toBeGreaterThan(1700n);
    await bench.liveUntil(endOf(subscription) - DAY_MS);
    expect((await bench.read(subscription.id)).renewal).toMatchObject({ amount: '0.00', paidAt: expect.any(String) });
    await bench.liveUntil(endOf(subscription) + 29 * DAY_MS);
    const after = await bench.read(subscription.id);
    expect(BigInt(after.renewal.amount.replace('.', ''))).toBe(2400n - credit);
    expect(after.credit).toBe('0.00');
  });

  it.each([
    ['another currency', { amount: { value: '9.00', currency: 'EUR' } }, 'amount.currency'],
    ['zero', { amount: { value: '0.00', currency: 'USD' } }, 'amount.value'],
    ['items that do not add up', priced('9.00', { lineItems: [{ name: 'Tea', unitAmount: '8.00' }] }), 'lineItems'],
    ['items without the price', { lineItems: [{ name: 'Tea', unitAmount: '8.00' }] }, 'amount'],
    ['a status', { status: 'active' }, 'status'],
  ])('of %s is refused', async (_case, body, param) => {
    const { id } = await bench.subscribe();
    const { status, body: refused } = await patch(id, body);
    expect(status).toBe(400);
    expect(refused.error.param).toBe(param);
    expect(await bench.told(id)).toEqual(['created']);
  });
});

describe('other changes', () => {
  it('of metadata and address are told and go into the next renewal', async () => {
    const subscription = await bench.subscribe({ metadata: { plan: 'tea' } });
    const metadata = { plan: 'cake', seats: 3, deep: [{ gift: true }] };
    const { body } = await patch(subscription.id, { metadata, customerEmail: 'new@example.com' });
    expect(body).toMatchObject({
      version: 2,
      metadata,
      customerEmail: 'new@example.com',
      price: { amount: '9.00' },
    });
    await bench.liveUntil(endOf(subscription) - 2 * DAY_MS);
    const { renewal } = await bench.read(subscription.id);
    expect(await bench.session(renewal.sessionId)).toMatchObject({
      metadata,
      customerEmail: 'new@example.com',
    });
  });
});

describe('what is told', () => {
  it('is the whole subscription at that version, in the outbox of webhooks', async () => {
    const subscription = await withOpenRenewal();
    const { body } = await bench.api.call('GET', '/events?type=subscription.renewal_created&limit=1');
    expect(body.data[0]).toMatchObject({
      type: 'subscription.renewal_created',
      version: 2,
      data: {
        id: subscription.id,
        object: 'subscription',
        version: 2,
        renewal: { checkoutUrl: subscription.renewal.checkoutUrl, amount: '9.00' },
      },
    });
    const endpoint = await bench.api.call('POST', '/webhook_endpoints', {
      body: { url: 'https://shop.example/hooks', events: ['subscription.renewal_created', 'subscription.past_due'] },
    });
    expect(endpoint.status).toBe(201);
  });
});
