import type { Store, Transaction } from './database.ts';
import { insideTransaction } from './open-transaction.ts';

const DEADLOCK_DETECTED = '40P01';
const SERIALIZATION_FAILURE = '40001';
const MOST_ATTEMPTS = 5;

/**
 * Runs `work` in a transaction, anew when PostgreSQL chose it as a deadlock's victim or could not serialize it (40P01,
 * 40001): both undo everything and are no fault of the work. `work` must have no effect outside the transaction, and asks
 * nothing but through it. Every transaction begins here or in `readSnapshot`: lint/transactions.grit.
 */
export async function retriedTransaction<T>(store: Store, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await store.transaction().execute((tx) => insideTransaction(() => work(tx)));
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !isConflict(error)) throw error;
    }
  }
}

/** Reads the books as they are at one moment, however long it takes, and writes nothing. */
export function readSnapshot<T>(store: Store, read: (tx: Transaction) => Promise<T>): Promise<T> {
  return store
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((tx) => insideTransaction(() => read(tx)));
}

function isConflict(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === DEADLOCK_DETECTED || code === SERIALIZATION_FAILURE;
}
