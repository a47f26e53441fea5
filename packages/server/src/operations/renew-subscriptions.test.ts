import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSubscriptionBench, type SubscriptionBench } from '../testing/subscription-bench.ts';

let bench: SubscriptionBench;
beforeAll(async () => {
  bench = await createSubscriptionBench();
});
afterAll(() => bench.close());

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
      firstSessionId: first.id,
      currentPeriod: { number: 1 },
      renewal: { period: { number: 1 }, sessionId: first.id },
    });
    expect(await bench.told(subscriptionId)).toEqual(['created']);
  });
});

describe('a renewal', () => {
  it('is created three days ahead of its period, and paid makes it renewed', async () => {
    const subscription = await bench.subscribe();
    const end = Date.parse(subscription.currentPeriod.endsAt);
    await bench.liveUntil(end - 4 * 86_400_000);
    expect((await bench.read(subscription.id)).renewal.period.number).toBe(1);
    await bench.liveUntil(end - 3 * 86_400_000 + 1000);
    const { renewal } = await bench.read(subscription.id);
    expect(renewal).toMatchObject({
      period: { number: 2, startsAt: subscription.currentPeriod.endsAt },
      amount: '9.00',
    });
    const session = await bench.session(renewal.sessionId);
    expect(session).toMatchObject({
      status: 'pending',
      mode: 'subscription',
      subscriptionId: subscription.id,
      subscriptionPeriod: renewal.period,
      customerEmail: 'ada@example.com',
      fiat: { amount: '9.00', currency: 'USD' },
    });
    await bench.pay(session.id);
    await bench.work();
    expect(await bench.told(subscription.id)).toEqual(['created', 'renewal_created', 'renewed']);
    expect(bench.refused).toEqual([]);
  });
});
