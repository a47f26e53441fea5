import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renewSubscriptions } from '../../../operations/renew-subscriptions.ts';
import { createSubscriptionBench, type SubscriptionBench } from '../../../testing/subscription-bench.ts';

const DAY_MS = 86_400_000;

let bench: SubscriptionBench;
beforeAll(async () => {
  bench = await createSubscriptionBench();
});
afterAll(() => bench.close());

describe('a new price', () => {
  it('that no renewal could ask is refused', async () => {
    const { id } = await bench.subscribe();
    const { status, body } = await bench.api.call('PATCH', `/subscriptions/${id}`, {
      body: { amount: { value: '9000000000000000000.00', currency: 'USD' } },
    });
    expect([status, body.error.code, body.error.param]).toEqual([400, 'amount_too_large', 'amount.value']);
    expect((await bench.read(id)).price.amount).toBe('9.00');
  });
});

describe('a renewal that cannot be created yet', () => {
  it('is shown without a session: the one that it is to have is not there', async () => {
    const { id, currentPeriod } = await bench.subscribe();
    bench.api.clock.advance(Date.parse(currentPeriod.endsAt) - 2 * DAY_MS - bench.api.clock.now());
    const cut = { ...bench.deps, catalogue: { ...bench.deps.catalogue, isHealthy: () => false } };
    await renewSubscriptions(cut);
    expect((await bench.read(id)).renewal).toMatchObject({ period: { number: 2 }, sessionId: null, checkoutUrl: null });
    bench.api.clock.advance(61_000);
    await bench.work();
    const { renewal } = await bench.read(id);
    expect(renewal.checkoutUrl).toContain('/checkout/');
    expect((await bench.session(renewal.sessionId)).status).toBe('pending');
  });
});
