import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { DatabaseBusyError } from './guarded-pool.ts';
import { ConnectionInTransactionError } from './open-transaction.ts';
import { readSnapshot, retriedTransaction } from './retried-transaction.ts';

const PATIENCE = { connectionMs: 200, statementMs: 300, idleInTransactionMs: 400 };

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
    await expect(sql`SELECT pg_sleep(5)`.execute(database.store)).rejects.toMatchObject({ code: '57014' });
  });

  it('with a transaction of which nothing is heard takes its connection back, undone', async () => {
    const work = retriedTransaction(database.store, async (tx) => {
      await sql`CREATE TABLE forgotten ()`.execute(tx);
      await pause(1000);
      await sql`SELECT 1`.execute(tx);
    });
    await expect(work).rejects.toThrow();
    const { rows } = await sql`SELECT to_regclass('forgotten') AS found`.execute(database.store);
    expect(rows).toEqual([{ found: null }]);
  });
});
