import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBacklog } from '../store/backlog.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { createMetrics } from './metrics.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const NOW = Date.parse('2026-01-31T12:00:00Z');

describe('what /metrics shows', () => {
  it('of prices: each source’s last success, each pair’s age, and whether the last round gave one', async () => {
    const metrics = createMetrics('1.2.3');
    metrics.watchRates(() => ({
      sources: [
        { name: 'kraken', lastSuccessAt: NOW },
        { name: 'coinbase', lastSuccessAt: null },
      ],
      pairs: [
        { symbol: 'ETH', currency: 'USD', ageMs: 1500, refused: null },
        { symbol: 'USD', currency: 'XAF', ageMs: null, refused: 'no_observation' },
      ],
    }));
    const text = await metrics.registry.metrics();
    expect(text).toContain('opentill_info{version="1.2.3"} 1');
    expect(text).toContain(`opentill_price_source_last_success_timestamp_seconds{source="kraken"} ${NOW / 1000}`);
    expect(text).toContain('opentill_price_source_last_success_timestamp_seconds{source="coinbase"} 0');
    expect(text).toContain('opentill_price_age_seconds{pair="ETH/USD"} 1.5');
    expect(text).not.toContain('opentill_price_age_seconds{pair="USD/XAF"}');
    expect(text).toContain('opentill_price_accepted{pair="ETH/USD"} 1');
    expect(text).toContain('opentill_price_accepted{pair="USD/XAF"} 0');
  });

  it('of the backlog: what is in the books, and nothing while they cannot be read', async () => {
    const metrics = createMetrics();
    let broken = false;
    metrics.watchBacklog(() => (broken ? Promise.reject(new Error('down')) : readBacklog(database.store, NOW)));
    expect(await metrics.registry.metrics()).toMatch(/^opentill_outbox_events 0$/m);
    await fillOutbox();
    const text = await metrics.registry.metrics();
    expect(text).toMatch(/^opentill_outbox_events 2$/m);
    expect(text).toMatch(/^opentill_outbox_oldest_seconds 90$/m);
    expect(text).toMatch(/^opentill_deliveries_due 1$/m);
    expect(text).toMatch(/^opentill_deliveries_waiting 2$/m);
    broken = true;
    expect(await metrics.registry.metrics()).not.toMatch(/^opentill_(outbox|deliveries)/m);
  });

  it('of what has not happened yet: 0, so that the first time is an increase', async () => {
    const metrics = createMetrics();
    metrics.expectNetworks(['Base', 'Polygon']);
    metrics.expectJobs(['watch-refunds']);
    const text = await metrics.registry.metrics();
    for (const series of [
      'opentill_deep_reorgs_total{network="Base"}',
      'opentill_deep_reorgs_total{network="Polygon"}',
      'opentill_untraced_blocks_total{network="Base"}',
      'opentill_untraced_blocks_total{network="Polygon"}',
      'opentill_job_failures_total{job="watch-refunds"}',
      'opentill_renewals_refused_total{code="rate_unavailable"}',
      'opentill_webhook_attempts_total{outcome="exhausted"}',
      'opentill_sessions_created_total{livemode="true"}',
      'opentill_events_total{type="session.failed"}',
    ])
      expect(text).toContain(`\n${series} 0\n`);
  });

  it('of every counter, some series before anything is counted', async () => {
    const metrics = createMetrics();
    metrics.expectNetworks(['Base']);
    metrics.expectJobs(['watch-refunds']);
    const all = await metrics.registry.getMetricsAsJSON();
    const silent = all.filter(({ type, values }) => String(type) === 'counter' && values.length === 0);
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it('of a deep reorg: one more than before', async () => {
    const metrics = createMetrics();
    metrics.expectNetworks(['Base']);
    metrics.deepReorg('Base');
    expect(await metrics.registry.metrics()).toMatch(/^opentill_deep_reorgs_total\{network="Base"\} 1$/m);
  });

  it('of the pool: busy, idle and waiting', async () => {
    const metrics = createMetrics();
    metrics.watchPool(database.pool, 10);
    const held = await database.pool.connect();
    const text = await metrics.registry.metrics();
    held.release();
    expect(text).toMatch(/^opentill_database_connections\{state="busy"\} 1$/m);
    expect(text).toMatch(/^opentill_database_connections_max 10$/m);
    expect(text).toMatch(/^opentill_database_waiting 0$/m);
  });
});

const ORGANIZATION = '0198c000-0000-7000-8000-000000000001';
const id = (last: number) => `0198c000-0000-7000-8000-00000000010${last}`;
const at = (seconds: number) => new Date(NOW + seconds * 1000);

/** Two events that wait, of 90 and 30 seconds ago; of a third one a due delivery, one for later, and one to a resting endpoint. */
async function fillOutbox(): Promise<void> {
  const { pool } = database;
  await pool.query("INSERT INTO organizations (id, name, created_at) VALUES ($1, 'Shop', $2)", [ORGANIZATION, at(-99)]);
  for (const [event, created, dispatched] of [
    [1, at(-90), null],
    [2, at(-30), null],
    [3, at(-95), at(-94)],
  ] as const) {
    await pool.query(
      `INSERT INTO events (organization_id, id, livemode, type, data, created_at, dispatched_at)
       VALUES ($1, $2, true, 'webhook.test', '{}', $3, $4)`,
      [ORGANIZATION, id(event), created, dispatched],
    );
  }
  for (const [endpoint, resting] of [
    [4, null],
    [5, at(60)],
  ] as const) {
    await pool.query(
      `INSERT INTO webhook_endpoints
         (organization_id, id, livemode, url, event_types, status, secret, resting_until, created_at, updated_at)
       VALUES ($1, $2, true, 'https://shop.example/', '{*}', 'enabled', '', $3, $4, $4)`,
      [ORGANIZATION, id(endpoint), resting, at(-99)],
    );
  }
  for (const [delivery, endpoint, next] of [
    [6, 4, at(-1)],
    [7, 4, at(30)],
    [8, 5, at(-1)],
  ] as const) {
    await pool.query(
      `INSERT INTO webhook_deliveries
         (organization_id, id, livemode, endpoint_id, event_id, status, next_attempt_at, created_at, updated_at)
       VALUES ($1, $2, true, $3, $4, 'pending', $5, $6, $6)`,
      [ORGANIZATION, id(delivery), id(endpoint), id(3), next, at(-94)],
    );
  }
}
