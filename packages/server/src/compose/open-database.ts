import type pg from 'pg';
import type { Config } from '../config/config.ts';
import { createPool, createStore, type Store } from '../store/database.ts';
import { startEmbeddedPostgres } from '../store/embedded/start.ts';
import type { Logger } from '../telemetry/logger.ts';
import { checkDatabase } from './check-database.ts';

export interface OpenDatabase {
  readonly pool: pg.Pool;
  readonly store: Store;
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
  const pool = createPool({ connectionString: url, max });
  return { pool, store: createStore(pool), directUrl, close: () => pool.end() };
}

async function openEmbedded(config: Config, log: Logger, max: number): Promise<OpenDatabase> {
  const embedded = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    livemode: config.networks.some((network) => network.spec.livemode),
    log,
    ...(config.databaseUser !== null && { userName: config.databaseUser }),
  });
  const pool = createPool({ connectionString: embedded.connectionString, max });
  return {
    pool,
    store: createStore(pool),
    directUrl: embedded.connectionString,
    async close() {
      await pool.end();
      await embedded.stop();
    },
  };
}
