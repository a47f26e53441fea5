import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSubscriptionBench, type SubscriptionBench } from '../../../testing/subscription-bench.ts';

let bench: SubscriptionBench;
beforeAll(async () => {
  bench = await createSubscriptionBench();
});
afterAll(() => bench.close());

const DAY_SECONDS = 86_400;
const DAY_MS = DAY_SECONDS * 1000;

/** A subscription on a clock of its own, and the means to move it; the server's clock and the chain stand where they are. */
async function onClock(body: object = {}) {
  const clock = (await bench.api.call('POST', '/test/clocks', { body: { name: 'A year' } })).body;
  const subscription = await bench.subscribe({ ...body, testClockId: clock.id });
  const advance = async (step: object) => {
    expect((await bench.api.call('POST', `/test/clocks/${clock.id}/advance`, { body: step })).status).toBe(200);
    await bench.work();
  };
  return { clock, subscription, advance, read: () => bench.read(subscription.id) };
}

const before = (time: string, days: number) => new Date(Date.parse(time) - days * DAY_MS).toISOString();

describe('a subscription on a test clock', () => {
  it('renews ahead of its next period once the clock is there, in the clock’s time', async () => {
    const { clock, subscription, advance, read } = await onClock();
    expect(subscription).toMatchObject({ testClockId: clock.id, status: 'active', currentPeriod: { number: 1 } });
    const { endsAt } = subscription.currentPeriod;
    await advance({ to: before(endsAt, 4) });
    expect((await read()).renewal).toMatchObject({ period: { number: 1 } });
    await advance({ to: before(endsAt, 2) });
    const { renewal } = await read();
    expect(renewal).toMatchObject({ period: { number: 2, startsAt: endsAt } });
    const session = await bench.session(renewal.sessionId);
    expect(session).toMatchObject({ testClockId: clock.id, status: 'pending' });
    expect(Math.abs(Date.parse(session.createdAt) - Date.parse(before(endsAt, 2)))).toBeLessThan(60_000);
    expect(await bench.told(subscription.id)).toEqual(['created', 'renewal_created']);
  });

  it('is renewed by a payment of now, which is in the clock’s time', async () => {
    const { subscription, advance, read } = await onClock();
    const { endsAt } = subscription.currentPeriod;
    await advance({ to: before(endsAt, 2) });
    await bench.pay((await read()).renewal.sessionId);
    await bench.work();
    expect(await bench.told(subscription.id)).toEqual(['created', 'renewal_created', 'renewed']);
    await advance({ by: 3 * DAY_SECONDS });
    expect(await read()).toMatchObject({ status: 'active', currentPeriod: { number: 2 } });
  });

  it('is past due after its grace, and canceled after its misses, without a day gone by', async () => {
    const { subscription, advance, read } = await onClock();
    await advance({ to: before(subscription.currentPeriod.endsAt, 2) });
    await advance({ by: 12 * DAY_SECONDS });
    expect((await read()).status).toBe('past_due');
    for (let month = 0; month < 4; month++)
      for (let part = 0; part < 4; part++) await advance({ by: 10 * DAY_SECONDS });
    expect(await read()).toMatchObject({ status: 'canceled', cancelReason: 'payments_missed' });
  });

  it('carries a trial to its end', async () => {
    const { clock, advance } = await onClock();
    const recurring = { interval: 'month', trialDays: 14 };
    const first = await bench.start({ recurring, testClockId: clock.id });
    await bench.work();
    const { subscriptionId } = await bench.session(first.id);
    expect(await bench.read(subscriptionId)).toMatchObject({ status: 'trialing', testClockId: clock.id });
    await advance({ by: 12 * DAY_SECONDS });
    await bench.pay((await bench.read(subscriptionId)).renewal.sessionId);
    await bench.work();
    await advance({ by: 3 * DAY_SECONDS });
    expect(await bench.read(subscriptionId)).toMatchObject({ status: 'active', currentPeriod: { number: 1 } });
  });

  it('leaves those without a clock alone', async () => {
    const plain = await bench.subscribe();
    const { advance } = await onClock();
    await advance({ by: 400 * DAY_SECONDS });
    expect(await bench.told(plain.id)).toEqual(['created']);
  });

  it('renews no more once its clock was deleted', async () => {
    const { clock, subscription } = await onClock();
    await bench.api.call('DELETE', `/test/clocks/${clock.id}`);
    const { rows } = await bench.api.database.pool.query(
      `SELECT next_act_at FROM subscriptions s JOIN test_clocks c ON c.id = s.test_clock_id WHERE c.deleted_at IS NOT NULL`,
    );
    expect(rows).toEqual([{ next_act_at: null }]);
    expect((await bench.read(subscription.id)).status).toBe('active');
  });
});

it('a subscription that is to end before its clock’s now is refused', async () => {
  const clock = (await bench.api.call('POST', '/test/clocks', { body: { name: 'A year ahead' } })).body;
  await bench.api.call('POST', `/test/clocks/${clock.id}/advance`, { body: { by: 365 * DAY_SECONDS } });
  const body = {
    amount: { value: '9.00', currency: 'USD' },
    customerEmail: 'ada@example.com',
    mode: 'subscription',
    recurring: { interval: 'month', endsAt: new Date(bench.api.clock.now() + 100 * DAY_MS).toISOString() },
  };
  expect((await bench.api.call('POST', '/checkout_sessions', { body })).status).toBe(201);
  const { status, body: answer } = await bench.api.call('POST', '/checkout_sessions', {
    body: { ...body, testClockId: clock.id },
  });
  expect([status, answer.error.code]).toEqual([400, 'subscription_ends_too_soon']);
});
