import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSubscriptionBench, type SubscriptionBench } from '../testing/subscription-bench.ts';

const DAY_MS = 86_400_000;

let bench: SubscriptionBench;
beforeAll(async () => {
  bench = await createSubscriptionBench();
});
afterAll(() => bench.close());

const endOf = ({ currentPeriod }: { currentPeriod: { endsAt: string } }) => Date.parse(currentPeriod.endsAt);
const act = (id: string, verb: string) => bench.api.call('POST', `/subscriptions/${id}/${verb}`, {});
async function pauseAndResume(id: string) {
  await act(id, 'pause');
  await act(id, 'resume');
  await bench.work();
}

it('a pause gives no fresh grace: of the week that an unpaid period may be late, what has run has run', async () => {
  const subscription = await bench.subscribe();
  const end = endOf(subscription);
  await bench.liveUntil(end + 6 * DAY_MS);
  await pauseAndResume(subscription.id);
  const { status, renewal } = await bench.read(subscription.id);
  expect(status).toBe('active');
  expect(Math.abs(Date.parse(renewal.graceEndsAt) - (end + 7 * DAY_MS))).toBeLessThan(10_000);
  await bench.liveUntil(end + 7 * DAY_MS + 60_000);
  expect(await bench.read(subscription.id)).toMatchObject({ status: 'past_due', missedPeriods: 1 });
});

it('paused time itself is not held against the customer, who had no link', async () => {
  const subscription = await bench.subscribe();
  const end = endOf(subscription);
  await bench.liveUntil(end + 2 * DAY_MS);
  await act(subscription.id, 'pause');
  await bench.liveUntil(end + 12 * DAY_MS);
  await act(subscription.id, 'resume');
  await bench.work();
  const { renewal } = await bench.read(subscription.id);
  expect(Math.abs(Date.parse(renewal.graceEndsAt) - (end + 17 * DAY_MS))).toBeLessThan(10_000);
});

it('a period that was missed stays missed over a pause, and counts once', async () => {
  const subscription = await bench.subscribe();
  const end = endOf(subscription);
  await bench.liveUntil(end + 7 * DAY_MS + 60_000);
  for (let times = 0; times < 3; times++) {
    await pauseAndResume(subscription.id);
    await bench.liveUntil(bench.api.clock.now() + DAY_MS);
    expect(await bench.read(subscription.id)).toMatchObject({ status: 'past_due', missedPeriods: 1 });
  }
  const { renewal } = await bench.read(subscription.id);
  await bench.pay(renewal.sessionId);
  await bench.work();
  expect(await bench.read(subscription.id)).toMatchObject({ status: 'active', missedPeriods: 0 });
});

it('a renewal that was taken back before its period began has its whole grace', async () => {
  const subscription = await bench.subscribe();
  const end = endOf(subscription);
  await bench.liveUntil(end - 2 * DAY_MS);
  await pauseAndResume(subscription.id);
  const { renewal } = await bench.read(subscription.id);
  expect(Date.parse(renewal.graceEndsAt)).toBe(end + 7 * DAY_MS);
});
