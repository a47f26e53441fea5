import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { toPublicId } from '../core/identity/public-id.ts';
import { dispatchEvents } from '../operations/dispatch-events.ts';
import { rotateWebhookSecret } from '../operations/rotate-webhook-secret.ts';
import { sendTestEvent } from '../operations/send-test-event.ts';
import { updateWebhookEndpoint } from '../operations/update-webhook-endpoint.ts';
import { insertEvents } from '../store/events.ts';
import { findWebhookEndpoint } from '../store/webhook-endpoints.ts';
import { claimDueDeliveries } from '../store/webhook-queue.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { answer, createReceiver, type Receiver, stall } from '../testing/receiver.ts';
import { createWebhookBench, impatientPost, type WebhookBench } from '../testing/webhook-bench.ts';

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
  await database.pool.query('TRUNCATE events, webhook_endpoints, webhook_deliveries, webhook_attempts');
});

async function receiver(...options: Parameters<typeof createReceiver>): Promise<Receiver> {
  const made = await createReceiver(...options);
  receivers.push(made);
  return made;
}

/** Waits until the books say so. */
const settled = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 20 });

async function allAre(status: string): Promise<void> {
  await settled(async () => {
    const deliveries = await bench.deliveries();
    expect(deliveries.length).toBeGreaterThan(0);
    expect(new Set(deliveries.map((delivery) => delivery.status))).toEqual(new Set([status]));
  });
}

async function dispatched(eventId: string): Promise<boolean> {
  const { rows } = await database.pool.query('SELECT dispatched_at FROM events WHERE id = $1', [eventId]);
  return rows[0].dispatched_at !== null;
}

describe('a delivery', () => {
  it('leaves when the worker is woken after the commit, without waiting for the poll', async () => {
    const shop = await receiver();
    await bench.endpoint(shop.url);
    bench.worker({ pollMs: 3_600_000 });
    await bench.events(1);
    bench.wake.emit('outbox', null);
    await shop.received(1);
    await allAre('delivered');
  });

  it('leaves by the poll when the wake was lost', async () => {
    const shop = await receiver();
    await bench.endpoint(shop.url);
    bench.worker();
    await bench.events(1);
    await shop.received(1);
  });

  it('carries the envelope, signed for the Standard Webhooks library, and no secret', async () => {
    const shop = await receiver(answer(204));
    const endpoint = await bench.endpoint(shop.url);
    bench.worker();
    const [event] = await bench.events(1, { version: 3, type: 'session.paid' });
    await shop.received(1);
    const [request] = shop.requests;
    expect(new Webhook(endpoint.secret).verify(request!.body, request!.headers)).toEqual({
      id: toPublicId('event', event!.id),
      type: 'session.paid',
      livemode: false,
      createdAt: new Date(event!.createdAt).toISOString(),
      version: 3,
      data: { object: 'checkout_session', index: 0 },
    });
    expect(request!.headers['webhook-id']).toBe(toPublicId('event', event!.id));
    expect(Object.keys(request!.headers).sort()).toEqual([
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
      'webhook-id',
      'webhook-signature',
      'webhook-timestamp',
      'x-webhook-signature',
    ]);
    expect(JSON.stringify(request)).not.toMatch(/whsec_|ck_test_|ck_live_|authorization/i);
  });

  it('goes to each enabled endpoint of its organization and mode that wants its type', async () => {
    const [all, paid, expired, live, other, off] = await Promise.all(Array.from({ length: 6 }, () => receiver()));
    await bench.endpoint(all!.url);
    await bench.endpoint(paid!.url, ['session.paid', 'session.paid_late']);
    await bench.endpoint(expired!.url, ['session.expired']);
    const disabled = await bench.endpoint(off!.url);
    await updateWebhookEndpoint(bench, bench.store, bench.principal, disabled.id, { status: 'disabled' });
    // Not by the live key's own path, which takes https: alone.
    const asLive = await bench.endpoint(live!.url);
    await database.pool.query('UPDATE webhook_endpoints SET livemode = true WHERE id = $1', [asLive.id]);
    const stranger = createWebhookBench(database.store);
    await stranger.endpoint(other!.url);
    await bench.events(1);
    bench.worker();
    await allAre('delivered');
    const counts = [all, paid, expired, live, other, off].map((one) => one!.requests.length);
    expect(counts).toEqual([1, 1, 0, 0, 0, 0]);
  });

  it('of a test event goes to its endpoint alone, whatever that subscribes to', async () => {
    const [tested, other] = await Promise.all([receiver(), receiver()]);
    const endpoint = await bench.endpoint(tested.url, ['session.expired']);
    await bench.endpoint(other.url);
    expect(await sendTestEvent(bench, bench.store, bench.principal, endpoint.id)).toMatchObject({ outcome: 'queued' });
    bench.worker();
    await allAre('delivered');
    expect(JSON.parse(tested.requests[0]!.body)).toMatchObject({ type: 'webhook.test', version: null });
    expect(other.requests).toEqual([]);
  });

  it('is made also for an event whose transaction committed after later ones had been dispatched', async () => {
    const shop = await receiver();
    await bench.endpoint(shop.url);
    bench.worker();
    const earlyId = bench.clock.newId();
    let commit = () => {};
    const held = new Promise<void>((resolve) => {
      commit = resolve;
    });
    const slow = bench.store.transaction().execute(async (tx) => {
      await insertEvents(tx, [
        { ...bench.principal, id: earlyId, type: 'session.paid', sessionId: null, version: 1, data: {}, createdAt: 1 },
      ]);
      await held;
    });
    await bench.events(3);
    await shop.received(3);
    commit();
    await slow;
    await shop.received(4);
    expect(shop.requests[3]?.headers['webhook-id']).toBe(toPublicId('event', earlyId));
  });
});

