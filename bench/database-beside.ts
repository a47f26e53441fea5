import pg from 'pg';
import { createPool, createStore } from '../packages/server/src/store/database.ts';
import { migrate } from '../packages/server/src/store/migrate.ts';
import type { DurableDatabase } from './durable-database.ts';
import type { Setting } from './measure.ts';

/** Another migrated database in the same PostgreSQL. */
export async function openDatabaseBeside(
  first: DurableDatabase,
  name: string,
  { defer }: Setting,
): Promise<DurableDatabase> {
  await first.pool.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  const url = first.url.replace(/\/\w+\?/, `/${name}?`);
  const pool = createPool({ connectionString: url, max: 12 });
  defer(() => pool.end());
  await migrate(pool);
  return { url, pool, store: createStore(pool) };
}
