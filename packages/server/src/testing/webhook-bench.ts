import { createEventRenderer } from '../compose/render-event.ts';
import type { WebhookAttempt, WebhookDelivery } from '../core/webhook/delivery.ts';
import type { WebhookEndpoint } from '../core/webhook/endpoint.ts';
import type { Subscription } from '../core/webhook/event-types.ts';
import type { PostOutgoing } from '../core/webhook/outgoing.ts';
import { createDeliveryWorker, type DeliveryWorker, type DeliveryWorkerDeps } from '../jobs/delivery-worker.ts';
import { createWebhookEndpoint } from '../operations/create-webhook-endpoint.ts';
import type { Principal } from '../operations/principal.ts';
import { createDenyList } from '../outgoing/deny-list.ts';
import { createUrlCheck } from '../outgoing/find-url-flaw.ts';
import { createGuardedPost } from '../outgoing/guarded-post.ts';
import type { Store } from '../store/database.ts';
import { insertEvents, type NewEvent } from '../store/events.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { createSecretBox } from '../store/secret-box.ts';
import { listWebhookDeliveries, readWebhookAttempts } from '../store/webhook-deliveries.ts';
import { createTestClock } from './clock.ts';
import { createMemoryWake } from './memory-wake.ts';

/** Loopback only, as `npm start` allows it. */
const isDenied = createDenyList(['127.0.0.0/8']);

/** The real guard with a shorter patience, so that a stalling receiver does not hold a test for 15 s. */
export function impatientPost(timeoutMs: number): PostOutgoing {
  const resolveHost = async () => {
    throw Object.assign(new Error('no names in tests'), { code: 'ENOTFOUND' });
  };
  const post = createGuardedPost({ isDenied, resolveHost });
  return (request) => post({ ...request, timeoutMs });
}

/** An organization of its own with everything that webhooks need, over a test database. */
export function createWebhookBench(store: Store) {
  const clock = createTestClock();
  const wake = createMemoryWake();
  const secretBox = createSecretBox(Buffer.alloc(32, 1), clock.randomBytes);
  const principal: Principal = {
    organizationId: clock.newId(),
    livemode: false,
    actor: 'key:test',
    permissions: 'all',
  };
  const findUrlFlaw = createUrlCheck(isDenied);
  const renderEvent = createEventRenderer({ publicUrl: 'http://localhost:4242', csrfTokenOf: () => 'token' });
  const deps = { store, runtime: clock, secretBox, findUrlFlaw, wake, renderEvent };
  const workers: DeliveryWorker[] = [];
  const faults: unknown[] = [];

  return {
    ...deps,
    clock,
    principal,
    faults,

    async endpoint(url: string, eventTypes: readonly Subscription[] = ['*'], by: Principal = principal) {
      const made = await retriedTransaction(store, (tx) =>
        createWebhookEndpoint(deps, tx, by, { url, description: null, eventTypes }),
      );
      if (made.outcome === 'refused') throw new Error(made.message);
      return { ...made.endpoint, secret: made.secret };
    },

    /** Events in the outbox, as a business transaction leaves them; nobody is woken. */
    async events(count: number, over: Partial<NewEvent> = {}): Promise<readonly NewEvent[]> {
      const events = Array.from(
        { length: count },
        (_, index): NewEvent => ({
          ...principal,
          id: clock.newId(),
          type: 'session.paid',
          sessionId: null,
          version: index + 1,
          data: { object: 'checkout_session', index },
          createdAt: clock.now(),
          ...over,
        }),
      );
      await insertEvents(store, events);
      return events;
    },

    worker(over: Partial<DeliveryWorkerDeps> = {}): DeliveryWorker {
      const worker = createDeliveryWorker({
        ...deps,
        post: impatientPost(15_000),
        userAgent: 'Opentill/test',
        pollMs: 20,
        onFault: (error) => faults.push(error),
        ...over,
      });
      workers.push(worker);
      worker.start();
      return worker;
    },

    deliveries(endpoint?: WebhookEndpoint): Promise<readonly WebhookDelivery[]> {
      return listWebhookDeliveries(store, principal, { endpointId: endpoint?.id }, { limit: 100_000 });
    },

    attempts(delivery: WebhookDelivery): Promise<readonly WebhookAttempt[]> {
      return readWebhookAttempts(store, principal.organizationId, delivery.id);
    },

    async close(): Promise<void> {
      for (const worker of workers.splice(0)) await worker.stop();
      await wake.close();
    },
  };
}
export type WebhookBench = ReturnType<typeof createWebhookBench>;
