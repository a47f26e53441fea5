import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findEvent } from '../store/events.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { createWebhookBench, type WebhookBench } from '../testing/webhook-bench.ts';
import { dispatchEvents } from './dispatch-events.ts';
import { visibleEvents } from './event-retention.ts';
import { pruneHistory } from './prune-history.ts';
import { redeliverWebhook } from './redeliver-webhook.ts';

const DAY_MS = 24 * 3600 * 1000;
const URL = 'http://127.0.0.1:9/hook';

let database: TestDatabase;
let bench: WebhookBench;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query(
    'TRUNCATE events, webhook_endpoints, webhook_deliveries, webhook_attempts, idempotency_records',
  );
  bench = createWebhookBench(database.store);
});

async function count(table: string): Promise<number> {
  const { rows } = await database.pool.query(`SELECT count(*)::int AS count FROM ${table}`);
  return rows[0].count;
}

describe('pruning', () => {
  it('deletes events, deliveries and attempts after 90 days, in batches, and nothing younger', async () => {
    await bench.endpoint(URL);
    await bench.events(5);
    await dispatchEvents(bench, 10);
    await database.pool.query(
      `INSERT INTO webhook_attempts SELECT organization_id, id, 1, created_at, 5, 200, '', NULL FROM webhook_deliveries`,
    );
    bench.clock.advance(89 * DAY_MS);
    await bench.events(2);
    await dispatchEvents(bench, 10);
    expect(await pruneHistory(bench, 2)).toEqual({ deliveries: 0, events: 0, idempotencyRecords: 0 });
    bench.clock.advance(2 * DAY_MS);
    expect(await pruneHistory(bench, 2)).toEqual({ deliveries: 5, events: 5, idempotencyRecords: 0 });
    expect([await count('events'), await count('webhook_deliveries'), await count('webhook_attempts')]).toEqual([
      2, 2, 0,
    ]);
  });

  it('keeps session.created, the replay of its create, but the API no longer shows it', async () => {
    const [created] = await bench.events(1, { type: 'session.created' });
    const scope = () => visibleEvents(bench.principal, bench.clock.now());
    expect(await findEvent(bench.store, scope(), created!.id)).toBeDefined();
    bench.clock.advance(91 * DAY_MS);
    await pruneHistory(bench);
    expect(await count('events')).toBe(1);
    expect(await findEvent(bench.store, scope(), created!.id)).toBeUndefined();
  });

  it('keeps session.paid of a session without an address: the create of what costs nothing answered with it', async () => {
    await bench.events(1, { type: 'session.paid', data: { address: null } });
    await bench.events(1, { type: 'session.paid', data: { address: '0x00000000000000000000000000000000000000a1' } });
    bench.clock.advance(91 * DAY_MS);
    expect((await pruneHistory(bench)).events).toBe(1);
    expect(await count('events')).toBe(1);
  });

  it('takes a late redelivery along with its event', async () => {
    await bench.endpoint(URL);
    await bench.events(1);
    await dispatchEvents(bench, 10);
    bench.clock.advance(89 * DAY_MS);
    const [delivery] = await bench.deliveries();
    await redeliverWebhook(bench, bench.store, bench.principal, delivery!.id);
    bench.clock.advance(2 * DAY_MS);
    await pruneHistory(bench);
    expect([await count('events'), await count('webhook_deliveries')]).toEqual([0, 0]);
  });

  it('deletes idempotency records whose time is over, and never those of a create', async () => {
    const now = bench.clock.now();
    await database.pool.query(
      `INSERT INTO idempotency_records (organization_id, livemode, route, key, body_hash, response_status, created_at, expires_at)
       VALUES ($1, false, 'r', 'over', '', 200, $2, $2), ($1, false, 'r', 'later', '', 200, $2, $3), ($1, false, 'r', 'create', '', 201, $2, NULL)`,
      [bench.principal.organizationId, new Date(now - 1000), new Date(now + 60_000)],
    );
    expect((await pruneHistory(bench)).idempotencyRecords).toBe(1);
    const { rows } = await database.pool.query('SELECT key FROM idempotency_records ORDER BY key');
    expect(rows.map((row) => row.key)).toEqual(['create', 'later']);
  });
});
