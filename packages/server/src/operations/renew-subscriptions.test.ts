import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSubscriptionBench, type SubscriptionBench } from '../testing/subscription-bench.ts';
import { renewSubscriptions } from './renew-subscriptions.ts';

const DAY_MS = 86_400_000;

let bench: SubscriptionBench;
beforeAll(async () => {
  bench = await createSubscriptionBench();
});
afterAll(() => bench.close());

const endOf = ({ currentPeriod }: { currentPeriod: { endsAt: string } }) => Date.parse(currentPeriod.endsAt);
const sessionsOf = async (id: string) =>
  (await bench.api.call('GET', `/checkout_sessions?subscriptionId=${id}&limit=100`)).body.data;

describe('a first session', () => {
  it('makes a subscription once it is paid, and not before', async () => {
    const first = await bench.start();
    expect(first).toMatchObject({ mode: 'subscription', recurring: { amount: '9.00', interval: 'month' } });
    await bench.work();
    expect((await bench.session(first.id)).subscriptionId).toBeNull();
    await bench.pay(first.id);
    await bench.work();
    const { subscriptionId } = await bench.session(first.id);
    expect(await bench.read(subscriptionId)).toMatchObject({
      object: 'subscription',
      status: 'active',
      version: 1,
      price: { amount: '9.00', currency: 'USD' },
      credit: '0.00',
      firstSessionId: first.id,
      currentPeriod: { number: 1 },
      renewal: { period: { number: 1 }, sessionId: first.id },
    });
    expect(await bench.told(subscriptionId)).toEqual(['created']);
  });

  it('makes one however many workers look, and however often', async () => {
    const first = await bench.start();
    await bench.pay(first.id);
    await Promise.all(Array.from({ length: 6 }, () => renewSubscriptions(bench.deps)));
    await bench.work();
    const { rows } = await bench.api.database.pool.query(
      'SELECT count(*)::int AS made FROM subscriptions WHERE first_session_id = (SELECT id FROM sessions ORDER BY created_at DESC LIMIT 1)',
    );
    expect(rows).toEqual([{ made: 1 }]);
  });

  it('takes a discount off the first time only', async () => {
    const subscription = await bench.subscribe({ discounts: [{ percentOff: '50' }] });
    expect(subscription).toMatchObject({ price: { amount: '9.00' }, renewal: { amount: '4.50' } });
    await bench.liveUntil(endOf(subscription) - 2 * DAY_MS);
    expect((await bench.read(subscription.id)).renewal).toMatchObject({ period: { number: 2 }, amount: '9.00' });
  });
});

describe('a trial', () => {
  it('asks nothing now, completes at once, and asks the first period before it ends', async () => {
    const first = await bench.start({ recurring: { interval: 'month', trialDays: 14 } });
    expect(first).toMatchObject({
      amountSubtotal: '9.00',
      amountDiscount: '9.00',
      amountTotal: '0.00',
      discounts: [{ name: 'Free for 14 days', amount: '9.00' }],
    });
    expect((await bench.session(first.id)).status).toBe('paid');
    await bench.work();
    const { subscriptionId } = await bench.session(first.id);
    const subscription = await bench.read(subscriptionId);
    expect(subscription).toMatchObject({ status: 'trialing', currentPeriod: { number: 0 }, renewal: null });
    expect(endOf(subscription) - Date.parse(first.createdAt)).toBe(14 * DAY_MS);

    await bench.liveUntil(endOf(subscription) - 2 * DAY_MS);
    const { renewal } = await bench.read(subscriptionId);
    expect(renewal).toMatchObject({
      amount: '9.00',
      period: { number: 1, startsAt: subscription.currentPeriod.endsAt },
    });
    await bench.pay(renewal.sessionId);
    await bench.liveUntil(endOf(subscription) + 1000);
    expect(await bench.read(subscriptionId)).toMatchObject({ status: 'active', currentPeriod: { number: 1 } });
    expect(await bench.told(subscriptionId)).toEqual(['created', 'renewal_created', 'renewed', 'updated']);
  });
});

