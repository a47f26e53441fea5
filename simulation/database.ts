import type { Socket } from 'node:net';
import type pg from 'pg';
import type { TestProject } from 'vitest/node';
import { createPool } from '../packages/server/src/store/database.ts';
import startPostgres from '../packages/server/src/testing/global-setup.ts';
import { TEMPLATE } from '../packages/server/src/testing/template.ts';

/**
 * A lock that is taken is told at once: who waits, waits at the scheduler's gate. And a plan is made once for each
 * statement: with tables this small, planning costs more than running.
 */
const OPTIONS = encodeURIComponent('-c lock_timeout=1ms -c plan_cache_mode=force_generic_plan');
const MOST_CONNECTIONS = 64;

/** Its locks, and the statistics it leaves, come when it likes: a seed would not be the same run twice. */
const WITHOUT_AUTOVACUUM = `DO $$
  DECLARE name regclass;
  BEGIN
    FOR name IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
      EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', name);
    END LOOP;
  END $$`;

/**
 * A migrated database of its own in the PostgreSQL at this address, which has no fsync, as in the tests: what dies here is
 * our processes, not the machine.
 */
export async function createSimulationDatabase(serverUrl: string, name: string): Promise<pg.Pool> {
  const server = createPool({ connectionString: serverUrl, max: 1 });
  await server.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  await server.end();
  const connectionString = `${serverUrl.replace('/postgres?', `/${name}?`)}&options=${OPTIONS}`;
  const pool = createPool({ connectionString, max: MOST_CONNECTIONS });
  pool.on('connect', prepareStatements);
  await pool.query(WITHOUT_AUTOVACUUM);
  return pool;
}

/** Where a PostgreSQL of our own can be reached; it ends with this process. */
export async function startServer(): Promise<string> {
  let url = '';
  const provide = (key: string, value: string) => {
    if (key === 'postgresUrl') url = value;
  };
  await startPostgres({ provide } as unknown as TestProject);
  return url;
}

interface Wire {
  readonly connection: { readonly stream: Pick<Socket, 'cork' | 'uncork'> };
}

/** What `ask` sends is sent together; nothing of it waits for an answer to what is before it. */
export function inOneTrip<T>(client: pg.PoolClient, ask: () => T): T {
  const { stream } = (client as unknown as Wire).connection;
  stream.cork();
  try {
    return ask();
  } finally {
    stream.uncork();
  }
}

const names = new Map<string, string>();

/** Which of several deliveries that are due at the same moment goes first is PostgreSQL's to choose; here it must repeat. */
const UNORDERED = 'ORDER BY next_attempt_at LIMIT ready.free';
const ORDERED = 'ORDER BY next_attempt_at, event_id, id LIMIT ready.free';

/** Every statement with parameters is prepared under a name, once for each connection. */
function prepareStatements(client: pg.PoolClient): void {
  (client as { pipeline: boolean }).pipeline = true;
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  client.query = ((first: unknown, values: unknown, ...rest: unknown[]) => {
    if (typeof first !== 'string' || !Array.isArray(values) || values.length === 0) {
      return query(first, values, ...rest);
    }
    const name = names.get(first) ?? `simulated ${names.size}`;
    names.set(first, name);
    return query({ name, text: first.replace(UNORDERED, ORDERED), values }, ...rest);
  }) as typeof client.query;
}
