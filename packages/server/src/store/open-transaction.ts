import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Work inside a transaction asked the pool for another connection. As many such transactions as the pool has connections,
 * and each waits for one that none of them gives back.
 */
export class ConnectionInTransactionError extends Error {
  override readonly name = 'ConnectionInTransactionError';

  constructor() {
    super('A transaction is open here: ask through it, or ask before it begins. A second connection is refused.');
  }
}

interface OpenTransaction {
  isOpen: boolean;
}

const around = new AsyncLocalStorage<OpenTransaction>();

/** Runs a transaction's work so that whatever it calls, however deep, gets no second connection until it has ended. */
export async function insideTransaction<T>(work: () => Promise<T>): Promise<T> {
  const transaction: OpenTransaction = { isOpen: true };
  try {
    return await around.run(transaction, work);
  } finally {
    // What was begun inside and goes on beyond the end is free again.
    transaction.isOpen = false;
  }
}

/** @throws ConnectionInTransactionError where the caller is inside an open transaction. */
export function refuseInsideTransaction(): void {
  if (around.getStore()?.isOpen) throw new ConnectionInTransactionError();
}
