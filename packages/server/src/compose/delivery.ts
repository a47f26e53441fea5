import type { Config } from '../config/config.ts';
import { createDeliveryWorker, type DeliveryWorker } from '../jobs/delivery-worker.ts';
import type { Runtime } from '../operations/runtime.ts';
import type { RenderEvent } from '../operations/signed-post.ts';
import { createDenyList } from '../outgoing/deny-list.ts';
import { createUrlCheck } from '../outgoing/find-url-flaw.ts';
import { createGuardedPost } from '../outgoing/guarded-post.ts';
import { createHostResolver } from '../outgoing/resolve-host.ts';
import type { Store } from '../store/database.ts';
import type { SecretBox } from '../store/secret-box.ts';
import type { Wake } from '../store/wake.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { USER_AGENT } from '../version.ts';
import { logAttempt } from './log-attempt.ts';
import { logMoney } from './log-money.ts';

export interface Outgoing {
  readonly findUrlFlaw: ReturnType<typeof createUrlCheck>;
  readonly post: ReturnType<typeof createGuardedPost>;
}

/** The one way out to addresses that tenants give. */
export function composeOutgoing(config: Config): Outgoing {
  const isDenied = createDenyList(config.webhookAllow);
  return {
    findUrlFlaw: createUrlCheck(isDenied),
    post: createGuardedPost({ isDenied, resolveHost: createHostResolver() }),
  };
}

export function composeDelivery(
  parts: {
    store: Store;
    runtime: Runtime;
    secretBox: SecretBox;
    wake: Wake;
    log: Logger;
    metrics: Metrics;
    renderEvent: RenderEvent;
  },
  { post }: Outgoing,
): DeliveryWorker {
  const { log, metrics } = parts;
  return createDeliveryWorker({
    ...parts,
    post,
    userAgent: USER_AGENT,
    onDispatched({ events, money }) {
      for (const { type } of events) metrics.eventDispatched(type);
      for (const each of money) logMoney(log, each);
    },
    onAttempt: (report, delivery) => {
      metrics.deliveryAttempted(report.verdict);
      logAttempt(log, report, delivery);
    },
    onFault: (error) => log.error({ err: error }, 'webhook delivery faltered'),
  });
}
