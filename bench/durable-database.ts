import { join } from 'node:path';
import type pg from 'pg';
import { createPool, createStore, type Store } from '../packages/server/src/store/database.ts';
import { startEmbeddedPostgres } from '../packages/server/src/store/embedded/start.ts';
import { migrate } from '../packages/server/src/store/migrate.ts';
import type { Setting } from './measure.ts';

export interface DurableDatabase {
  readonly url: string;
  readonly pool: pg.Pool;
  readonly store: Store;
}

/** The server's own PostgreSQL with the settings it has in use, fsync on, migrated and empty. */
export async function openDurableDatabase({ directory, defer }: Setting): Promise<DurableDatabase> {
  const log = { info() {}, warn: console.warn, error: console.error };
  const embedded = await startEmbeddedPostgres({ dataDir: join(directory, 'data'), livemode: false, log });
  defer(embedded.stop);
  const pool = createPool({ connectionString: embedded.connectionString, max: 12 });
  defer(() => pool.end());
  await migrate(pool);
  return { url: embedded.connectionString, pool, store: createStore(pool) };
}
