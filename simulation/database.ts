import type pg from 'pg';
import type { TestProject } from 'vitest/node';
import { createPool } from '../packages/server/src/store/database.ts';
import startPostgres from '../packages/server/src/testing/global-setup.ts';
import { TEMPLATE } from '../packages/server/src/testing/template.ts';

/** A lock that is taken is told at once: who waits, waits at the scheduler's gate. */
const OPTIONS = encodeURIComponent('-c lock_timeout=1ms');
const MOST_CONNECTIONS = 64;

/**
 * A migrated database of its own in the PostgreSQL at this address, which has no fsync, as in the tests: what dies here is
 * our processes, not the machine.
 */
export async function createSimulationDatabase(serverUrl: string, name: string): Promise<pg.Pool> {
  const server = createPool({ connectionString: serverUrl, max: 1 });
  await server.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  await server.end();
  const connectionString = `${serverUrl.replace('/postgres?', `/${name}?`)}&options=${OPTIONS}`;
  return createPool({ connectionString, max: MOST_CONNECTIONS });
}

/** The same in a PostgreSQL that ends with this process. */
export async function openDatabase(): Promise<pg.Pool> {
  let url = '';
  const provide = (key: string, value: string) => {
    if (key === 'postgresUrl') url = value;
  };
  await startPostgres({ provide } as unknown as TestProject);
  return createSimulationDatabase(url, 'simulation');
}
