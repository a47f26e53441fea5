import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSubscriptionBench, type SubscriptionBench } from '../testing/subscription-bench.ts';

let bench: SubscriptionBench;
beforeAll(async () => {
  bench = await createSubscriptionBench();
});
afterAll(() => bench.close());

const paidEvent = async (sessionId: string) =>
  (await bench.api.call('GET', `/events?session=${sessionId}&type=session.paid`)).body.data[0];
const TRIAL = { recurring: { interval: 'month', trialDays: 7 } };

describe.each([
  ['that is paid', {}],
  ['that is free, as of a trial', TRIAL],
])('a first session %s', (_what, body) => {
  async function complete() {
    const first = await bench.start(body);
    // With nothing to pay it is paid by its creation, which names the subscription as well.
    expect(first.subscriptionId === null).toBe(first.status === 'pending');
    if (first.address !== null) await bench.pay(first.id);
    return first.id as string;
  }

  it('names its subscription in the very event that tells it paid', async () => {
    const id = await complete();
    const { subscriptionId } = await bench.session(id);
    expect(subscriptionId).toMatch(/^sub_/);
    expect((await paidEvent(id)).data.subscriptionId).toBe(subscriptionId);
    await bench.work();
    expect((await bench.session(id)).subscriptionId).toBe(subscriptionId);
    expect((await bench.read(subscriptionId)).firstSessionId).toBe(id);
    expect(await bench.told(subscriptionId)).toEqual(['created']);
  });

  it('has a subscription for who asks before the worker came by, once', async () => {
    const { subscriptionId } = await bench.session(await complete());
    const answers = await Promise.all([bench.read(subscriptionId), bench.read(subscriptionId)]);
    for (const answer of answers) expect(answer).toMatchObject({ id: subscriptionId, object: 'subscription' });
    await bench.work();
    expect(await bench.told(subscriptionId)).toEqual(['created']);
  });

  it('has one that can be acted on at once, by its own merchant alone', async () => {
    const { subscriptionId } = await bench.session(await complete());
    const path = `/subscriptions/${subscriptionId}`;
    expect((await bench.api.call('GET', path, { key: bench.api.keys.stranger })).status).toBe(404);
    expect((await bench.api.call('POST', `${path}/cancel`)).body.status).toBe('canceled');
  });
});

it('names none in what is told of an attempt that is not paid, and none for a plain payment', async () => {
  const first = await bench.start({ expiresIn: 60 });
  await bench.api.call('POST', `/checkout_sessions/${first.id}/expire`);
  expect((await bench.session(first.id)).subscriptionId).toBeNull();
  const plain = await bench.start({ mode: 'payment', recurring: undefined });
  await bench.pay(plain.id);
  expect((await paidEvent(plain.id)).data.subscriptionId).toBeNull();
});
