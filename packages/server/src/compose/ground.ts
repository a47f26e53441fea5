import type { Config, Role } from '../config/config.ts';
import { loadSecretKey } from '../config/secret-key.ts';
import { readBacklog } from '../store/backlog.ts';
import { countOpenUnexpected } from '../store/count-unexpected.ts';
import type { Store } from '../store/database.ts';
import { acquireDataDirectory } from '../store/embedded/acquire.ts';
import { countFailedSessions } from '../store/failed-sessions.ts';
import { migrate } from '../store/migrate.ts';
import { createSecretBox } from '../store/secret-box.ts';
import { createPostgresWake } from '../store/wake-postgres.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createMetrics, type Metrics } from '../telemetry/metrics.ts';
import { VERSION } from '../version.ts';
import { linkUnreachableDirectory } from './development-directory.ts';
import { refuseForeignDirectory } from './directory-owner.ts';
import { refuseLiveDatabase } from './live-database.ts';
import { openDatabase } from './open-database.ts';
import { settlePort } from './port.ts';
import { createStopList } from './stop-list.ts';
import { systemRuntime } from './system-runtime.ts';

/** Far above what anything takes in a server that is well: where one of them runs out, others would wait for good. */
const PATIENCE = { connectionMs: 5000, statementMs: 120_000, idleInTransactionMs: 30_000 };

/** What is there before anything else, and outlives it. */
export type Bedrock = ReturnType<typeof layBedrock>;

export function layBedrock(config: Config) {
  const log = createLogger({ level: config.logLevel, readable: config.dev });
  return { runtime: systemRuntime, log, metrics: createMetrics(VERSION), stops: createStopList(log) };
}

export type Ground = Awaited<ReturnType<typeof openGround>>;

/** The ground: a free port, the data directory to ourselves, the database, the key. */
export async function openGround(bedrock: Bedrock, given: Config) {
  const { runtime, log, metrics, stops } = bedrock;
  const has = (role: Role) => given.roles.includes(role);
  const config = has('api') ? await settlePort(given) : given;
  const directory = await takeDirectory(bedrock, config);
  const database = await openDatabase(config, { log, patience: PATIENCE });
  stops.add('database', database.close);
  const { pool, store, background } = database;
  metrics.watchPool(pool, config.databasePoolSize);
  watchBooks(metrics, store, runtime.now);
  await migrate(pool);
  if (config.dev) await refuseLiveDatabase(store);
  const secretKey = await loadSecretKey(config.secretKey, config.dataDir);
  const secretBox = createSecretBox(secretKey, runtime.randomBytes);
  const wake = createPostgresWake(database.directUrl);
  stops.add('wake', wake.close);
  return { ...bedrock, config, has, directory, pool, store, background, secretKey, secretBox, wake };
}

/** Null for processes that share the operator's database: they share no directory. */
async function takeDirectory({ runtime, stops }: Bedrock, config: Config) {
  if (config.dev) linkUnreachableDirectory(config.dataDir);
  else if (config.databaseUrl === null) refuseForeignDirectory(config.dataDir);
  if (config.databaseUrl !== null) return null;
  const directory = await acquireDataDirectory(config.dataDir, { url: config.publicUrl, startedAt: runtime.now() });
  stops.add('data directory', directory.release);
  return directory;
}

function watchBooks(metrics: Metrics, store: Store, now: () => number): void {
  metrics.watchBacklog(() => readBacklog(store, now()));
  metrics.watchFailedSessions(() => countFailedSessions(store));
  metrics.watchUnexpected(() => countOpenUnexpected(store));
}
