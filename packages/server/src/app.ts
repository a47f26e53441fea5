import { createHmac } from 'node:crypto';
import { composeDelivery, composeOutgoing } from './compose/delivery.ts';
import { linkUnreachableDirectory } from './compose/development-directory.ts';
import { refuseForeignDirectory } from './compose/directory-owner.ts';
import { composeFollowers, composeReading, type FollowParts, openSources } from './compose/following.ts';
import { composeJobs } from './compose/jobs.ts';
import { refuseLiveDatabase } from './compose/live-database.ts';
import { createNetworkMonitor } from './compose/network-monitor.ts';
import { composeNetworkNodes } from './compose/network-nodes.ts';
import { openDatabase } from './compose/open-database.ts';
import { settlePort } from './compose/port.ts';
import { composeRates } from './compose/rates.ts';
import { createReceivingAddresses } from './compose/receiving-addresses.ts';
import { composeRefunds } from './compose/refunds.ts';
import { createEventRenderer } from './compose/render-event.ts';
import { composeSessions } from './compose/sessions.ts';
import { createStopList } from './compose/stop-list.ts';
import { systemRuntime } from './compose/system-runtime.ts';
import { VERSION } from './compose/version.ts';
import { refuseWrongChains } from './compose/wrong-chains.ts';
import type { Config } from './config/config.ts';
import { loadSecretKey } from './config/secret-key.ts';
import type { DevelopmentServer } from './dev/development.ts';
import { createCsrf } from './http/hosted/csrf.ts';
import { createLiveSessions } from './http/hosted/live.ts';
import { createSightings } from './http/hosted/sightings.ts';
import { createHttpServer } from './http/server.ts';
import { createAuthenticator } from './operations/authenticate.ts';
import { SCENARIOS } from './operations/simulate-payment.ts';
import { readBacklog } from './store/backlog.ts';
import { acquireDataDirectory } from './store/embedded/acquire.ts';
import { countFailedSessions } from './store/failed-sessions.ts';
import { readHeadsMark } from './store/heads.ts';
import { migrate, pendingMigrations } from './store/migrate.ts';
import { createSecretBox } from './store/secret-box.ts';
import { createPostgresWake } from './store/wake-postgres.ts';
import { createLogger } from './telemetry/logger.ts';
import { createMetrics } from './telemetry/metrics.ts';

const FIRST_READING_TIMEOUT_MS = 5000;
/** Far above what anything takes in a server that is well: where one of them runs out, others would wait for good. */
const PATIENCE = { connectionMs: 5000, statementMs: 120_000, idleInTransactionMs: 30_000 };

export interface RunningServer {
  readonly url: string;
  /** Finishes what is under way, newest first, and lets go of everything. */
  stop(): Promise<void>;
}

