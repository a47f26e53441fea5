import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { toPublicId } from '../core/identity/public-id.ts';
import { sendTestEvent } from '../operations/send-test-event.ts';
import { updateWebhookEndpoint } from '../operations/update-webhook-endpoint.ts';
import { insertEvents } from '../store/events.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { answer } from '../testing/receiver.ts';
import { useWebhookBench } from '../testing/use-webhook-bench.ts';
import { createWebhookBench } from '../testing/webhook-bench.ts';

const on = useWebhookBench();

describe('a delivery', () => {
  it('leaves when the worker is woken after the commit, without waiting for the poll', async () => {
    const shop = await on.receiver();
    await on.bench.endpoint(shop.url);
    on.bench.worker({ pollMs: 3_600_000 });
    await on.bench.events(1);
    on.bench.wake.emit('outbox', null);
    await shop.received(1);
    await on.allAre('delivered');
  });

  it('leaves by the poll when the wake was lost', async () => {
    const shop = await on.receiver();
    await on.bench.endpoint(shop.url);
    on.bench.worker();
    await on.bench.events(1);
    await shop.received(1);
  });

  it('carries the envelope, signed for the Standard Webhooks library, and no secret', async () => {
    const shop = await on.receiver(answer(204));
    const endpoint = await on.bench.endpoint(shop.url);
    on.bench.worker();
    const [event] = await on.bench.events(1, { version: 3, type: 'session.paid' });
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
    const [all, paid, expired, live, other, off] = await Promise.all(Array.from({ length: 6 }, () => on.receiver()));
    await on.bench.endpoint(all!.url);
    await on.bench.endpoint(paid!.url, ['session.paid', 'session.paid_late']);
    await on.bench.endpoint(expired!.url, ['session.expired']);
    const disabled = await on.bench.endpoint(off!.url);
    await updateWebhookEndpoint(on.bench, on.bench.store, on.bench.principal, disabled.id, { status: 'disabled' });
    // Not by the live key's own path, which takes https: alone.
    const asLive = await on.bench.endpoint(live!.url);
    await on.database.pool.query('UPDATE webhook_endpoints SET livemode = true WHERE id = $1', [asLive.id]);
    const stranger = createWebhookBench(on.database.store);
    await stranger.endpoint(other!.url);
    await on.bench.events(1);
    on.bench.worker();
    await on.allAre('delivered');
    const counts = [all, paid, expired, live, other, off].map((one) => one!.requests.length);
    expect(counts).toEqual([1, 1, 0, 0, 0, 0]);
  });

  it('of a test event goes to its endpoint alone, whatever that subscribes to', async () => {
    const [tested, other] = await Promise.all([on.receiver(), on.receiver()]);
    const endpoint = await on.bench.endpoint(tested.url, ['session.expired']);
    await on.bench.endpoint(other.url);
    expect(await sendTestEvent(on.bench, on.bench.store, on.bench.principal, endpoint.id)).toMatchObject({
      outcome: 'queued',
    });
    on.bench.worker();
    await on.allAre('delivered');
    expect(JSON.parse(tested.requests[0]!.body)).toMatchObject({ type: 'webhook.test', version: null });
    expect(other.requests).toEqual([]);
  });

  it('is made also for an event whose transaction committed after later ones had been dispatched', async () => {
    const shop = await on.receiver();
    await on.bench.endpoint(shop.url);
    on.bench.worker();
    const earlyId = on.bench.clock.newId();
    let commit = () => {};
    const held = new Promise<void>((resolve) => {
      commit = resolve;
    });
    const slow = retriedTransaction(on.bench.store, async (tx) => {
      await insertEvents(tx, [
        {
          ...on.bench.principal,
          id: earlyId,
          type: 'session.paid',
          sessionId: null,
          version: 1,
          data: {},
          createdAt: 1,
        },
      ]);
      await held;
    });
    await on.bench.events(3);
    await shop.received(3);
    commit();
    await slow;
    await shop.received(4);
    expect(shop.requests[3]?.headers['webhook-id']).toBe(toPublicId('event', earlyId));
  });
});

describe('two workers', () => {
  it('deliver each event once', async () => {
    const shop = await on.receiver();
    await on.bench.endpoint(shop.url);
    await on.bench.events(300);
    on.bench.worker({ slots: 16 });
    on.bench.worker({ slots: 16 });
    await on.allAre('delivered');
    const ids = shop.requests.map((request) => request.headers['webhook-id']);
    expect(ids).toHaveLength(300);
    expect(new Set(ids).size).toBe(300);
  });
});
