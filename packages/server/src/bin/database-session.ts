import type pg from 'pg';
import { directoryOwner, refuseForeignDirectory } from '../compose/directory-owner.ts';
import { openDatabase } from '../compose/open-database.ts';
import { type Config, createConfig } from '../config/config.ts';
import { readEnvironment } from '../config/env.ts';
import { NETWORKS } from '../config/networks.ts';
import type { Store } from '../store/database.ts';
import { migrate, pendingMigrations } from '../store/migrate.ts';
import { createLogger } from '../telemetry/logger.ts';
import { ExpectedError } from './usage.ts';

export interface DatabaseSession {
  readonly config: Config;
  readonly pool: pg.Pool;
  readonly store: Store;
}

const POOL_SIZE = 4;

/** Runs a command on the server's database as it is, started for it where it is not running. */
export async function withPool<T>(use: (session: DatabaseSession) => Promise<T>): Promise<T> {
  const config = readConfig();
  // Standard output is for what the command prints.
  const log = createLogger({ level: 'warn', readable: true, output: process.stderr });
  const { pool, store, close } = await openDatabase(config, { log, poolSize: POOL_SIZE });
  try {
    return await use({ config, pool, store });
  } finally {
    await close();
  }
}

function readConfig(): Config {
  const config = createConfig(readEnvironment(), { networks: NETWORKS });
  if (config.databaseUrl !== null) return config;
  refuseForeignDirectory(config.dataDir);
  return { ...config, databaseUser: config.databaseUser ?? directoryOwner(config.dataDir) };
}

/** The same on a database that is up to date; a new one is made so. An old one under a server that may be running is not touched. */
export function withDatabase<T>(use: (session: DatabaseSession) => Promise<T>): Promise<T> {
  return withPool(async (session) => {
    await migrateNew(session.pool);
    return use(session);
  });
}

async function migrateNew(pool: pg.Pool): Promise<void> {
  if ((await pendingMigrations(pool)).length === 0) return;
  const { rows } = await pool.query("SELECT to_regclass('schema_migrations') IS NOT NULL AS used");
  if (rows[0].used)
    throw new ExpectedError(
      'The database is older than this Opentill: opentill migrate, or the next start, brings it up to date.',
    );
  await migrate(pool);
}