/** The composition root: the only place that knows every part. Reads from the ground up. */
export async function startServer(given: Config): Promise<RunningServer> {
  const runtime = systemRuntime;
  const log = createLogger({ level: given.logLevel, readable: given.dev });
  const metrics = createMetrics(VERSION);
  const stops = createStopList(log);
  const has = (role: Config['roles'][number]) => given.roles.includes(role);

  try {
    // The ground: a free port, the data directory to ourselves, the database, the key.
    const config = has('api') ? await settlePort(given) : given;
    if (config.dev) linkUnreachableDirectory(config.dataDir);
    else if (config.databaseUrl === null) refuseForeignDirectory(config.dataDir);
    // Processes that share the operator's database share no directory.
    const directory =
      config.databaseUrl === null
        ? await acquireDataDirectory(config.dataDir, { url: config.publicUrl, startedAt: runtime.now() })
        : null;
    if (directory) stops.add('data directory', directory.release);
    const database = await openDatabase(config, { log, patience: PATIENCE });
    stops.add('database', database.close);
    const { pool, store, background } = database;
    metrics.watchPool(pool, config.databasePoolSize);
    metrics.watchBacklog(() => readBacklog(store, runtime.now()));
    metrics.watchFailedSessions(() => countFailedSessions(store));
    await migrate(pool);
    if (config.dev) await refuseLiveDatabase(store);
    const secretKey = await loadSecretKey(config.secretKey, config.dataDir);
    const secretBox = createSecretBox(secretKey, runtime.randomBytes);
    const wake = createPostgresWake(database.directUrl);
    stops.add('wake', wake.close);

    // The chains, and in development a chain of our own.
    const outgoing = composeOutgoing(config);
    // Loaded here only: no production process has the devnet's code in it.
    const development: DevelopmentServer | null = config.dev
      ? await (await import('./dev/development.ts')).startDevelopment({
          config,
          store,
          runtime,
          secretBox,
          findUrlFlaw: outgoing.findUrlFlaw,
          log,
        })
      : null;
    if (development) stops.add('devnet', development.stop);
    const networks = development ? [development.network] : config.networks;
    const sources = openSources(networks, runtime.now, log, metrics);
    stops.add('network connections', async () => void (await Promise.all(sources.map(({ source }) => source.close()))));

    await refuseWrongChains(sources);
    const networkNodes = composeNetworkNodes(store, sources);
    metrics.watchNodes(networkNodes);

    // What is priced, offered and derived.
    const rates = composeRates(config, networks, store, runtime, log);
    await rates.load();
    metrics.watchRates(() => rates.status(runtime.now()));
    const monitor = createNetworkMonitor({ store, runtime }, networks, (err) =>
      log.warn({ err }, 'network monitor faltered'),
    );
    stops.add('network monitor', monitor.close);
    const addresses = createReceivingAddresses(store, { now: runtime.now, allowWellKnown: config.dev });
    stops.add('addresses', addresses.close);
    const sessions = composeSessions({
      config,
      networks,
      store,
      pool,
      runtime,
      wake,
      metrics,
      rates,
      monitor,
      addresses,
    });
    const refunds = composeRefunds({ secretKey, networks, runtime, resource: sessions.resource });
    const follow: FollowParts = {
      store: background,
      runtime,
      wake,
      log,
      metrics,
      rederive: sessions.rederive,
      onChanges: sessions.onChanges,
    };
    const reading = composeReading(follow, sources);

    const csrf = createCsrf({
      key: createHmac('sha256', secretKey).update('csrf').digest(),
      randomBytes: runtime.randomBytes,
      secure: config.publicUrl.startsWith('https:'),
    });

    // What runs by itself.
    if (has('follower')) {
      const followers = composeFollowers(follow, sources, { isAlone: directory !== null });
      for (const follower of followers) follower.start();
      stops.add('followers', async () => void (await Promise.all(followers.map((follower) => follower.stop()))));
    }
    if (has('worker')) {
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

    // Who asks.
    if (has('api')) {
      const live = createLiveSessions(wake, {
        now: runtime.now,
        readHeads: () => readHeadsMark(store),
        onFault: (err, sessionId) => log.error({ err, sessionId }, 'an open page could not be rendered'),
      });
      stops.add('open pages', async () => live.close());
      metrics.pagesOpen(live.count);
      const sightings = createSightings({
        networks,
        readPending: reading.readPending,
        now: runtime.now,
        onChange: (sessionId) => wake.emit('session', sessionId),
      });
      stops.add('sightings', async () => sightings.close());
      const base = {
        store,
        runtime,
        secretBox,
        wake,
        catalogue: sessions.catalogue,
        resource: sessions.resource,
        reading,
        refunds,
      };
      const http = await createHttpServer({
        ...base,
        ...config,
        log,
        metrics,
        authenticate: createAuthenticator({ store, runtime }),
        createSession: sessions.createDeps,
        simulate: development ? { store, runtime, payer: development.payer } : null,
        csrf,
        live,
        page: {
          networks,
          isHealthy: monitor.isHealthy,
          scenarios: development ? SCENARIOS : [],
          showsRpcUrls: config.dev,
          sightings,
          locale: 'en',
        },
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
      log.info({ url: config.publicUrl }, 'listening');
    }
    if (development) {
      // Nobody is invited before the first payment can be taken.
      await monitor.untilHealthy(FIRST_READING_TIMEOUT_MS);
      await development.announce();
    }
    const stop = async () => {
      log.info('stopping');
      await stops.run();
      log.info('stopped');
    };
    return { url: config.publicUrl, stop };
  } catch (error) {
    await stops.run();
    throw error;
  }
}
