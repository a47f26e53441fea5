import { moveBetween, type Position } from '../core/books/accounts.ts';
import { causeOf, nextRecord, positionOf } from '../core/books/unexpected.ts';
import { worthTelling } from '../core/books/worth-telling.ts';
import type { ResourceContext } from '../core/resource/session-resource.ts';
import type { DerivedSession } from '../core/session/derive-session.ts';
import type { Session } from '../core/session/session.ts';
import type { Instant } from '../core/time.ts';
import { type BookedTransfer, setBookedAs } from '../store/booked-transfers.ts';
import type { Transaction } from '../store/database.ts';
import { insertLedgerEntries, type LedgerEntry } from '../store/ledger.ts';
import { type RecordWrite, writeUnexpected } from '../store/unexpected-transfers.ts';
import type { Runtime } from './runtime.ts';
import { tellUnexpected, type UnexpectedNews } from './tell-unexpected.ts';

export interface BookDeps {
  readonly runtime: Runtime;
  readonly resource: ResourceContext;
}

interface Plan {
  readonly entries: LedgerEntry[];
  readonly positions: Map<string, Position | null>;
  readonly writes: RecordWrite[];
  readonly told: UnexpectedNews[];
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
  booked: readonly BookedTransfer[],
): Promise<readonly string[]> {
  if (booked.length === 0) return [];
  const now = deps.runtime.now();
  const plan = planBooks(deps, session, derived, booked, now);
  await writeUnexpected(tx, session, plan.writes, now);
  await insertLedgerEntries(tx, plan.entries);
  await setBookedAs(tx, session.organizationId, plan.positions);
  return tellUnexpected(deps, tx, session, plan.told);
}

function planBooks(
  { runtime }: BookDeps,
  session: Session,
  derived: DerivedSession,
  booked: readonly BookedTransfer[],
  now: Instant,
): Plan {
  const classified = new Map(derived.transfers.map((each) => [each.transfer.id, each]));
  const plan: Plan = { entries: [], positions: new Map(), writes: [], told: [] };
  const listed = booked.filter(({ status }) => status !== null && status !== 'withdrawn');
  const isWorthTelling = worthTelling(session.terms.offers, listed);
  for (const row of booked) {
    const as = classified.get(row.id) ?? null;
    const record = row.status === null || row.reason === null ? null : { status: row.status, reason: row.reason };
    const change = nextRecord(as, record);
    if (change !== null) {
      const { to: status, reason } = change;
      plan.writes.push({ transferId: row.id, sessionId: row.sessionId, status, reason });
      const isNew = record === null || record.status === 'withdrawn';
      const isTold = isWorthTelling({ ...row, reason }, isNew);
      if (change.told !== null && isTold) plan.told.push({ transferId: row.id, type: change.told });
    }
    const standing = change === null ? record : { status: change.to, reason: change.reason };
    const position = positionOf(as, standing);
    const move = moveBetween(row.bookedAs, position);
    if (move === null) continue;
    plan.positions.set(row.id, position);
    plan.entries.push({
      organizationId: session.organizationId,
      id: runtime.newId(),
      livemode: session.livemode,
      sessionId: row.ownerId,
      transferId: row.id,
      refundId: null,
      network: row.network,
      contract: row.contract,
      ...move,
      amountAtomic: row.amountAtomic,
      cause: causeOf(row.bookedAs, position, standing),
      createdAt: now,
    });
  }
  return plan;
}
