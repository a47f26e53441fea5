import { carriedOver, type TransferRefund } from '../core/books/transfer-refunds.ts';
import type { ResourceContext } from '../core/resource/session-resource.ts';
import type { DerivedSession } from '../core/session/derive-session.ts';
import type { Session } from '../core/session/session.ts';
import { type BookedTransfer, setBookedAs } from '../store/booked-transfers.ts';
import type { Transaction } from '../store/database.ts';
import { insertLedgerEntries } from '../store/ledger.ts';
import { carryRefundOver } from '../store/transfer-refunds.ts';
import { writeUnexpected } from '../store/unexpected-transfers.ts';
import { planBooks } from './plan-books.ts';
import type { Runtime } from './runtime.ts';
import { tellUnexpected } from './tell-unexpected.ts';

export interface BookDeps {
  readonly runtime: Runtime;
  readonly resource: ResourceContext;
}

export interface SessionMoney {
  readonly booked: readonly BookedTransfer[];
  /** Of its unexpected transfers. */
  readonly refunds: readonly TransferRefund[];
}

/**
 * Brings the ledger and the list of unexpected money to what the session's transfers now are, in the transaction that
 * derives it. Only differences are written: a derivation that changes nothing writes nothing. Returns the told types.
 */
export async function bookTransfers(
  deps: BookDeps,
  tx: Transaction,
  session: Session,
  derived: DerivedSession,
  money: SessionMoney,
): Promise<readonly string[]> {
  const { booked } = money;
  if (booked.length === 0) return [];
  const now = deps.runtime.now();
  const refunds = await carryOver(tx, session, derived, money);
  const plan = planBooks(deps, session, derived, { booked, refunds }, now);
  await writeUnexpected(tx, session, plan.writes, now);
  await insertLedgerEntries(tx, plan.entries);
  await setBookedAs(tx, plan.positions);
  return tellUnexpected(deps, tx, session, plan.told);
}

/** The refunds as they are once those of transfers that were mined again are theirs. */
async function carryOver(
  tx: Transaction,
  { organizationId }: Session,
  { transfers }: DerivedSession,
  { booked, refunds }: SessionMoney,
): Promise<readonly TransferRefund[]> {
  if (!refunds.some(({ isGone }) => isGone)) return refunds;
  const onChain = new Set(transfers.map(({ transfer }) => transfer.id));
  const standing = booked.filter(({ id }) => onChain.has(id));
  const carried = new Map(carriedOver(standing, refunds).map((each) => [each.refundId, each]));
  for (const each of carried.values()) await carryRefundOver(tx, organizationId, each);
  return refunds.map((refund) => {
    const to = carried.get(refund.id)?.to;
    return to === undefined ? refund : { ...refund, transferId: to, isGone: false };
  });
}
