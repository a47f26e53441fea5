import type pg from 'pg';
import type { Scheduler } from './scheduler.ts';

export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  constructor() {
    super('Connection terminated unexpectedly');
  }
}

/** What PostgreSQL says to the victim of a deadlock. */
class DeadlockDetected extends Error {
  override readonly name = 'DeadlockDetected';
  readonly code = '40P01';
}

export interface GatedPool {
  /** Looks like the driver's pool to whoever uses it. */
  readonly pool: pg.Pool;
  /** Closes the connections in use: what is open on them is rolled back by PostgreSQL. */
  dropAll(): Promise<void>;
}

type QueryArguments = [query: unknown, values?: unknown[]];

const LOCK_NOT_AVAILABLE = '55P03';
const BLOCKED = Symbol('blocked');
/** A statement that finds its lock taken so often waits in a circle: nobody else can go on either. */
const MOST_TRIES = 60;

/**
 * A pool each of whose statements passes the scheduler's gate. One that finds a lock taken goes back to the gate, as one
 * that waits for it would: with a single statement in flight nothing can be waited for inside PostgreSQL.
 */
export function createGatedPool(real: pg.Pool, scheduler: Scheduler, process: number): GatedPool {
  const open = new Set<pg.PoolClient>();

  async function connect() {
    const client = await scheduler.gate(process, 'db: connect', () => real.connect());
    open.add(client);
    let inTransaction = false;

    async function attempt(args: QueryArguments): Promise<unknown> {
      if (!open.has(client)) throw new ConnectionLost();
      const guarded = inTransaction && mayLock(textOf(args[0]));
      if (guarded) await client.query('SAVEPOINT gate');
      try {
        const result = await client.query(...(args as [string, unknown[]]));
        if (guarded) await client.query('RELEASE gate');
        return result;
      } catch (error) {
        if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
        if (guarded) await client.query('ROLLBACK TO gate');
        return BLOCKED;
      }
    }

    return {
      async query(...args: QueryArguments) {
        const text = textOf(args[0]);
        for (let tries = 0; tries < MOST_TRIES; tries++) {
          const result = await scheduler.gate(process, `db: ${text.slice(0, 80)}`, () => attempt(args));
          if (result === BLOCKED) continue;
          if (/^begin\b/i.test(text)) inTransaction = true;
          if (/^(commit|rollback)\b/i.test(text)) inTransaction = false;
          return result;
        }
        throw new DeadlockDetected('deadlock detected');
      },
      release(broken?: boolean | Error) {
        if (!open.delete(client)) return;
        client.release(broken);
      },
    };
  }

  async function query(...args: QueryArguments) {
    const client = await connect();
    try {
      return await client.query(...args);
    } finally {
      client.release();
    }
  }

  return {
    pool: { connect, query, end: async () => {} } as unknown as pg.Pool,
    async dropAll() {
      const dropped = [...open];
      open.clear();
      // Until the server has seen the end of it, what was open there may still hold locks.
      await Promise.all(
        dropped.map(async (client) => {
          const { rows } = await real.query('SELECT pg_terminate_backend($1, 5000) AS gone', [backendOf(client)]);
          if (rows[0]?.gone !== true) throw new Error('a dropped connection lives on');
          client.release(true);
        }),
      );
    },
  };
}

function textOf(query: unknown): string {
  const text = typeof query === 'string' ? query : (query as { text: string }).text;
  return text.replace(/\s+/g, ' ').trim();
}

const mayLock = (text: string) => /\b(insert|update|delete|share)\b/i.test(text) && !/skip locked/i.test(text);

const backendOf = (client: pg.PoolClient) => (client as unknown as { processID: number }).processID;
