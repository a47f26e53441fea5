import { Kysely, type Transaction as KyselyTransaction, PostgresDialect, type RawBuilder, sql } from 'kysely';
import pg from 'pg';
import { parseLosslessly } from '../core/exact-number.ts';
import type { Hex } from '../core/hex.ts';
import type { Milliseconds } from '../core/time.ts';
import { GuardedPool } from './guarded-pool.ts';
import type { Database } from './tables.ts';

export type Store = Kysely<Database>;
export type Transaction = KyselyTransaction<Database>;
/** Either: a reader that may run inside a transaction or outside takes this. */
export type Queries = Store | Transaction;

const BYTEA = 17;
const INT8 = 20;
const JSON_TEXT = 114;
const NUMERIC = 1700;
const TIMESTAMPTZ = 1184;

/**
 * How columns arrive: `int8` and `numeric` (always whole numbers here) as bigint, `timestamptz` as epoch milliseconds,
 * `bytea` as lower-case 0x text, `json` with every number as it was written. Everything else is the driver's default.
 */
const parsers: Record<number, (text: string) => unknown> = {
  [INT8]: BigInt,
  [JSON_TEXT]: parseLosslessly,
  [NUMERIC]: BigInt,
  [TIMESTAMPTZ]: (text) => Date.parse(text.includes(':', 20) ? text : `${text}:00`),
  [BYTEA]: (text) => `0x${text.slice(2)}`,
};

export interface PoolOptions {
  readonly connectionString: string;
  readonly max?: number;
  readonly applicationName?: string;
  /** None where absent: a command may take as long as it takes. */
  readonly patience?: Patience | undefined;
}

/** How long anything may keep others waiting. */
export interface Patience {
  /** For a connection, new or given back; then DatabaseBusyError. */
  readonly connectionMs: Milliseconds;
  /** Of one statement; then PostgreSQL breaks it off (57014). */
  readonly statementMs: Milliseconds;
  /** Of a transaction of which nothing is heard; then PostgreSQL ends its connection and takes it back. */
  readonly idleInTransactionMs: Milliseconds;
}

/** A connection pool whose columns arrive as the store's types. */
export function createPool({
  connectionString,
  max = 10,
  applicationName = 'opentill',
  patience,
}: PoolOptions): pg.Pool {
  const pool = new GuardedPool({
    connectionString,
    max,
    application_name: applicationName,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        (format !== 'binary' && parsers[oid]) || pg.types.getTypeParser(oid, format as 'text'),
    } as pg.CustomTypesConfig,
    ...(patience && {
      connectionTimeoutMillis: patience.connectionMs,
      onConnect: (client: pg.ClientBase) => setPatience(client, patience),
    }),
  });
  // An idle connection that the server closes reports here; the pool replaces it, the next query tells if it cannot.
  pool.on('error', () => {});
  // One that breaks while it is in use reports to whoever waits for an answer, and to this: without a listener, Node would
  // end the process over it.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** Not as parameters of the connection's start: a proxy that pools transactions refuses those that it does not know. */
async function setPatience(client: pg.ClientBase, { statementMs, idleInTransactionMs }: Patience): Promise<void> {
  await client.query(
    `SET statement_timeout = ${statementMs}; SET idle_in_transaction_session_timeout = ${idleInTransactionMs}`,
  );
}

export function createStore(pool: pg.Pool): Store {
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}

/** `0x` text to the bytes that a `bytea` parameter takes. */
export function toBytes(hex: Hex): Buffer {
  return Buffer.from(hex.slice(2), 'hex');
}

/** Epoch milliseconds to what a `timestamptz` parameter takes. */
export function toTimestamp(instant: number): Date {
  return new Date(instant);
}

/** Epoch milliseconds for a comparison with a `timestamptz` column: `.where('created_at', '>=', moment(instant))`. */
export function moment(instant: number): RawBuilder<number> {
  return sql<number>`${toTimestamp(instant)}::timestamptz`;
}
