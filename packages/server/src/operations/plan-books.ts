import { moveBetween, type Position } from '../core/books/accounts.ts';
import { isRefunded, type TransferRefund, takenElsewhere } from '../core/books/transfer-refunds.ts';
import { causeOf, nextRecord, positionOf } from '../core/books/unexpected.ts';
import { worthTelling } from '../core/books/worth-telling.ts';
import type { DerivedSession } from '../core/session/derive-session.ts';
import type { Session } from '../core/session/session.ts';
import type { Instant } from '../core/time.ts';
import type { BookedPosition, BookedTransfer } from '../store/booked-transfers.ts';
import type { LedgerEntry } from '../store/ledger.ts';
import type { CarriedRefund } from '../store/transfer-refunds.ts';
import type { RecordWrite } from '../store/write-unexpected.ts';
import { carryOver } from './carry-refunds.ts';
import type { Runtime } from './runtime.ts';
import type { UnexpectedNews } from './tell-unexpected.ts';

/** A session as it was derived, and how the books stand with its money. */
export interface SessionMoney {
  readonly session: Session;
  readonly derived: DerivedSession;
  readonly booked: readonly BookedTransfer[];
  /** Of its unexpected transfers. */
  readonly refunds: readonly TransferRefund[];
}

export interface Plan {
  readonly carried: readonly CarriedRefund[];
  readonly entries: LedgerEntry[];
  readonly positions: BookedPosition[];
  readonly writes: RecordWrite[];
  readonly told: UnexpectedNews[];
}

/** What is to be written so that the books say what the session's transfers now are. */
export function planBooks({ runtime }: { readonly runtime: Runtime }, money: SessionMoney, now: Instant): Plan {
  const { session, derived, booked } = money;
  const { carried, refunds } = carryOver(money);
  const classified = new Map(derived.transfers.map((each) => [each.transfer.id, each]));
  const plan: Plan = { carried, entries: [], positions: [], writes: [], told: [] };
  const { organizationId, livemode } = session;
  const listed = booked.filter(({ status }) => status !== null && status !== 'withdrawn');
  const isWorthTelling = worthTelling(session.terms.offers, listed);
  const entry = { session, now, newId: runtime.newId };
  for (const row of booked) {
    const as = classified.get(row.id) ?? null;
    const own = refunds.filter(({ transferId }) => transferId === row.id);
    const record = row.status === null || row.reason === null ? null : { status: row.status, reason: row.reason };
    const change = nextRecord(as, record, isRefunded(row.amountAtomic, own));
    if (change !== null) {
      const { to: status, reason } = change;
      const refund = status === 'refunded' ? (own.at(-1) ?? null) : null;
      const of = { organizationId, livemode, transferId: row.id, sessionId: row.sessionId };
      plan.writes.push({ ...of, status, reason, refund });
      const isNew = record === null || record.status === 'withdrawn';
      const isTold = isWorthTelling({ ...row, reason }, isNew);
      if (change.told !== null && isTold) plan.told.push({ of: session, transferId: row.id, type: change.told });
    }
    const standing = change === null ? record : { status: change.to, reason: change.reason };
    const position = positionOf(as, standing);
    plan.entries.push(...takenElsewhere(position, own).map((refund) => refundEntry(entry, row, position!, refund)));
    const move = moveBetween(row.bookedAs, position);
    if (move === null) continue;
    plan.positions.push({ organizationId, id: row.id, bookedAs: position });
    const cause = causeOf(row.bookedAs, position, standing);
    plan.entries.push({ ...entryOf(entry, row), ...move, transferId: row.id, amountAtomic: row.amountAtomic, cause });
  }
  return plan;
}

interface EntryContext {
  readonly session: Session;
  readonly now: Instant;
  readonly newId: () => string;
}

function entryOf({ session, now, newId }: EntryContext, { ownerId, network, contract }: BookedTransfer) {
  const { organizationId, livemode } = session;
  const shared = { organizationId, livemode, transferId: null, refundId: null, network, contract };
  return { ...shared, id: newId(), sessionId: ownerId, createdAt: now };
}

/** What has gone back of a transfer has left the account that holds it: where that has changed, it has left this one. */
function refundEntry(
  context: EntryContext,
  row: BookedTransfer,
  position: Position,
  { id: refundId, takenFrom, amountAtomic }: TransferRefund,
): LedgerEntry {
  const move = { debit: position, credit: takenFrom!, cause: 'reclassified' } as const;
  return { ...entryOf(context, row), ...move, refundId, amountAtomic };
}
