import type pg from 'pg';
import type { Config } from '../config/config.ts';
import { createPool, createStore, type Patience, type PoolOptions, type Store } from '../store/database.ts';
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
  /** None for a command, which reads for as long as it takes and keeps nobody waiting. */
  readonly patience?: Patience;
}

/**
 * The operator's PostgreSQL where `DATABASE_URL` names one, else the embedded one of the data directory.
 * @throws {DatabaseUnavailableError | EmbeddedPostgresError} each with a remedy.
 */
export async function openDatabase(config: Config, { log, poolSize, patience }: OpenOptions): Promise<OpenDatabase> {
  const size = { max: poolSize ?? config.databasePoolSize, patience };
  return config.databaseUrl === null
    ? openEmbedded(config, log, size)
    : openOperators(config, config.databaseUrl, size);
}

type PoolSize = Pick<PoolOptions, 'patience'> & { readonly max: number };

async function openOperators(config: Config, url: string, size: PoolSize): Promise<OpenDatabase> {
  const directUrl = config.databaseDirectUrl ?? url;
  await checkDatabase('DATABASE_URL', url);
  if (directUrl !== url) await checkDatabase('DATABASE_DIRECT_URL', directUrl);
  return { ...connect(url, size), directUrl };
}

const BACKGROUND_CONNECTIONS = 6;

/** Two pools, for what is asked and for what runs by itself. `background` connects when it is first used. */
function connect(connectionString: string, { max, patience }: PoolSize): Omit<OpenDatabase, 'directUrl'> {
  const pool = createPool({ connectionString, max, patience });
  const backgroundPool = createPool({
    connectionString,
    max: BACKGROUND_CONNECTIONS,
    patience,
    applicationName: 'opentill background',
  });
  return {
    pool,
    store: createStore(pool),
    background: createStore(backgroundPool),
    close: async () => void (await Promise.all([pool.end(), backgroundPool.end()])),
  };
}

async function openEmbedded(config: Config, log: Logger, size: PoolSize): Promise<OpenDatabase> {
  const embedded = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    livemode: config.networks.some((network) => network.spec.livemode),
    log,
    ...(config.databaseUser !== null && { userName: config.databaseUser }),
  });
  const connections = connect(embedded.connectionString, size);
  return {
    ...connections,
    directUrl: embedded.connectionString,
    async close() {
      await connections.close();
      await embedded.stop();
    },
  };
}
