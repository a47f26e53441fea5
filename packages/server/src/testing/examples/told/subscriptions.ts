import { createSubscriptionBench, type SubscriptionBench } from '../../subscription-bench.ts';
import type { TestApi } from '../../test-api.ts';
import { made, type ToldEvent } from './scene.ts';

const DAY_MS = 86_400_000;
const ON_DEVNET = { allowedMethods: ['Devnet:USDC'], metadata: { plan: 'small' } };

/** A subscription for each event of subscriptions; two months go by. */
export async function tellOfSubscriptions(api: TestApi): Promise<readonly ToldEvent[]> {
  const bench = await createSubscriptionBench(api);
  const begin = async (recurring: object = {}) =>
    (await bench.subscribe({ ...ON_DEVNET, recurring: { interval: 'month', ...recurring } })).id as string;
  const act = async (name: string, body: object = {}) => {
    const id = await begin();
    made(await api.call('POST', `/subscriptions/${id}/${name}`, { body }));
    return id;
  };
  const updated = await begin();
  made(await api.call('PATCH', `/subscriptions/${updated}`, { body: { metadata: { plan: 'large' } } }));
  const resumed = await act('pause');
  made(await api.call('POST', `/subscriptions/${resumed}/resume`, { body: {} }));
  const soon = [
    { entry: 'subscription.created', id: await begin() },
    { entry: 'subscription.paused', id: await act('pause') },
    { entry: 'subscription.resumed', id: resumed },
    { entry: 'subscription.updated', id: updated },
    { entry: 'subscription.canceled', id: await act('cancel') },
  ];
  const [renewed, unpaid, ended] = [await begin(), await begin(), await begin({ cycles: 1 })];
  await bench.liveUntil(api.clock.now() + 32 * DAY_MS);
  await payRenewal(bench, renewed);
  await bench.liveUntil(api.clock.now() + 8 * DAY_MS);
  return [
    ...soon,
    { entry: 'subscription.renewal_created', id: renewed },
    { entry: 'subscription.renewed', id: renewed },
    { entry: 'subscription.past_due', id: unpaid },
    { entry: 'subscription.ended', id: ended },
  ];
}

async function payRenewal(bench: SubscriptionBench, id: string): Promise<void> {
  const { renewal } = await bench.read(id);
  await bench.pay(renewal.sessionId);
  await bench.work();
}
