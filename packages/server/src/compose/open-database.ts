import type pg from 'pg';
import type { Config } from '../config/config.ts';
import { createPool, createStore, type Store } from '../store/database.ts';
import { startEmbeddedPostgres } from '../store/embedded/start.ts';
import type { Logger } from '../telemetry/logger.ts';

export interface OpenDatabase {
  readonly pool: pg.Pool;
  readonly store: Store;
  /** For LISTEN: a connection that no pooling proxy stands before. It holds the password. */
  readonly directUrl: string;
  close(): Promise<void>;
}

/** The operator's PostgreSQL where `DATABASE_URL` names one, else the embedded one of the data directory. */
export async function openDatabase(
  config: Config,
  { log, poolSize }: { log: Logger; poolSize?: number },
): Promise<OpenDatabase> {
  const max = poolSize ?? config.databasePoolSize;
  if (config.databaseUrl !== null) {
    const pool = createPool({ connectionString: config.databaseUrl, max });
    return { pool, store: createStore(pool), directUrl: config.databaseDirectUrl!, close: () => pool.end() };
  }
  const livemode = config.networks.some((network) => network.spec.livemode);
  const embedded = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    livemode,
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
