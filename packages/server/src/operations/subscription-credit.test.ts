import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seeTransfer } from '../testing/books.ts';
import { WALLET } from '../testing/refunds.ts';
import { createSubscriptionBench, type SubscriptionBench } from '../testing/subscription-bench.ts';
import { USDC } from '../testing/test-api.ts';

const DAY_MS = 86_400_000;

let bench: SubscriptionBench;
beforeAll(async () => {
  bench = await createSubscriptionBench();
});
afterAll(() => bench.close());

const usd = (value: string) => ({ amount: { value, currency: 'USD' } });
const patch = async (id: string, price: string, more = {}) =>
  (await bench.api.call('PATCH', `/subscriptions/${id}`, { body: { ...usd(price), ...more } })).body;
const endOf = ({ currentPeriod }: { currentPeriod: { endsAt: string } }) => Date.parse(currentPeriod.endsAt);

/** Pays a part of a session in USDC, and has the merchant take it as enough. */
async function payAndAccept(sessionId: string, amountAtomic: bigint, arrivedAt = bench.api.clock.now()) {
  await payPart(sessionId, amountAtomic, arrivedAt);
  await accept(sessionId);
}
const payPart = (sessionId: string, amountAtomic: bigint, arrivedAt = bench.api.clock.now()) =>
  seeTransfer(bench.api, sessionId, { amountAtomic, contract: USDC, confirmed: true, arrivedAt });
async function accept(sessionId: string) {
  const { status, body } = await bench.api.call('POST', `/checkout_sessions/${sessionId}/accept`, {
    body: { reason: 'A good customer.' },
  });
  expect(status, JSON.stringify(body)).toBe(200);
  await bench.work();
}

describe('credit for a first period at a discount', () => {
  it('that was free is nothing', async () => {
    const subscription = await bench.subscribe({ discounts: [{ percentOff: '100' }] });
    expect((await patch(subscription.id, '0.01')).credit).toBe('0.00');
  });

  it('that was free of a dear plan is nothing', async () => {
    const subscription = await bench.subscribe({ ...usd('900.00'), discounts: [{ percentOff: '100' }] });
    expect((await patch(subscription.id, '9.00')).credit).toBe('0.00');
  });

  it('at half price is what was paid beyond the new price', async () => {
    const subscription = await bench.subscribe({ discounts: [{ percentOff: '50' }] });
    // It costs more than was paid for it, still.
    expect((await patch(subscription.id, '6.00')).credit).toBe('0.00');
    expect((await patch(subscription.id, '0.01')).credit).toBe('4.49');
    // There and back: neither the discount nor the money is lost.
    expect((await patch(subscription.id, '9.00')).credit).toMatch(/^0\.0[01]$/);
  });

  it('is charged for a higher price by the difference of the prices, not by the discount', async () => {
    const subscription = await bench.subscribe({ discounts: [{ percentOff: '50' }] });
    expect((await patch(subscription.id, '12.00')).credit).toBe('-2.99');
    expect((await patch(subscription.id, '9.00')).credit).toMatch(/^0\.0[01]$/);
  });
});

describe('credit for what a person took as enough', () => {
  it('is never more than came for the first period', async () => {
    const first = await bench.start();
    await payAndAccept(first.id, 4_500_000n);
    const { subscriptionId } = await bench.session(first.id);
    expect((await patch(subscriptionId, '0.01')).credit).toBe('4.49');
  });

  it('is what came, where the period was paid before', async () => {
    const subscription = await bench.subscribe();
    await bench.liveUntil(endOf(subscription) - 3 * DAY_MS + 1000);
    const old = (await bench.read(subscription.id)).renewal;
    const { expiresAt } = await bench.session(old.sessionId);
    await bench.sleepUntil(Date.parse(expiresAt) + 5000);
    await bench.sleepUntil(Date.parse(expiresAt) + 60_000);
    const fresh = (await bench.read(subscription.id)).renewal;
    await payPart(fresh.sessionId, 4_500_000n);
    await bench.pay(old.sessionId);
    await bench.work();
    expect(await bench.read(subscription.id)).toMatchObject({
      credit: '0.00',
      renewal: { paidAt: expect.any(String) },
    });
    await accept(fresh.sessionId);
    expect(await bench.read(subscription.id)).toMatchObject({ credit: '4.50' });
  });

  it('is not made by an older session of the period that came to less than the newest asks', async () => {
    const subscription = await bench.subscribe();
    await bench.liveUntil(endOf(subscription) - 3 * DAY_MS + 1000);
    const { renewal } = await bench.read(subscription.id);
    const inTime = bench.api.clock.now();
    await patch(subscription.id, '5.00', { prorate: false });
    await bench.work();
    await payAndAccept(renewal.sessionId, 4_500_000n, inTime);
    expect(await bench.read(subscription.id)).toMatchObject({
      credit: '0.00',
      renewal: { period: { number: 2 }, paidAt: expect.any(String) },
    });
  });
});