describe('a renewal', () => {
  it('is created three days ahead of its period; paid, it is renewed', async () => {
    const subscription = await bench.subscribe({
      metadata: { plan: 'tea' },
      successUrl: 'https://shop.example/thanks',
    });
    const end = endOf(subscription);
    await bench.liveUntil(end - 4 * DAY_MS);
    expect(await bench.read(subscription.id)).toMatchObject({
      renewal: { period: { number: 1 } },
      nextRenewalAt: new Date(end - 3 * DAY_MS).toISOString(),
    });
    await bench.liveUntil(end - 3 * DAY_MS + 1000);
    const { renewal } = await bench.read(subscription.id);
    expect(renewal).toMatchObject({ period: { number: 2, startsAt: subscription.currentPeriod.endsAt } });
    const session = await bench.session(renewal.sessionId);
    expect(session).toMatchObject({
      status: 'pending',
      mode: 'subscription',
      subscriptionId: subscription.id,
      subscriptionPeriod: renewal.period,
      customerEmail: 'ada@example.com',
      metadata: { plan: 'tea' },
      successUrl: 'https://shop.example/thanks',
      fiat: { amount: '9.00', currency: 'USD' },
      checkoutUrl: renewal.checkoutUrl,
    });
    await bench.pay(session.id);
    await bench.work();
    expect(await bench.told(subscription.id)).toEqual(['created', 'renewal_created', 'renewed']);
    expect(bench.refused).toEqual([]);
  });

  it('that runs out is replaced by a fresh one: one payable at a time, told once', async () => {
    const subscription = await bench.subscribe();
    await bench.liveUntil(endOf(subscription) + 2 * DAY_MS);
    const sessions = (await sessionsOf(subscription.id)).filter(
      ({ subscriptionPeriod }: { subscriptionPeriod: unknown }) => subscriptionPeriod !== null,
    );
    expect(sessions.length).toBeGreaterThan(3);
    const payable = sessions.filter(({ status }: { status: string }) => status === 'pending');
    expect(payable).toHaveLength(1);
    expect((await bench.read(subscription.id)).renewal.sessionId).toBe(payable[0].id);
    expect(
      new Set(
        sessions.map(({ subscriptionPeriod }: { subscriptionPeriod: { number: number } }) => subscriptionPeriod.number),
      ),
    ).toEqual(new Set([2]));
    expect(await bench.told(subscription.id)).toEqual(['created', 'renewal_created']);
    await bench.pay(payable[0].id);
    await bench.work();
    expect(await bench.read(subscription.id)).toMatchObject({
      status: 'active',
      renewal: { paidAt: expect.any(String) },
    });
  });

  it('leaves the link of yesterday leading to today’s', async () => {
    const subscription = await bench.subscribe();
    const end = endOf(subscription);
    await bench.liveUntil(end - 3 * DAY_MS + 1000);
    const old = (await bench.read(subscription.id)).renewal;
    await bench.liveUntil(end - DAY_MS);
    const fresh = (await bench.read(subscription.id)).renewal;
    expect(fresh.sessionId).not.toBe(old.sessionId);
    const page = await bench.api.app.inject({ method: 'GET', url: new URL(old.checkoutUrl).pathname });
    expect([page.statusCode, page.headers['location']]).toEqual([303, new URL(fresh.checkoutUrl).pathname]);
    const led = await bench.api.app.inject({ method: 'GET', url: new URL(fresh.checkoutUrl).pathname });
    expect(led.statusCode).toBe(200);
  });

  it('counts the period as paid when an older session of it is paid late, and what comes twice becomes credit', async () => {
    const subscription = await bench.subscribe();
    const end = endOf(subscription);
    await bench.liveUntil(end - 3 * DAY_MS + 1000);
    const old = (await bench.read(subscription.id)).renewal;
    const { expiresAt } = await bench.session(old.sessionId);
    await bench.sleepUntil(Date.parse(expiresAt) + 5000);
    await bench.sleepUntil(Date.parse(expiresAt) + 60_000);
    const fresh = (await bench.read(subscription.id)).renewal;
    expect(fresh.sessionId).not.toBe(old.sessionId);
    await bench.pay(old.sessionId);
    await bench.work();
    expect((await bench.session(old.sessionId)).status).toBe('paid_late');
    expect(await bench.read(subscription.id)).toMatchObject({
      credit: '0.00',
      renewal: { paidAt: expect.any(String) },
    });
    await bench.pay(fresh.sessionId);
    await bench.work();
    expect(await bench.read(subscription.id)).toMatchObject({ credit: '9.00' });
    expect(await bench.told(subscription.id)).toEqual(['created', 'renewal_created', 'renewed', 'updated']);
    // The credit covers the next period: its session has nothing to pay and completes at once.
    await bench.liveUntil(end + 29 * DAY_MS);
    expect(await bench.read(subscription.id)).toMatchObject({
      credit: '0.00',
      renewal: { period: { number: 3 }, amount: '0.00', paidAt: expect.any(String) },
    });
  });
});

