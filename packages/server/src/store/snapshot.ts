import type { Store, Transaction } from './database.ts';

/** Reads the books as they are at one moment, however long it takes, and writes nothing. */
export function readSnapshot<T>(store: Store, read: (tx: Transaction) => Promise<T>): Promise<T> {
  return store.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);
}