describe('a receiver that fails', () => {
  it('is tried again by the schedule, each attempt signed with its own time under the same id, until it recovers', async () => {
    const shop = await receiver(answer(500, {}, 'oh no'));
    const endpoint = await bench.endpoint(shop.url);
    bench.worker();
    await bench.events(1);
    for (const waitMs of [6_000, 331_000]) {
      const soFar = shop.requests.length;
      await shop.received(soFar + 1);
      await settled(async () => expect((await bench.deliveries())[0]?.attemptCount).toBe(soFar + 1));
      bench.clock.advance(waitMs);
    }
    shop.answerWith(answer(200, {}, 'fine'));
    await allAre('delivered');
    const [delivery] = await bench.deliveries();
    expect(await bench.attempts(delivery!)).toMatchObject([
      { attempt: 1, responseStatus: 500, responseBody: 'oh no', error: 'replied 500' },
      { attempt: 2, responseStatus: 500, responseBody: 'oh no', error: 'replied 500' },
      { attempt: 3, responseStatus: 200, responseBody: 'fine', error: null },
    ]);
    expect(new Set(shop.requests.map((request) => request.headers['webhook-id'])).size).toBe(1);
    expect(new Set(shop.requests.map((request) => request.headers['webhook-timestamp'])).size).toBe(3);
    for (const { body, headers } of shop.requests) expect(signedWith(endpoint.secret, body, headers)).toBe(true);
  });

  it('is not tried before its time', async () => {
    const shop = await receiver(answer(500));
    await bench.endpoint(shop.url);
    bench.worker();
    await bench.events(1);
    await settled(async () => expect((await bench.deliveries())[0]?.attemptCount).toBe(1));
    const [delivery] = await bench.deliveries();
    const delay = delivery!.nextAttemptAt! - delivery!.updatedAt;
    expect(delay).toBeGreaterThanOrEqual(4500);
    expect(delay).toBeLessThanOrEqual(5500);
    expect(shop.requests).toHaveLength(1);
  });

  it('has failed after ten attempts', async () => {
    const shop = await receiver(answer(503));
    await bench.endpoint(shop.url);
    bench.worker();
    await bench.events(1);
    for (let attempt = 1; attempt <= 10; attempt++) {
      await settled(async () => expect((await bench.deliveries())[0]?.attemptCount).toBe(attempt));
      bench.clock.advance(27 * 3_600_000);
    }
    await allAre('failed');
    expect(shop.requests).toHaveLength(10);
  });

  it('by stalling past the timeout is logged so', async () => {
    const shop = await receiver(stall);
    await bench.endpoint(shop.url);
    bench.worker({ post: impatientPost(100) });
    await bench.events(1);
    await settled(async () => expect((await bench.deliveries())[0]?.attemptCount).toBe(1));
    const [delivery] = await bench.deliveries();
    const [attempt] = await bench.attempts(delivery!);
    expect(attempt).toMatchObject({
      responseStatus: null,
      responseBody: null,
      error: 'no complete reply within 100 ms',
    });
    expect(attempt!.durationMs).toBeGreaterThanOrEqual(99);
  });

  it('by a redirect has failed, and the target is not asked', async () => {
    const target = await receiver();
    const shop = await receiver(answer(307, { location: target.url }));
    await bench.endpoint(shop.url);
    bench.worker();
    await bench.events(1);
    await settled(async () => expect((await bench.deliveries())[0]?.attemptCount).toBe(1));
    const [delivery] = await bench.deliveries();
    expect((await bench.attempts(delivery!))[0]?.error).toBe('replied 307; redirects are not followed');
    expect(delivery!.status).toBe('pending');
    expect(target.requests).toEqual([]);
  });

  it('with 410 disables the endpoint, and nothing more is sent to it until it is enabled', async () => {
    const shop = await receiver(answer(410));
    const endpoint = await bench.endpoint(shop.url);
    bench.worker();
    await bench.events(1);
    await allAre('failed');
    expect(await findWebhookEndpoint(bench.store, bench.principal, endpoint.id)).toMatchObject({
      status: 'disabled',
      disabledReason: 'The endpoint answered 410 Gone.',
    });
    const [missed] = await bench.events(1);
    await settled(async () => expect(await dispatched(missed!.id)).toBe(true));
    shop.answerWith(answer(200));
    await updateWebhookEndpoint(bench, bench.store, bench.principal, endpoint.id, { status: 'enabled' });
    const [later] = await bench.events(1);
    await shop.received(2);
    expect(await findWebhookEndpoint(bench.store, bench.principal, endpoint.id)).toMatchObject({
      disabledReason: null,
    });
    expect(shop.requests.at(-1)?.headers['webhook-id']).toBe(toPublicId('event', later!.id));
  });

  it('with 429 is left alone as a whole for as long as Retry-After says', async () => {
    const shop = await receiver(answer(429, { 'retry-after': '600' }));
    await bench.endpoint(shop.url);
    const worker = bench.worker();
    await bench.events(1);
    await settled(async () => expect((await bench.deliveries())[0]?.attemptCount).toBe(1));
    await bench.events(5);
    bench.clock.advance(590_000);
    await settled(async () => expect(await bench.deliveries()).toHaveLength(6));
    await worker.stop();
    expect(shop.requests).toHaveLength(1);
    shop.answerWith(answer(200));
    bench.clock.advance(20_000);
    bench.worker();
    await allAre('delivered');
  });
});

