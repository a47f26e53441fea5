import { createHmac } from 'node:crypto';
import { createCsrf } from '../http/hosted/csrf.ts';
import type { Chains } from './chains.ts';
import { composeReading, type FollowParts } from './following.ts';
import type { Ground } from './ground.ts';
import { createNetworkMonitor } from './network-monitor.ts';
import { composeRates } from './rates.ts';
import { createReceivingAddresses } from './receiving-addresses.ts';
import { composeRefunds } from './refunds.ts';
import { composeSessions } from './sessions.ts';

export type Engine = Awaited<ReturnType<typeof composeEngine>>;

/** What is priced, offered and derived. */
export async function composeEngine(ground: Ground, { networks, sources }: Chains) {
  const { config, pool, store, background, secretKey, runtime, wake, log, metrics, stops } = ground;
  const rates = composeRates(config, networks, store, runtime, log);
  await rates.load();
  metrics.watchRates(() => rates.status(runtime.now()));
  const monitor = createNetworkMonitor({ store, runtime }, networks, (err) =>
    log.warn({ err }, 'network monitor faltered'),
  );
  stops.add('network monitor', monitor.close);
  const addresses = createReceivingAddresses(store, { now: runtime.now, allowWellKnown: config.dev });
  stops.add('addresses', addresses.close);
  const offered = { config, networks, rates, monitor, addresses };
  const sessions = composeSessions({ ...offered, store, pool, runtime, wake, metrics });
  const refunds = composeRefunds({ secretKey, networks, runtime, resource: sessions.resource });
  const { rederive, onChanges } = sessions;
  const follow: FollowParts = { store: background, runtime, wake, log, metrics, rederive, onChanges };
  const csrf = createCsrf({
    key: createHmac('sha256', secretKey).update('csrf').digest(),
    randomBytes: runtime.randomBytes,
    secure: config.publicUrl.startsWith('https:'),
  });
  return { rates, monitor, sessions, refunds, follow, reading: composeReading(follow, sources), csrf };
}
