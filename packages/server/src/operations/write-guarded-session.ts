import type { Store, Transaction } from '../store/database.ts';
import { insertSessionIn, type NewSession } from '../store/insert-sessions.ts';
import type { Refusal } from './refusal.ts';

/**
 * Asked in the transaction that writes the session, before it is written. It locks what it counts (a link, a discount), so
 * that two creates at once cannot both slip under a limit. Refused, nothing of the transaction remains.
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
 * Writes a session alone, in one transaction with what its guards lock. False: its idempotency key is taken. Guards are
 * asked in their order: one that locks names its place in it, links before discounts.
 */
export async function writeGuardedSession(
  store: Store,
  row: NewSession,
  guards: readonly SessionGuard[],
): Promise<boolean | Refusal> {
  const work = store.transaction().execute(async (tx) => {
    for (const guard of guards) {
      const refusal = await guard(tx);
      if (refusal) throw new NothingWritten(refusal);
    }
    if (!(await insertSessionIn(tx, row))) throw new NothingWritten(false);
    return true as const;
  });
  return work.catch((error: unknown) => {
    if (error instanceof NothingWritten) return error.outcome;
    throw error;
  });
}