describe('fourteen months', () => {
  it('of a subscription from 31 January are fourteen sessions on the calendar’s days', async () => {
    const year = new Date(bench.api.clock.now()).getUTCFullYear() + 1;
    await bench.sleepUntil(`${year}-01-31T10:00:00Z`);
    const subscription = await bench.subscribe();
    const starts = [subscription.currentPeriod.startsAt];
    for (let month = 1; month < 14; month++) {
      await bench.liveUntil(endOf(await bench.read(subscription.id)) - 2 * DAY_MS);
      const { renewal } = await bench.read(subscription.id);
      await bench.pay(renewal.sessionId);
      await bench.liveUntil(Date.parse(renewal.period.startsAt) + 1000);
      starts.push((await bench.read(subscription.id)).currentPeriod.startsAt);
    }
    const isLeap = (of: number) => new Date(Date.UTC(of, 2, 0)).getUTCDate() === 29;
    const february = (of: number) => (isLeap(of) ? '02-29' : '02-28');
    expect(starts.map((text: string) => text.slice(0, 10))).toEqual([
      ...[
        '01-31',
        february(year),
        '03-31',
        '04-30',
        '05-31',
        '06-30',
        '07-31',
        '08-31',
        '09-30',
        '10-31',
        '11-30',
        '12-31',
      ].map((day) => `${year}-${day}`),
      `${year + 1}-01-31`,
      `${year + 1}-${february(year + 1)}`,
    ]);
    const told = await bench.told(subscription.id);
    expect(told).toEqual(['created', ...Array.from({ length: 13 }, () => ['renewal_created', 'renewed']).flat()]);
    expect(await bench.read(subscription.id)).toMatchObject({ status: 'active', missedPeriods: 0 });
  });
});

