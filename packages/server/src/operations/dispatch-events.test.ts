import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createMetrics } from '../telemetry/metrics.ts';
import { seeTransfer } from '../testing/books.ts';
import { createTestApi, type TestApi, USDC } from '../testing/test-api.ts';
import { dispatchEvents } from './dispatch-events.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.close());

const BATCH = 100;
let metrics: ReturnType<typeof createMetrics>;
beforeEach(async () => {
  metrics = createMetrics();
  await api.database.pool.query('TRUNCATE events, webhook_endpoints, webhook_deliveries');
});

const dispatch = () =>
  dispatchEvents(
    {
      store: api.database.store,
      runtime: api.clock,
      onDispatched({ events }) {
        for (const { type } of events) metrics.eventDispatched(type);
      },
    },
    BATCH,
  );

/** What was counted, but for zeros. */
async function counted(): Promise<Record<string, number>> {
  const text = await metrics.registry.metrics();
  const series = [...text.matchAll(/^opentill_events_total\{type="([^"]+)"\} ([1-9]\d*)$/gm)];
  return Object.fromEntries(series.map(([, type, value]) => [type, Number(value)]));
}

const createSession = async (): Promise<string> =>
  (
    await api.call('POST', '/checkout_sessions', {
      body: { amount: { value: '50.00', currency: 'USD' }, method: 'Devnet:USDC' },
    })
  ).body.id;

it('counts what an act through the API tells like what a chain tells, also where nobody has an endpoint', async () => {
  const canceled = await createSession();
  await api.call('POST', `/checkout_sessions/${canceled}/cancel`);
  const paid = await createSession();
  await seeTransfer(api, paid, { contract: USDC, amountAtomic: 50_000_000n, confirmed: true });
  const body = { sessionId: paid, amount: '50', reason: 'Ordered twice' };
  expect((await api.call('POST', '/refunds', { body })).status).toBe(201);
  await dispatch();
  expect(await counted()).toEqual({
    'session.created': 2,
    'session.canceled': 1,
    'session.paid': 1,
    'refund.created': 1,
  });
});

it('counts an event once, for however many endpoints it is and however often it is looked for', async () => {
  for (const path of ['one', 'two'])
    await api.call('POST', '/webhook_endpoints', { body: { url: `http://127.0.0.1:9/${path}`, events: ['*'] } });
  await createSession();
  await dispatch();
  await dispatch();
  expect((await api.database.pool.query('SELECT FROM webhook_deliveries')).rowCount).toBe(2);
  expect(await counted()).toEqual({ 'session.created': 1 });
});
