import type pg from 'pg';
import type { Config } from '../config/config.ts';
import { createPool, createStore, type Store } from '../store/database.ts';
import { startEmbeddedPostgres } from '../store/embedded/start.ts';
import type { Logger } from '../telemetry/logger.ts';
import { checkDatabase } from './check-database.ts';

export interface OpenDatabase {
  readonly pool: pg.Pool;
  readonly store: Store;
  /** The same database through connections of its own: what reads chains and delivers never waits behind requests. */
  readonly background: Store;
  /** For LISTEN: a connection that no pooling proxy stands before. It holds the password. */
  readonly directUrl: string;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly log: Logger;
  readonly poolSize?: number;
}

/**
 * The operator's PostgreSQL where `DATABASE_URL` names one, else the embedded one of the data directory.
 * @throws {DatabaseUnavailableError | EmbeddedPostgresError} each with a remedy.
 */
export async function openDatabase(config: Config, { log, poolSize }: OpenOptions): Promise<OpenDatabase> {
  const max = poolSize ?? config.databasePoolSize;
  return config.databaseUrl === null ? openEmbedded(config, log, max) : openOperators(config, config.databaseUrl, max);
}

async function openOperators(config: Config, url: string, max: number): Promise<OpenDatabase> {
  const directUrl = config.databaseDirectUrl ?? url;
  await checkDatabase('DATABASE_URL', url);
  if (directUrl !== url) await checkDatabase('DATABASE_DIRECT_URL', directUrl);
  return { ...connect(url, max), directUrl };
}

const BACKGROUND_CONNECTIONS = 6;

/** Two pools, for what is asked and for what runs by itself. `background` connects when it is first used. */
function connect(connectionString: string, max: number): Omit<OpenDatabase, 'directUrl'> {
  const pool = createPool({ connectionString, max });
  const backgroundPool = createPool({
    connectionString,
    max: BACKGROUND_CONNECTIONS,
    applicationName: 'opentill background',
  });
  return {
    pool,
    store: createStore(pool),
    background: createStore(backgroundPool),
    close: async () => void (await Promise.all([pool.end(), backgroundPool.end()])),
  };
}

async function openEmbedded(config: Config, log: Logger, max: number): Promise<OpenDatabase> {
  const embedded = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    livemode: config.networks.some((network) => network.spec.livemode),
    log,
    ...(config.databaseUser !== null && { userName: config.databaseUser }),
  });
  const connections = connect(embedded.connectionString, max);
  return {
    ...connections,
    directUrl: embedded.connectionString,
    async close() {
      await connections.close();
      await embedded.stop();
    },
  };
}