describe('an endpoint that keeps failing', () => {
  it('rests as a whole after five failures, is probed once, and gets all when it has recovered', async () => {
    const shop = await receiver(answer(500));
    await bench.endpoint(shop.url);
    await bench.events(40);
    bench.worker();
    const attempted = async () => (await bench.deliveries()).reduce((sum, { attemptCount }) => sum + attemptCount, 0);
    // A first burst of eight, of which five end before the rest begins.
    await settled(async () => {
      expect(await attempted()).toBe(shop.requests.length);
      expect(shop.requests.length).toBeGreaterThanOrEqual(5);
    });
    const burst = shop.requests.length;
    expect(burst).toBeLessThanOrEqual(13);
    bench.clock.advance(12_000);
    await shop.received(burst + 1);
    await settled(async () => expect(await attempted()).toBe(burst + 1));
    expect(shop.requests).toHaveLength(burst + 1);
    shop.answerWith(answer(200));
    bench.clock.advance(900_000);
    await allAre('delivered');
  });

  it('delays no other: 10,000 deliveries to one that never answers hold an eighth of the slots', async () => {
    const [dead, shop] = await Promise.all([receiver(stall), receiver()]);
    const deadEndpoint = await bench.endpoint(dead.url);
    await bench.events(10_000);
    const worker = bench.worker({ slots: 64, post: impatientPost(60_000) });
    await dead.received(8);
    const endpoint = await bench.endpoint(shop.url);
    await bench.events(50);
    await shop.received(50);
    await settled(async () => {
      expect((await bench.deliveries(endpoint)).map((delivery) => delivery.status)).toEqual(
        Array(50).fill('delivered'),
      );
    });
    // All of this while not one attempt at the dead one has ended.
    expect(dead.mostAtOnce()).toBe(8);
    expect(dead.requests).toHaveLength(8);
    expect((await bench.deliveries(deadEndpoint)).filter((delivery) => delivery.attemptCount > 0)).toEqual([]);
    await dead.close();
    await worker.stop();
  }, 60_000);

  it('costs its neighbours nothing: finding work reads a few rows, not its queue', async () => {
    const [dead, shop] = await Promise.all([receiver(stall), receiver()]);
    const deadEndpoint = await bench.endpoint(dead.url);
    await bench.events(10_000);
    while ((await dispatchEvents(bench, 1000)) > 0);
    await bench.endpoint(shop.url);
    await bench.events(3);
    await dispatchEvents(bench, 1000);
    await database.pool.query('ANALYZE webhook_deliveries');
    await bench.store.transaction().execute(async (tx) => {
      const now = bench.clock.now();
      const underWay = new Map([[deadEndpoint.id, 8]]);
      const claimed = await claimDueDeliveries(tx, {
        now,
        claimUntil: now + 1000,
        slots: 56,
        perEndpoint: 8,
        underWay,
      });
      expect(claimed).toHaveLength(3);
      const { rows } = await sql<{ read: bigint }>`
        SELECT seq_tup_read + idx_tup_fetch AS read FROM pg_stat_xact_user_tables
        WHERE relname = 'webhook_deliveries'`.execute(tx);
      expect(Number(rows[0]?.read)).toBeLessThan(50);
    });
  }, 60_000);
});

