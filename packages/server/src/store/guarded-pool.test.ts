import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { until } from '../testing/until.ts';
import { DatabaseBusyError } from './guarded-pool.ts';
import { ConnectionInTransactionError } from './open-transaction.ts';
import { readSnapshot, retriedTransaction } from './retried-transaction.ts';

/** Each is waited out once; on a busy machine a connection alone may take some tenths of a second. */
const PATIENCE = { connectionMs: 2_000, statementMs: 2_000, idleInTransactionMs: 2_000 };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ max: 2, patience: PATIENCE });
});
afterAll(() => database.close());

const one = () => sql`SELECT 1`.execute(database.store);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('inside a transaction', () => {
  it('nothing gets a second connection, however it asks for one', async () => {
    const ways: (() => Promise<unknown>)[] = [
      one,
      () => database.pool.query('SELECT 1'),
      () => database.pool.connect(),
      () => retriedTransaction(database.store, async (tx) => sql`SELECT 1`.execute(tx)),
    ];
    for (const ask of ways) {
      await expect(retriedTransaction(database.store, ask)).rejects.toThrow(ConnectionInTransactionError);
      await expect(readSnapshot(database.store, ask)).rejects.toThrow(ConnectionInTransactionError);
    }
    expect(database.pool.idleCount).toBe(database.pool.totalCount);
  });

  it('what it leaves running asks as it likes once it has ended', async () => {
    let later: Promise<unknown> = Promise.resolve();
    await retriedTransaction(database.store, async () => {
      later = pause(50).then(one);
    });
    await expect(later).resolves.toBeDefined();
  });
});

describe('patience', () => {
  it('with a pool that is all in use is at an end by name, and the pool goes on', async () => {
    const held = [await database.pool.connect(), await database.pool.connect()];
    await expect(one()).rejects.toThrow(DatabaseBusyError);
    for (const client of held) client.release();
    await expect(one()).resolves.toBeDefined();
  });

  it('with a statement is at an end by PostgreSQL’s own code', async () => {
    await expect(sql`SELECT pg_sleep(60)`.execute(database.store)).rejects.toMatchObject({ code: '57014' });
  });

  it('with a transaction of which nothing is heard takes its connection back, undone', async () => {
    const work = retriedTransaction(database.store, async (tx) => {
      await sql`CREATE TABLE forgotten ()`.execute(tx);
      await until(openTransactions, 0);
      await sql`SELECT 1`.execute(tx);
    });
    await expect(work).rejects.toThrow();
    const { rows } = await sql`SELECT to_regclass('forgotten') AS found`.execute(database.store);
    expect(rows).toEqual([{ found: null }]);
  });

  /** Asked over a connection of its own: the pool lends none inside a transaction. */
  async function openTransactions(): Promise<number> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`,
    );
    await client.end();
    return rows.length;
  }
});
