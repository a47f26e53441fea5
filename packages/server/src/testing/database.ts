import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { createPool, createStore, type PoolOptions, type Store } from '../store/database.ts';
import { TEMPLATE } from './template.ts';

export interface TestDatabase {
  readonly url: string;
  readonly pool: pg.Pool;
  readonly store: Store;
  /** Closes the pool and drops the database. */
  close(): Promise<void>;
}

/** A fresh migrated database in the run's PostgreSQL. Make one in `beforeAll`, close it in `afterAll`. */
export async function createTestDatabase(options: Pick<PoolOptions, 'max' | 'patience'> = {}): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await execute(server, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  const url = server.replace('/postgres?', `/${name}?`);
  const pool = createPool({ connectionString: url, ...options });
  return {
    url,
    pool,
    store: createStore(pool),
    close: async () => {
      await pool.end();
      await execute(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
