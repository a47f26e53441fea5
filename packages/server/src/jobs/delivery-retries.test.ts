import { describe, expect, it } from 'vitest';
import { toPublicId } from '../core/identity/public-id.ts';
import { updateWebhookEndpoint } from '../operations/update-webhook-endpoint.ts';
import { findWebhookEndpoint } from '../store/webhook-endpoints.ts';
import { answer, stall } from '../testing/receiver.ts';
import { signedWith } from '../testing/signed-with.ts';
import { settled, useWebhookBench } from '../testing/use-webhook-bench.ts';
import { impatientPost } from '../testing/webhook-bench.ts';

const on = useWebhookBench();

async function dispatched(eventId: string): Promise<boolean> {
  const { rows } = await on.database.pool.query('SELECT dispatched_at FROM events WHERE id = $1', [eventId]);
  return rows[0].dispatched_at !== null;
}

describe('a receiver that fails', () => {
  it('is tried again by the schedule, each attempt signed with its own time under the same id, until it recovers', async () => {
    const shop = await on.receiver(answer(500, {}, 'oh no'));
    const endpoint = await on.bench.endpoint(shop.url);
    on.bench.worker();
    await on.bench.events(1);
    for (const waitMs of [6_000, 331_000]) {
      const soFar = shop.requests.length;
      await shop.received(soFar + 1);
      await on.attempted(soFar + 1);
      on.bench.clock.advance(waitMs);
    }
    shop.answerWith(answer(200, {}, 'fine'));
    await on.allAre('delivered');
    const [delivery] = await on.bench.deliveries();
    expect(await on.bench.attempts(delivery!)).toMatchObject([
      { attempt: 1, responseStatus: 500, responseBody: 'oh no', error: 'replied 500' },
      { attempt: 2, responseStatus: 500, responseBody: 'oh no', error: 'replied 500' },
      { attempt: 3, responseStatus: 200, responseBody: 'fine', error: null },
    ]);
    expect(new Set(shop.requests.map((request) => request.headers['webhook-id'])).size).toBe(1);
    expect(new Set(shop.requests.map((request) => request.headers['webhook-timestamp'])).size).toBe(3);
    for (const { body, headers } of shop.requests) expect(signedWith(endpoint.secret, body, headers)).toBe(true);
  });

  it('is not tried before its time', async () => {
    const shop = await on.receiver(answer(500));
    await on.bench.endpoint(shop.url);
    on.bench.worker();
    await on.bench.events(1);
    await on.attempted(1);
    const [delivery] = await on.bench.deliveries();
    const delay = delivery!.nextAttemptAt! - delivery!.updatedAt;
    expect(delay).toBeGreaterThanOrEqual(4500);
    expect(delay).toBeLessThanOrEqual(5500);
    expect(shop.requests).toHaveLength(1);
  });

  it('has failed after ten attempts', async () => {
    const shop = await on.receiver(answer(503));
    await on.bench.endpoint(shop.url);
    on.bench.worker();
    await on.bench.events(1);
    for (let attempt = 1; attempt <= 10; attempt++) {
      await on.attempted(attempt);
      on.bench.clock.advance(27 * 3_600_000);
    }
    await on.allAre('failed');
    expect(shop.requests).toHaveLength(10);
  });

  it('by stalling past the timeout is logged so', async () => {
    const shop = await on.receiver(stall);
    await on.bench.endpoint(shop.url);
    on.bench.worker({ post: impatientPost(100) });
    await on.bench.events(1);
    await on.attempted(1);
    const [delivery] = await on.bench.deliveries();
    const [attempt] = await on.bench.attempts(delivery!);
    expect(attempt).toMatchObject({
      responseStatus: null,
      responseBody: null,
      error: 'no complete reply within 100 ms',
    });
    expect(attempt!.durationMs).toBeGreaterThanOrEqual(99);
  });

  it('by a redirect has failed, and the target is not asked', async () => {
    const target = await on.receiver();
    const shop = await on.receiver(answer(307, { location: target.url }));
    await on.bench.endpoint(shop.url);
    on.bench.worker();
    await on.bench.events(1);
    await on.attempted(1);
    const [delivery] = await on.bench.deliveries();
    expect((await on.bench.attempts(delivery!))[0]?.error).toBe('replied 307; redirects are not followed');
    expect(delivery!.status).toBe('pending');
    expect(target.requests).toEqual([]);
  });

  it('with 410 disables the endpoint, and nothing more is sent to it until it is enabled', async () => {
    const shop = await on.receiver(answer(410));
    const endpoint = await on.bench.endpoint(shop.url);
    on.bench.worker();
    await on.bench.events(1);
    await on.allAre('failed');
    expect(await findWebhookEndpoint(on.bench.store, on.bench.principal, endpoint.id)).toMatchObject({
      status: 'disabled',
      disabledReason: 'The endpoint answered 410 Gone.',
    });
    const [missed] = await on.bench.events(1);
    await settled(async () => expect(await dispatched(missed!.id)).toBe(true));
    shop.answerWith(answer(200));
    await updateWebhookEndpoint(on.bench, on.bench.store, on.bench.principal, endpoint.id, { status: 'enabled' });
    const [later] = await on.bench.events(1);
    await shop.received(2);
    expect(await findWebhookEndpoint(on.bench.store, on.bench.principal, endpoint.id)).toMatchObject({
      disabledReason: null,
    });
    expect(shop.requests.at(-1)?.headers['webhook-id']).toBe(toPublicId('event', later!.id));
  });

  it('with 429 is left alone as a whole for as long as Retry-After says', async () => {
    const shop = await on.receiver(answer(429, { 'retry-after': '600' }));
    await on.bench.endpoint(shop.url);
    const worker = on.bench.worker();
    await on.bench.events(1);
    await on.attempted(1);
    await on.bench.events(5);
    on.bench.clock.advance(590_000);
    await settled(async () => expect(await on.bench.deliveries()).toHaveLength(6));
    await worker.stop();
    expect(shop.requests).toHaveLength(1);
    shop.answerWith(answer(200));
    on.bench.clock.advance(20_000);
    on.bench.worker();
    await on.allAre('delivered');
  });
});

describe('ordering', () => {
  it('by version ends a receiver at the newest state, though a retry of the older event comes last', async () => {
    const seen: number[] = [];
    let state = 0;
    const shop = await on.receiver((response, request, count) => {
      const { version } = JSON.parse(request.body);
      if (count === 1) return void response.writeHead(500).end();
      seen.push(version);
      state = Math.max(state, version);
      response.end();
    });
    await on.bench.endpoint(shop.url);
    on.bench.worker();
    await on.bench.events(1, { version: 1, type: 'session.detected' });
    await on.attempted(1);
    await on.bench.events(1, { version: 2, type: 'session.paid' });
    await shop.received(2);
    on.bench.clock.advance(6_000);
    await shop.received(3);
    expect(seen).toEqual([2, 1]);
    expect(state).toBe(2);
  });
});