describe('deliveries survive', () => {
  it('a restart of the worker, and it waits for what is under way before it stops', async () => {
    let release = () => {};
    const shop = await receiver((response, _request, count) => {
      if (count > 1) return void response.end();
      release = () => void response.end();
    });
    await bench.endpoint(shop.url);
    const first = bench.worker({ slots: 1 });
    await bench.events(5);
    await shop.received(1);
    const stopped = first.stop();
    release();
    await stopped;
    const states = (await bench.deliveries()).map((delivery) => delivery.status).sort();
    expect(states).toEqual(['delivered', 'pending', 'pending', 'pending', 'pending']);
    bench.worker();
    await allAre('delivered');
    expect(shop.requests).toHaveLength(5);
  });

  it('kill -9 between the claim and its completion: the next worker delivers when the claim has run out', async () => {
    const shop = await receiver(stall);
    await bench.endpoint(shop.url);
    await bench.events(1);
    const script = fileURLToPath(new URL('../testing/delivery-process.ts', import.meta.url));
    const child = spawn(process.execPath, [script, database.url], { stdio: 'inherit' });
    const exited = once(child, 'exit');
    await shop.received(1);
    child.kill('SIGKILL');
    await exited;
    shop.answerWith(answer(200));
    const worker = bench.worker();
    await settled(async () =>
      expect((await bench.deliveries())[0]).toMatchObject({ status: 'pending', attemptCount: 0 }),
    );
    expect(shop.requests).toHaveLength(1);
    bench.clock.advance(31_000);
    await allAre('delivered');
    await worker.stop();
    expect(shop.requests).toHaveLength(2);
  });

  it('a fault of the database', async () => {
    const shop = await receiver();
    await bench.endpoint(shop.url);
    await bench.events(1);
    await database.pool.query('ALTER TABLE webhook_attempts RENAME TO webhook_attempts_away');
    bench.worker();
    await vi.waitFor(() => expect(bench.faults.length).toBeGreaterThan(0));
    await database.pool.query('ALTER TABLE webhook_attempts_away RENAME TO webhook_attempts');
    bench.clock.advance(31_000);
    await allAre('delivered');
  });
});

