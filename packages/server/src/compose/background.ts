import type { Chains } from './chains.ts';
import { composeDelivery } from './delivery.ts';
import type { Engine } from './engine.ts';
import { composeFollowers } from './following.ts';
import type { Ground } from './ground.ts';
import { composeJobs } from './jobs.ts';
import { createEventRenderer } from './render-event.ts';

/** Reads the chains, with the role `follower`. */
export function startFollowers({ directory, stops }: Ground, { sources }: Chains, { follow }: Engine): void {
  const followers = composeFollowers(follow, sources, { isAlone: directory !== null });
  for (const follower of followers) follower.start();
  stops.add('followers', async () => void (await Promise.all(followers.map((follower) => follower.stop()))));
}

/** Delivers, and does what is due by itself, with the role `worker`. */
export function startWorker(ground: Ground, { outgoing, sources }: Chains, engine: Engine): void {
  const { config, background, runtime, secretBox, wake, log, metrics, stops } = ground;
  const { csrf, follow, sessions, rates, reading, refunds } = engine;
  const renderEvent = createEventRenderer({
    publicUrl: config.publicUrl,
    csrfTokenOf: (sessionId) => csrf.sessionToken(sessionId.slice('cs_'.length)),
  });
  const deliveries = composeDelivery(
    { store: background, runtime, secretBox, wake, log, metrics, renderEvent },
    outgoing,
  );
  deliveries.start();
  stops.add('deliveries', deliveries.stop);
  const jobs = composeJobs({
    ...follow,
    createSession: sessions.createDeps,
    resource: sessions.resource,
    rates,
    searchableOf: reading.searchableOf,
    refunds,
    sources,
    metrics,
  });
  stops.add('jobs', jobs.stop);
}
