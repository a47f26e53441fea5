import pg from 'pg';
import { refuseInsideTransaction } from './open-transaction.ts';

/** Every connection was in use for as long as anybody is kept waiting for one. Nothing was asked of the database. */
export class DatabaseBusyError extends Error {
  override readonly name = 'DatabaseBusyError';
}

type Connected = Parameters<pg.Pool['connect']>[0];

/** What pg-pool says when `connectionTimeoutMillis` have passed in its queue. */
const GAVE_UP = 'timeout exceeded when trying to connect';

/** A pool that lends no connection to work that holds one already, and says by its own name that it has none to lend. */
export class GuardedPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<pg.PoolClient> | undefined {
    if (callback) {
      this.#lendTo(callback);
      return undefined;
    }
    return new Promise((resolve, reject) => {
      this.#lendTo((error, client) => (error || !client ? reject(error) : resolve(client)));
    });
  }

  #lendTo(callback: Connected): void {
    try {
      refuseInsideTransaction();
    } catch (error) {
      callback(error as Error, undefined, () => {});
      return;
    }
    super.connect((error, client, done) => callback(error && named(error), client, done));
  }
}

function named(error: Error): Error {
  return error.message === GAVE_UP ? new DatabaseBusyError('no connection became free', { cause: error }) : error;
}