describe('a period that is not paid', () => {
  it('makes it past due when its grace is over, and paid after that active again', async () => {
    const subscription = await bench.subscribe();
    const end = endOf(subscription);
    await bench.liveUntil(end + 6 * DAY_MS);
    expect((await bench.read(subscription.id)).status).toBe('active');
    await bench.liveUntil(end + 7 * DAY_MS + 2000);
    expect(await bench.read(subscription.id)).toMatchObject({ status: 'past_due', missedPeriods: 1 });
    await bench.liveUntil(end + 10 * DAY_MS);
    const { renewal } = await bench.read(subscription.id);
    expect((await bench.session(renewal.sessionId)).status).toBe('pending');
    await bench.pay(renewal.sessionId);
    await bench.work();
    expect(await bench.read(subscription.id)).toMatchObject({ status: 'active', missedPeriods: 0 });
    expect(await bench.told(subscription.id)).toEqual(['created', 'renewal_created', 'past_due', 'renewed']);
  });

  it('cancels after three in a row, and nothing is asked any more', async () => {
    const subscription = await bench.subscribe();
    await bench.liveUntil(endOf(subscription) + 80 * DAY_MS);
    const canceled = await bench.read(subscription.id);
    expect(canceled).toMatchObject({ status: 'canceled', cancelReason: 'payments_missed', missedPeriods: 3 });
    // The period that ended it, also where it is told and listed.
    expect(canceled.renewal).toMatchObject({ period: canceled.currentPeriod, paidAt: null });
    expect([canceled.currentPeriod.number, canceled.renewal.missedAt]).toEqual([4, expect.any(String)]);
    const { body: listed } = await bench.api.call('GET', '/subscriptions?status=canceled&limit=1');
    const { body: events } = await bench.api.call('GET', '/events?type=subscription.canceled&limit=1');
    for (const { renewal } of [listed.data[0], events.data[0].data]) expect(renewal).toEqual(canceled.renewal);
    expect(await bench.told(subscription.id)).toEqual([
      'created',
      ...['renewal_created', 'past_due', 'renewal_created', 'past_due', 'renewal_created', 'past_due'],
      'canceled',
    ]);
    const before = await sessionsOf(subscription.id);
    expect(before.filter(({ status }: { status: string }) => status === 'pending')).toEqual([]);
    await bench.liveUntil(bench.api.clock.now() + 40 * DAY_MS);
    expect(await sessionsOf(subscription.id)).toHaveLength(before.length);
  });

  it('is not held against anybody while the server is off: each is asked with a grace of its own', async () => {
    const subscription = await bench.subscribe();
    await bench.sleepUntil(endOf(subscription) + 70 * DAY_MS);
    await bench.work();
    expect(await bench.read(subscription.id)).toMatchObject({
      status: 'active',
      currentPeriod: { number: 4 },
      renewal: { period: { number: 2 }, missedAt: null },
    });
    const { renewal } = await bench.read(subscription.id);
    await bench.pay(renewal.sessionId);
    await bench.work();
    expect((await bench.read(subscription.id)).renewal.period.number).toBe(3);
  });

  it('that was paid while the server was off is never told as past due', async () => {
    const subscription = await bench.subscribe();
    const end = endOf(subscription);
    await bench.liveUntil(end - DAY_MS);
    const { renewal } = await bench.read(subscription.id);
    // The server is off from here. When it is back, its clock is ahead of what it has read of the chain.
    const { clock } = bench.api;
    const paidAt = clock.now() + 60_000;
    clock.advance(end + 20 * DAY_MS - clock.now());
    await bench.work();
    expect((await bench.read(subscription.id)).status).toBe('active');
    await bench.pay(renewal.sessionId, paidAt);
    await bench.sleepUntil(clock.now());
    expect(await bench.read(subscription.id)).toMatchObject({ status: 'active', missedPeriods: 0 });
    expect((await bench.told(subscription.id)).slice(0, 3)).toEqual(['created', 'renewal_created', 'renewed']);
  });
});

describe('an end', () => {
  it('comes after the last of its cycles', async () => {
    const subscription = await bench.subscribe({ recurring: { interval: 'week', cycles: 2 } });
    await bench.liveUntil(endOf(subscription) - DAY_MS);
    const { renewal } = await bench.read(subscription.id);
    await bench.pay(renewal.sessionId);
    await bench.liveUntil(Date.parse(renewal.period.endsAt) + 2000);
    expect(await bench.read(subscription.id)).toMatchObject({ status: 'ended', nextRenewalAt: null });
    expect(await bench.told(subscription.id)).toEqual(['created', 'renewal_created', 'renewed', 'ended']);
  });

  it('comes when the next period would start after its date', async () => {
    const endsAt = new Date(bench.api.clock.now() + 10 * DAY_MS).toISOString();
    const subscription = await bench.subscribe({ recurring: { interval: 'week', endsAt } });
    await bench.liveUntil(endOf(subscription) + 1000);
    expect((await bench.read(subscription.id)).currentPeriod.number).toBe(2);
    await bench.liveUntil(endOf(await bench.read(subscription.id)) + 1000);
    expect((await bench.read(subscription.id)).status).toBe('ended');
  });
});
