import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OutgoingResult } from '../core/webhook/outgoing.ts';
import { findWebhookEndpoint } from '../store/webhook-endpoints.ts';
import { type ClaimedDelivery, claimDueDeliveries } from '../store/webhook-queue.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { createWebhookBench, type WebhookBench } from '../testing/webhook-bench.ts';
import { attemptDelivery } from './attempt-delivery.ts';
import { deleteWebhookEndpoint } from './delete-webhook-endpoint.ts';
import { dispatchEvents } from './dispatch-events.ts';
import { updateWebhookEndpoint } from './update-webhook-endpoint.ts';

const URL = 'http://127.0.0.1:9/hook';

let database: TestDatabase;
let bench: WebhookBench;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query('TRUNCATE events, webhook_endpoints, webhook_deliveries, webhook_attempts');
  bench = createWebhookBench(database.store);
});

const replied = (status: number): OutgoingResult => ({ kind: 'replied', status, retryAfter: null, bodyStart: '' });

async function claim(): Promise<ClaimedDelivery> {
  const now = bench.clock.now();
  const limits = { now, claimUntil: now + 30_000, slots: 1, perEndpoint: 1, underWay: new Map() };
  const [claimed] = await claimDueDeliveries(bench.store, limits);
  if (!claimed) throw new Error('nothing to claim');
  return claimed;
}

/** One attempt whose reply is known beforehand. */
function attempt(claimed: ClaimedDelivery, result: OutgoingResult) {
  return attemptDelivery({ ...bench, userAgent: 'Opentill/test', post: async () => result }, claimed);
}

async function queueOne() {
  const endpoint = await bench.endpoint(URL);
  await bench.events(1);
  await dispatchEvents(bench, 10);
  return endpoint;
}

describe('an attempt that ends after its claim has run out', () => {
  it('does not undo what the next worker delivered, and both stand in the log', async () => {
    await queueOne();
    const slow = await claim();
    bench.clock.advance(31_000);
    await attempt(await claim(), replied(200));
    await attempt(slow, replied(500));
    const [delivery] = await bench.deliveries();
    expect(delivery).toMatchObject({ status: 'delivered', attemptCount: 2, nextAttemptAt: null });
    expect((await bench.attempts(delivery!)).map((one) => one.responseStatus)).toEqual([200, 500]);
  });

  it('does not move the retry that the next worker set', async () => {
    await queueOne();
    const slow = await claim();
    bench.clock.advance(31_000);
    await attempt(await claim(), replied(500));
    const [before] = await bench.deliveries();
    await attempt(slow, replied(500));
    const [after] = await bench.deliveries();
    expect(after!.nextAttemptAt).toBe(before!.nextAttemptAt);
  });

  it('counts when it was a success', async () => {
    await queueOne();
    const slow = await claim();
    bench.clock.advance(31_000);
    const next = await claim();
    await attempt(slow, replied(200));
    await attempt(next, replied(500));
    expect((await bench.deliveries())[0]).toMatchObject({ status: 'delivered', attemptCount: 2 });
  });
});

describe('an attempt at an endpoint that changed meanwhile', () => {
  it('does not revive the delivery of a deleted endpoint by failing', async () => {
    const endpoint = await queueOne();
    const claimed = await claim();
    await deleteWebhookEndpoint(bench, bench.store, bench.principal, endpoint.id);
    await attempt(claimed, replied(500));
    expect((await bench.deliveries())[0]).toMatchObject({ status: 'failed', nextAttemptAt: null });
  });

  it('does not disable it for the 410 of a URL that it no longer has', async () => {
    const endpoint = await queueOne();
    const claimed = await claim();
    await updateWebhookEndpoint(bench, bench.store, bench.principal, endpoint.id, { url: 'http://127.0.0.1:9/new' });
    await attempt(claimed, replied(410));
    expect(await findWebhookEndpoint(bench.store, bench.principal, endpoint.id)).toMatchObject({ status: 'enabled' });
  });
});

describe('an attempt whose secret does not open', () => {
  it('rejects, sends nothing and leaves the delivery queued', async () => {
    await queueOne();
    await database.pool.query(`UPDATE webhook_endpoints SET secret = '\\x0102'`);
    let sent = 0;
    const post = async () => {
      sent += 1;
      return replied(200);
    };
    await expect(attemptDelivery({ ...bench, userAgent: 'x', post }, await claim())).rejects.toThrow('unknown format');
    expect(sent).toBe(0);
    expect((await bench.deliveries())[0]).toMatchObject({ status: 'pending', attemptCount: 0 });
  });
});

describe('an event that does not render in the endpoint’s words', () => {
  const post = async () => replied(200);
  const renderEvent = () => {
    throw new SyntaxError('Unexpected token in "ada@example.com"');
  };

  it('is booked as a failed attempt with a retry, told without what it says, and sends nothing', async () => {
    await queueOne();
    const faults: unknown[] = [];
    let sent = 0;
    const counting = async () => {
      sent += 1;
      return replied(200);
    };
    const deps = {
      ...bench,
      userAgent: 'x',
      renderEvent,
      post: counting,
      onFault: (error: unknown) => faults.push(error),
    };
    const report = await attemptDelivery(deps, await claim());
    expect([report.verdict, sent]).toEqual(['retry', 0]);
    const [delivery] = await bench.deliveries();
    expect(delivery).toMatchObject({ status: 'pending', attemptCount: 1 });
    expect(delivery!.nextAttemptAt).toBeGreaterThan(bench.clock.now());
    const [attempt] = await bench.attempts(delivery!);
    expect(attempt).toMatchObject({ responseStatus: null, error: expect.stringContaining('could not be written') });
    expect(String((faults[0] as Error).stack)).toContain('SyntaxError');
    expect(String((faults[0] as Error).stack)).not.toContain('ada@example.com');
  });

  it('does not make its endpoint rest, so that the others are not delayed', async () => {
    const endpoint = await bench.endpoint(URL);
    await bench.events(8);
    await dispatchEvents(bench, 10);
    for (let i = 0; i < 8; i++) await attemptDelivery({ ...bench, userAgent: 'x', renderEvent, post }, await claim());
    const { rows } = await database.pool.query('SELECT consecutive_failures, resting_until FROM webhook_endpoints');
    expect(rows).toEqual([{ consecutive_failures: 0, resting_until: null }]);
    await bench.events(1);
    await dispatchEvents(bench, 10);
    expect((await attempt(await claim(), replied(200))).verdict).toBe('delivered');
    expect(await findWebhookEndpoint(bench.store, bench.principal, endpoint.id)).toMatchObject({ status: 'enabled' });
  });

  it('is given up when the attempts are used up', async () => {
    await queueOne();
    const deps = { ...bench, userAgent: 'x', renderEvent, post };
    for (let i = 0; i < 40; i++) {
      const [delivery] = await bench.deliveries();
      if (delivery!.nextAttemptAt === null) break;
      bench.clock.advance(Math.max(0, delivery!.nextAttemptAt - bench.clock.now()));
      await attemptDelivery(deps, await claim());
    }
    expect((await bench.deliveries())[0]).toMatchObject({ status: 'failed', nextAttemptAt: null });
  });
});