describe('credit for a period whose money goes back', () => {
  const refund = (sessionId: string, amount?: string) =>
    bench.api.call('POST', '/refunds', { body: { sessionId, amount, toAddress: WALLET, reason: 'Not used' } });

  it('is nothing where all of it does', async () => {
    const subscription = await bench.subscribe();
    expect((await refund(subscription.firstSessionId)).status).toBe(201);
    expect((await patch(subscription.id, '1.00')).credit).toBe('0.00');
  });

  it('is no more than what stays', async () => {
    const subscription = await bench.subscribe();
    expect((await refund(subscription.firstSessionId, '6')).status).toBe(201);
    expect((await patch(subscription.id, '0.01')).credit).toBe('3.00');
  });
});

describe('a price that goes up and down', () => {
  it('gives nothing back for a rise that was not charged', async () => {
    const { id } = await bench.subscribe();
    await patch(id, '100.00', { prorate: false });
    expect((await patch(id, '9.00')).credit).toBe('0.00');
  });

  it('is set off against a rise that the open renewal asks for', async () => {
    const subscription = await bench.subscribe();
    await bench.liveUntil(endOf(subscription) - 3 * DAY_MS + 1000);
    const dearer = await patch(subscription.id, '100.00');
    await bench.work();
    const asked = BigInt((await bench.read(subscription.id)).renewal.amount.replace('.', ''));
    expect(asked).toBeGreaterThan(10_000n);
    expect(dearer.credit).toBe('0.00');
    await patch(subscription.id, '9.00');
    await bench.work();
    expect((await bench.read(subscription.id)).renewal.amount).toMatch(/^(9\.00|8\.99)$/);
  });
});

it('all credit together, used or not, is never more than the money that came, whatever is done to the price', async () => {
  const { pool } = bench.api.database;
  const subscription = await bench.subscribe({ recurring: { interval: 'week' }, discounts: [{ percentOff: '30' }] });
  let paid = 630n;
  for (const [step, [price, prorate]] of (
    [
      ['0.01', true],
      ['40.00', false],
      ['9.00', true],
      ['8.99', true],
      ['30.00', true],
      ['1.00', true],
      ['50.00', false],
      ['0.01', true],
    ] as const
  ).entries()) {
    await bench.liveUntil(bench.api.clock.now() + 2 * DAY_MS);
    await patch(subscription.id, price, { prorate });
    await bench.work();
    const { renewal } = await bench.read(subscription.id);
    if (step % 2 === 1 && renewal.paidAt === null) {
      const amount = BigInt(renewal.amount.replace('.', ''));
      // Every other time the merchant takes a tenth as enough.
      const came = step % 4 === 1 ? amount : amount / 10n;
      if (came === amount) await bench.pay(renewal.sessionId);
      else await payAndAccept(renewal.sessionId, came * 10_000n);
      paid += came;
      await bench.work();
    }
    const { rows } = await pool.query(
      `SELECT (greatest(credit, 0) + coalesce((
         SELECT sum(greatest(credit_used, 0)) FROM subscription_periods p
         WHERE p.subscription_id = s.id AND paid_at IS NULL AND voided_at IS NULL), 0))::text AS credit
       FROM subscriptions s ORDER BY created_at DESC LIMIT 1`,
    );
    expect(BigInt(rows[0].credit) <= paid).toBe(true);
  }
});
