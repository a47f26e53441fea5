import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { answer, stall } from '../testing/receiver.ts';
import { until } from '../testing/until.ts';
import { settled, useWebhookBench } from '../testing/use-webhook-bench.ts';

const on = useWebhookBench();

describe('deliveries survive', () => {
  it('a restart of the worker, and it waits for what is under way before it stops', async () => {
    let release = () => {};
    const shop = await on.receiver((response, _request, count) => {
      if (count > 1) return void response.end();
      release = () => void response.end();
    });
    await on.bench.endpoint(shop.url);
    const first = on.bench.worker({ slots: 1 });
    await on.bench.events(5);
    await shop.received(1);
    let isStopped = false;
    const stopped = first.stop().then(() => {
      isStopped = true;
    });
    // Nothing else keeps it from stopping meanwhile.
    for (let i = 0; i < 10; i++) await on.bench.deliveries();
    expect(isStopped).toBe(false);
    release();
    await stopped;
    const states = (await on.bench.deliveries()).map((delivery) => delivery.status).sort();
    expect(states).toEqual(['delivered', 'pending', 'pending', 'pending', 'pending']);
    on.bench.worker();
    await on.allAre('delivered');
    expect(shop.requests).toHaveLength(5);
  });

  it('kill -9 between the claim and its completion: the next worker delivers when the claim has run out', async () => {
    const shop = await on.receiver(stall);
    await on.bench.endpoint(shop.url);
    await on.bench.events(1);
    const script = fileURLToPath(new URL('../testing/delivery-process.ts', import.meta.url));
    const child = spawn(process.execPath, [script, on.database.url], { stdio: 'inherit' });
    const exited = once(child, 'exit');
    await shop.received(1);
    child.kill('SIGKILL');
    await exited;
    shop.answerWith(answer(200));
    const worker = on.bench.worker();
    await settled(async () =>
      expect((await on.bench.deliveries())[0]).toMatchObject({ status: 'pending', attemptCount: 0 }),
    );
    expect(shop.requests).toHaveLength(1);
    on.bench.clock.advance(31_000);
    await on.allAre('delivered');
    await worker.stop();
    expect(shop.requests).toHaveLength(2);
  });

  it('a fault of the database', async () => {
    const shop = await on.receiver();
    await on.bench.endpoint(shop.url);
    await on.bench.events(1);
    await on.database.pool.query('ALTER TABLE webhook_attempts RENAME TO webhook_attempts_away');
    on.bench.worker();
    await until(() => on.bench.faults.length > 0, true);
    await on.database.pool.query('ALTER TABLE webhook_attempts_away RENAME TO webhook_attempts');
    on.bench.clock.advance(31_000);
    await on.allAre('delivered');
  });
});
