import { expect, it } from 'vitest';
import { findWebhookEndpoint } from '../../../store/webhook-endpoints.ts';
import { answer } from '../../../testing/receiver.ts';
import { settled, useWebhookBench } from '../../../testing/use-webhook-bench.ts';
import { presentEndpoint } from './present.ts';

const on = useWebhookBench();

it('an endpoint says until when it rests after five failures in a row, and nothing once it is well or due again', async () => {
  const shop = await on.receiver(answer(500));
  const { id } = await on.bench.endpoint(shop.url);
  const shown = async () => {
    const endpoint = await findWebhookEndpoint(on.database.store, on.bench.principal, id);
    return presentEndpoint(endpoint!, on.bench.clock.now()).restingUntil;
  };
  on.bench.worker();
  await on.bench.events(4);
  await shop.received(4);
  await settled(async () => {
    for (const { attemptCount } of await on.bench.deliveries()) expect(attemptCount).toBe(1);
  });
  expect(await shown()).toBeNull();
  await on.bench.events(1);
  await settled(async () => expect(await shown()).not.toBeNull());
  // Ten seconds, give or take a tenth, of which waiting here has taken a little.
  const restMs = Date.parse((await shown())!) - on.bench.clock.now();
  expect(restMs).toBeGreaterThan(0);
  expect(restMs).toBeLessThanOrEqual(11_000);
  shop.answerWith(answer(200));
  on.bench.clock.advance(11_000);
  expect(await shown()).toBeNull();
  await on.allAre('delivered');
  expect(await shown()).toBeNull();
});