describe('two workers', () => {
  it('deliver each event once', async () => {
    const shop = await receiver();
    await bench.endpoint(shop.url);
    await bench.events(300);
    bench.worker({ slots: 16 });
    bench.worker({ slots: 16 });
    await allAre('delivered');
    const ids = shop.requests.map((request) => request.headers['webhook-id']);
    expect(ids).toHaveLength(300);
    expect(new Set(ids).size).toBe(300);
  });
});

describe("a secret's rotation", () => {
  it('signs with both secrets during the overlap, then with the new one alone', async () => {
    const shop = await receiver();
    const endpoint = await bench.endpoint(shop.url);
    const rotated = await rotateWebhookSecret(bench, bench.store, bench.principal, endpoint.id, 3600);
    const fresh = rotated.outcome === 'rotated' ? rotated.secret : '';
    bench.worker();
    await bench.events(1);
    await shop.received(1);
    const during = shop.requests[0]!;
    expect(signedWith(fresh, during.body, during.headers)).toBe(true);
    expect(signedWith(endpoint.secret, during.body, during.headers)).toBe(true);
    bench.clock.advance(3_601_000);
    await bench.events(1);
    await shop.received(2);
    const after = shop.requests[1]!;
    expect(after.headers['webhook-signature']!.split(' ')).toHaveLength(1);
    expect(signedWith(fresh, after.body, after.headers)).toBe(true);
    expect(signedWith(endpoint.secret, after.body, after.headers)).toBe(false);
  });

  it('with no overlap ends the old secret at once', async () => {
    const shop = await receiver();
    const endpoint = await bench.endpoint(shop.url);
    await rotateWebhookSecret(bench, bench.store, bench.principal, endpoint.id, 0);
    bench.worker();
    await bench.events(1);
    await shop.received(1);
    expect(signedWith(endpoint.secret, shop.requests[0]!.body, shop.requests[0]!.headers)).toBe(false);
  });
});

describe('ordering', () => {
  it('by version ends a receiver at the newest state, though a retry of the older event comes last', async () => {
    const seen: number[] = [];
    let state = 0;
    const shop = await receiver((response, request, count) => {
      const { version } = JSON.parse(request.body);
      if (count === 1) return void response.writeHead(500).end();
      seen.push(version);
      state = Math.max(state, version);
      response.end();
    });
    await bench.endpoint(shop.url);
    bench.worker();
    await bench.events(1, { version: 1, type: 'session.detected' });
    await settled(async () => expect((await bench.deliveries())[0]?.attemptCount).toBe(1));
    await bench.events(1, { version: 2, type: 'session.paid' });
    await shop.received(2);
    bench.clock.advance(6_000);
    await shop.received(3);
    expect(seen).toEqual([2, 1]);
    expect(state).toBe(2);
  });
});

/** By the Standard Webhooks library, whose clock is set to the delivery's, since the bench's may be ahead. */
function signedWith(secret: string, body: string, headers: Readonly<Record<string, string>>): boolean {
  vi.useFakeTimers({ now: Number(headers['webhook-timestamp']) * 1000, toFake: ['Date'] });
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  } finally {
    vi.useRealTimers();
  }
}
