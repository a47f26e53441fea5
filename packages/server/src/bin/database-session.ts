import type pg from 'pg';
import { openDatabase } from '../compose/open-database.ts';
import { type Config, createConfig } from '../config/config.ts';
import { readEnvironment } from '../config/env.ts';
import { NETWORKS } from '../config/networks.ts';
import type { Store } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { createLogger } from '../telemetry/logger.ts';

export interface DatabaseSession {
  readonly config: Config;
  readonly pool: pg.Pool;
  readonly store: Store;
}

/** Runs a command on the server's database as it is, started for it where it is not running. */
export async function withPool<T>(use: (pool: pg.Pool, session: DatabaseSession) => Promise<T>): Promise<T> {
  const config = createConfig(readEnvironment(), { networks: NETWORKS });
  const log = createLogger({ level: 'warn', readable: true });
  const database = await openDatabase(config, { log, poolSize: 4 });
  try {
    return await use(database.pool, { config, pool: database.pool, store: database.store });
  } finally {
    await database.close();
  }
}

/** The same, brought up to date first. */
export function withDatabase<T>(use: (session: DatabaseSession) => Promise<T>): Promise<T> {
  return withPool(async (pool, session) => {
    await migrate(pool);
    return use(session);
  });
}
