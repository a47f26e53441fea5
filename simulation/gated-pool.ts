import type pg from 'pg';
import { inOneTrip } from './database.ts';
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
  /** Takes the connections in use away from their users: what is open on them is rolled back. */
  dropAll(): Promise<void>;
}

/** The database that all processes share. */
export interface SharedDatabase {
  readonly pool: pg.Pool;
  /** Connections in the middle of a transaction. */
  readonly inTransaction: Set<pg.PoolClient>;
  /** How many transactions have ended: only then is a lock let go. */
  ended: number;
  /** Told of every statement that was done, and what it gave. */
  readonly watch: (text: string, result: { readonly rows: readonly object[] }) => void;
}

/**
 * A connection as one of its users holds it: the real one, taken with the first statement, may come back from the pool to
 * another.
 */
interface Handle {
  client: pg.PoolClient | null;
  /** A transaction has begun that PostgreSQL has not heard of: it is sent with its first statement. */
  begins: boolean;
}

type QueryArguments = [query: unknown, values?: unknown[]];

const LOCK_NOT_AVAILABLE = '55P03';
const BLOCKED = Symbol('blocked');
/** A statement that finds its lock taken so often waits in a circle: nobody else can go on either. */
const MOST_TRIES = 20;

/**
 * A pool each of whose statements passes the scheduler's gate. One that finds a lock taken goes back to the gate, as one
 * that waits for it would: with a single statement in flight nothing can be waited for inside PostgreSQL.
 */
export function createGatedPool(shared: SharedDatabase, scheduler: Scheduler, process: number): GatedPool {
  const open = new Set<Handle>();
  const { inTransaction } = shared;

  function end(client: pg.PoolClient): void {
    if (inTransaction.delete(client)) shared.ended += 1;
  }

  async function attempt(handle: Handle, args: QueryArguments, text: string): Promise<unknown> {
    if (!open.has(handle)) throw new ConnectionLost();
    handle.client ??= await shared.pool.connect();
    const { client } = handle;
    if (/^begin\b/i.test(text)) {
      inTransaction.add(client);
      handle.begins = true;
      return { rows: [] };
    }
    // Only in another transaction can a lock be taken; only within one is there something to keep from the failure.
    const isGuarded = inTransaction.size > 1 && inTransaction.has(client) && mayLock(text);
    const before = [...(handle.begins ? ['BEGIN'] : []), ...(isGuarded ? ['SAVEPOINT gate'] : [])];
    handle.begins = false;
    try {
      const result = await send(client, before, args, isGuarded ? ['RELEASE gate'] : []);
      if (/^(commit|rollback)\b/i.test(text)) end(client);
      shared.watch(text, result);
      return result;
    } catch (error) {
      if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
      if (isGuarded) await client.query('ROLLBACK TO gate');
      return BLOCKED;
    }
  }

  async function query(handle: Handle, args: QueryArguments): Promise<unknown> {
    const text = textOf(args[0]);
    let blockedAt = -1;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const isBlocked = () => shared.ended === blockedAt;
      const result = await scheduler.gate(process, `db: ${text}`, () => attempt(handle, args, text), isBlocked);
      if (result !== BLOCKED) return result;
      blockedAt = shared.ended;
    }
    throw new DeadlockDetected('deadlock detected');
  }

  function release(handle: Handle, broken?: boolean | Error): void {
    if (open.delete(handle)) handle.client?.release(broken);
  }

  async function connect() {
    const handle: Handle = { client: null, begins: false };
    open.add(handle);
    return {
      query: (...args: QueryArguments) => query(handle, args),
      release: (broken?: boolean | Error) => release(handle, broken),
    };
  }

  async function queryOnce(...args: QueryArguments) {
    const client = await connect();
    try {
      return await client.query(...args);
    } finally {
      client.release();
    }
  }

  async function dropAll(): Promise<void> {
    const dropped = [...open];
    open.clear();
    for (const { client, begins } of dropped) {
      if (client === null) continue;
      // No statement is in flight: to PostgreSQL a lost connection is a rollback, and a new one would cost ten statements.
      if (inTransaction.has(client) && !begins) await client.query('ROLLBACK');
      end(client);
      client.release();
    }
  }

  return { pool: { connect, query: queryOnce, end: async () => {} } as unknown as pg.Pool, dropAll };
}

/** The statement, with what goes before and after it, in one round trip. What follows one that failed fails with it. */
async function send(
  client: pg.PoolClient,
  before: readonly string[],
  args: QueryArguments,
  after: readonly string[],
): Promise<pg.QueryResult> {
  const ask = (text: string) => client.query(text);
  const sent = inOneTrip(client, () => [
    ...before.map(ask),
    client.query(...(args as [string, unknown[]])),
    ...after.map(ask),
  ]);
  const outcomes = await Promise.allSettled(sent);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
  return sent[before.length]!;
}

const texts = new Map<string, string>();

function textOf(query: unknown): string {
  const given = typeof query === 'string' ? query : (query as { text: string }).text;
  const known = texts.get(given);
  if (known !== undefined) return known;
  const text = given.replace(/\s+/g, ' ').trim();
  texts.set(given, text);
  return text;
}

const mayLock = (text: string) => /\b(insert|update|delete|share)\b/i.test(text) && !/skip locked/i.test(text);
