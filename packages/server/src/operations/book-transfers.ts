import type { ResourceContext } from '../core/resource/session-resource.ts';
import { setBookedAs } from '../store/booked-transfers.ts';
import type { Transaction } from '../store/database.ts';
import { insertLedgerEntries } from '../store/ledger.ts';
import { carryRefundsOver } from '../store/transfer-refunds.ts';
import { writeUnexpected } from '../store/write-unexpected.ts';
import { planBooks, type SessionMoney } from './plan-books.ts';
import type { Runtime } from './runtime.ts';
import { eventTypeOf, tellUnexpected } from './tell-unexpected.ts';

export interface BookDeps {
  readonly runtime: Runtime;
  readonly resource: ResourceContext;
}

/**
 * Brings the ledger and the list of unexpected money to what the sessions' transfers now are, in the transaction that
 * derives them. Only differences are written: a derivation that changes nothing writes nothing. Returns the told types,
 * session by session.
 */
export async function bookTransfers(
  deps: BookDeps,
  tx: Transaction,
  sessions: readonly SessionMoney[],
): Promise<readonly (readonly string[])[]> {
  const now = deps.runtime.now();
  const plans = sessions.map((money) => planBooks(deps, money, now));
  const carried = plans.flatMap((plan) => plan.carried);
  const writes = plans.flatMap((plan) => plan.writes);
  const entries = plans.flatMap((plan) => plan.entries);
  const positions = plans.flatMap((plan) => plan.positions);
  const told = plans.flatMap((plan) => plan.told);
  await carryRefundsOver(tx, carried);
  await writeUnexpected(tx, writes, now);
  await insertLedgerEntries(tx, entries);
  await setBookedAs(tx, positions);
  await tellUnexpected(deps, tx, told);
  return plans.map((plan) => plan.told.map(eventTypeOf));
}
