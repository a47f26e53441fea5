import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { createReceiver, type Receiver } from './receiver.ts';
import { createWebhookBench, type WebhookBench } from './webhook-bench.ts';

/** For each test file a database, for each test a fresh organization and receivers that are closed after it. */
export function useWebhookBench() {
  let database: TestDatabase;
  let bench: WebhookBench;
  const receivers: Receiver[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());
  beforeEach(() => {
    bench = createWebhookBench(database.store);
  });
  afterEach(async () => {
    for (const receiver of receivers.splice(0)) await receiver.close();
    await bench.close();
    await database.pool.query(
      'TRUNCATE events, webhook_endpoints, webhook_deliveries, webhook_attempts, idempotency_records',
    );
  });

  return {
    get bench() {
      return bench;
    },
    get database() {
      return database;
    },
    async receiver(...options: Parameters<typeof createReceiver>): Promise<Receiver> {
      const made = await createReceiver(...options);
      receivers.push(made);
      return made;
    },
    /** Waits until every delivery has this status, and there is one. */
    allAre: (status: string) =>
      settled(async () => {
        const deliveries = await bench.deliveries();
        expect(deliveries.length).toBeGreaterThan(0);
        expect(new Set(deliveries.map((delivery) => delivery.status))).toEqual(new Set([status]));
      }),
    /** Waits until the only delivery has been attempted so often. */
    attempted: (times: number) => settled(async () => expect((await bench.deliveries())[0]?.attemptCount).toBe(times)),
  };
}

/** Waits until the books say so. */
export const settled = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 30_000, interval: 20 });
