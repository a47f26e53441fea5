import { stopSubscriptions } from '../store/clocked-subscriptions.ts';
import type { Store, Transaction } from '../store/database.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { deleteTestClock, insertTestClock, type TestClock } from '../store/test-clocks.ts';
import { noSuchClock } from './attach-test-clock.ts';
import type { Principal } from './principal.ts';
import type { Refusal } from './refusal.ts';
import type { Runtime } from './runtime.ts';

/** A clock that shows the server's time until it is advanced. The principal's mode is test. */
export async function createTestClock(
  { runtime }: { readonly runtime: Runtime },
  tx: Transaction,
  { organizationId }: Principal,
  name = 'Test clock',
): Promise<TestClock> {
  const at = runtime.now();
  const clock = { organizationId, id: runtime.newId(), name, offsetMs: 0, advances: 0, createdAt: at, updatedAt: at };
  await insertTestClock(tx, clock);
  return clock;
}

/** It can be moved no more, and nothing new can live by it; what does keeps its time. */
export function removeTestClock(
  { store, runtime }: { readonly store: Store; readonly runtime: Runtime },
  principal: Principal,
  id: string,
): Promise<{ outcome: 'deleted' } | Refusal> {
  return retriedTransaction(store, async (tx) => {
    if (!(await deleteTestClock(tx, principal, id, runtime.now()))) return noSuchClock();
    await stopSubscriptions(tx, { organizationId: principal.organizationId, id });
    return { outcome: 'deleted' };
  });
}
