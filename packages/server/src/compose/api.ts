import { isIPv6 } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { createLiveSessions } from '../http/hosted/live.ts';
import { createSightings } from '../http/hosted/sightings.ts';
import { createHttpServer } from '../http/server.ts';
import { createAuthenticator } from '../operations/authenticate.ts';
import { SCENARIOS } from '../operations/simulate-payment.ts';
import { readHeadsMark } from '../store/heads.ts';
import { pendingMigrations } from '../store/migrate.ts';
import type { Chains } from './chains.ts';
import type { Engine } from './engine.ts';
import type { Ground } from './ground.ts';

/** Answers whoever asks, with the role `api`. */
export async function serve(ground: Ground, chains: Chains, engine: Engine): Promise<void> {
  const { config, pool, store, runtime, secretBox, wake, log, metrics, stops, directory } = ground;
  const { outgoing, development, networkNodes } = chains;
  const { sessions, monitor, refunds, reading, csrf } = engine;
  const { catalogue, resource } = sessions;
  const base = { store, runtime, secretBox, wake, catalogue, resource, reading, refunds };
  const http = await createHttpServer({
    ...base,
    ...config,
    ...{ log, metrics, csrf },
    ...openPages(ground, chains, engine),
    authenticate: createAuthenticator({ store, runtime }),
    createSession: sessions.createDeps,
    simulate: development ? { store, runtime, payer: development.payer } : null,
    webhooks: { ...base, findUrlFlaw: outgoing.findUrlFlaw },
    networkStates: async () => {
      const nodes = await networkNodes();
      return monitor.states().map((state, index) => ({ ...state, ...nodes[index] }));
    },
    readiness: async () => {
      const pending = await pendingMigrations(pool).catch(() => undefined);
      return { database: pending !== undefined, migrations: pending?.length === 0 };
    },
  });
  await http.listen({ host: config.host, port: config.port });
  stops.add('http', () => http.close());
  await directory?.publish(config.publicUrl);
  log.info({ address: boundTo(http), url: config.publicUrl }, 'listening');
}

/** `127.0.0.1:4242`, or several: a host name can have an address of each family. */
function boundTo(http: FastifyInstance): string {
  return http
    .addresses()
    .filter((each) => typeof each === 'object')
    .map(({ address, port }) => `${isIPv6(address) ? `[${address}]` : address}:${port}`)
    .join(', ');
}

/** What the hosted page is drawn from, and drawn anew for. */
function openPages({ config, store, runtime, wake, log, metrics, stops }: Ground, chains: Chains, engine: Engine) {
  const { networks, development } = chains;
  const live = createLiveSessions(wake, {
    now: runtime.now,
    readHeads: () => readHeadsMark(store),
    onFault: (err, sessionId) => log.error({ err, sessionId }, 'an open page could not be rendered'),
  });
  stops.add('open pages', async () => live.close());
  metrics.pagesOpen(live.count);
  const sightings = createSightings({
    networks,
    readPending: engine.reading.readPending,
    now: runtime.now,
    onChange: (sessionId) => wake.emit('session', sessionId),
  });
  stops.add('sightings', async () => sightings.close());
  const page = {
    networks,
    isHealthy: engine.monitor.isHealthy,
    scenarios: development ? SCENARIOS : [],
    showsRpcUrls: config.dev,
    sightings,
    locale: 'en' as const,
  };
  return { live, page };
}
