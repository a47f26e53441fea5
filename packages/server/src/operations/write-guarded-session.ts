import type { Store, Transaction } from '../store/database.ts';
import { insertSessionIn } from '../store/insert-sessions.ts';
import type { NewSession } from '../store/new-session.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import type { Refusal } from './refusal.ts';

/**
 * Asked in the transaction that writes the session, once it is written: what it counts holds the new one too. It locks what
 * it counts for (a link, a discount), so that two creates at once cannot both slip under a limit, and holds what the session
 * was made from (a customer, a clock). Refused, nothing of the transaction remains.
 */
export type SessionGuard = (tx: Transaction) => Promise<Refusal | undefined>;

/** Undoes a transaction without being a fault. */
class NothingWritten extends Error {
  override readonly name = 'NothingWritten';
  readonly outcome: false | Refusal;

  constructor(outcome: false | Refusal) {
    super('nothing was written');
    this.outcome = outcome;
  }
}

/**
 * Writes a session alone, in one transaction with what its guards lock. False: its idempotency key is taken, which is found
 * out first, so that a repeat gets its first answer rather than a refusal. Guards are asked in their order: links,
 * sessions, customers, discounts, so that no two transactions wait for each other.
 */
export async function writeGuardedSession(
  store: Store,
  row: NewSession,
  guards: readonly SessionGuard[],
): Promise<boolean | Refusal> {
  const work = retriedTransaction(store, async (tx) => {
    if (!(await insertSessionIn(tx, row))) throw new NothingWritten(false);
    for (const guard of guards) {
      const refusal = await guard(tx);
      if (refusal) throw new NothingWritten(refusal);
    }
    return true as const;
  });
  return work.catch((error: unknown) => {
    if (error instanceof NothingWritten) return error.outcome;
    throw error;
  });
}
