import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { dispatchEvents } from '../operations/dispatch-events.ts';
import type { Queries } from '../store/database.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { claimDueDeliveries } from '../store/webhook-queue.ts';
import { answer, stall } from '../testing/receiver.ts';
import { settled, useWebhookBench } from '../testing/use-webhook-bench.ts';
import { impatientPost } from '../testing/webhook-bench.ts';

const on = useWebhookBench();

describe('an endpoint that keeps failing', () => {
  it('rests as a whole after five failures, is probed once, and gets all when it has recovered', async () => {
    const shop = await on.receiver(answer(500));
    await on.bench.endpoint(shop.url);
    await on.bench.events(40);
    on.bench.worker();
    const attempted = async () =>
      (await on.bench.deliveries()).reduce((sum, { attemptCount }) => sum + attemptCount, 0);
    /** Claimed, and not attempted yet. */
    const underWay = async () =>
      (await on.bench.deliveries()).filter(
        ({ attemptCount, nextAttemptAt }) => attemptCount === 0 && nextAttemptAt! > on.bench.clock.now(),
      );
    // A first burst of eight, of which five end before the rest begins.
    await settled(async () => {
      expect(await attempted()).toBe(shop.requests.length);
      expect(shop.requests.length).toBeGreaterThanOrEqual(5);
      expect(await underWay()).toEqual([]);
    });
    const burst = shop.requests.length;
    expect(burst).toBeLessThanOrEqual(13);
    on.bench.clock.advance(12_000);
    await shop.received(burst + 1);
    await settled(async () => expect(await attempted()).toBe(burst + 1));
    expect(shop.requests).toHaveLength(burst + 1);
    shop.answerWith(answer(200));
    on.bench.clock.advance(900_000);
    await on.allAre('delivered');
  });

  it('delays no other: 10,000 deliveries to one that never answers hold an eighth of the slots', async () => {
    const [dead, shop] = await Promise.all([on.receiver(stall), on.receiver()]);
    const deadEndpoint = await on.bench.endpoint(dead.url);
    await on.bench.events(10_000);
    const worker = on.bench.worker({ slots: 64, post: impatientPost(60_000) });
    await dead.received(8);
    const endpoint = await on.bench.endpoint(shop.url);
    await on.bench.events(50);
    await shop.received(50);
    await settled(async () => {
      expect((await on.bench.deliveries(endpoint)).map((delivery) => delivery.status)).toEqual(
        Array(50).fill('delivered'),
      );
    });
    // All of this while not one attempt at the dead one has ended.
    expect(dead.mostAtOnce()).toBe(8);
    expect(dead.requests).toHaveLength(8);
    expect((await on.bench.deliveries(deadEndpoint)).filter((delivery) => delivery.attemptCount > 0)).toEqual([]);
    await dead.close();
    await worker.stop();
  }, 60_000);

  it('costs its neighbours nothing: finding work reads a few rows, not its queue', async () => {
    const [dead, shop] = await Promise.all([on.receiver(stall), on.receiver()]);
    const deadEndpoint = await on.bench.endpoint(dead.url);
    await on.bench.events(10_000);
    while ((await dispatchEvents(on.bench, 1000)) > 0);
    await on.bench.endpoint(shop.url);
    await on.bench.events(3);
    await dispatchEvents(on.bench, 1000);
    await on.database.pool.query('ANALYZE webhook_deliveries');
    await retriedTransaction(on.bench.store, async (tx) => {
      const now = on.bench.clock.now();
      const underWay = new Map([[deadEndpoint.id, 8]]);
      const before = await deliveriesRead(tx);
      const claimed = await claimDueDeliveries(tx, {
        now,
        claimUntil: now + 1000,
        slots: 56,
        perEndpoint: 8,
        underWay,
      });
      expect(claimed).toHaveLength(3);
      expect((await deliveriesRead(tx)) - before).toBeLessThan(50);
    });
  }, 60_000);
});

/**
 * Rows of webhook_deliveries that this connection has read. Despite the view's name that is not this transaction alone:
 * what the same connection read before counts until PostgreSQL has passed it on, so only a difference says anything.
 */
async function deliveriesRead(tx: Queries): Promise<number> {
  const { rows } = await sql<{ read: bigint }>`
    SELECT seq_tup_read + idx_tup_fetch AS read FROM pg_stat_xact_user_tables
    WHERE relname = 'webhook_deliveries'`.execute(tx);
  return Number(rows[0]?.read);
}
