import { createEventRenderer } from '../compose/render-event.ts';
import { createDeliveryWorker, type DeliveryWorker, type DeliveryWorkerDeps } from '../jobs/delivery-worker.ts';
import type { TestApi } from './test-api.ts';
import { impatientPost } from './webhook-bench.ts';

/** The delivery worker beside a test's server, sending to receivers on the loopback. Stop it with the test. */
export function deliverFor(api: TestApi, over: Partial<DeliveryWorkerDeps> = {}): DeliveryWorker {
  const worker = createDeliveryWorker({
    store: api.database.store,
    runtime: api.clock,
    secretBox: api.secretBox,
    wake: api.wake,
    post: impatientPost(15_000),
    renderEvent: createEventRenderer({ publicUrl: 'http://localhost:4242', csrfTokenOf: () => 'token' }),
    userAgent: 'Opentill/test',
    pollMs: 50,
    onFault: (error) => {
      throw error;
    },
    ...over,
  });
  worker.start();
  return worker;
}
