import { type DerivedSession, deriveSession } from '../session/derive-session.ts';
import type { ObservedTransfer, Watermarks } from '../session/facts.ts';
import type { Session } from '../session/session.ts';
import type { Instant } from '../time.ts';
import type { Position } from './accounts.ts';
import { isRefunded, type TransferRefund } from './transfer-refunds.ts';
import { nextRecord, positionOf, type UnexpectedRecord } from './unexpected.ts';

/** How the ledger and the list of unexpected money stand with one of the session's transfers. */
export interface BookedState {
  readonly id: string;
  readonly bookedAs: Position | null;
  readonly status: UnexpectedRecord['status'] | null;
  readonly reason: UnexpectedRecord['reason'] | null;
  readonly amountAtomic: bigint;
}

export interface SessionFinding {
  readonly kind: 'status' | 'ledger' | 'unexpected';
  readonly transferId: string | null;
  /** What the facts say. */
  readonly expected: string;
  /** What the books say. */
  readonly found: string;
}

/** The whole book of one session, as it stands at one moment. */
export interface SessionBook {
  readonly session: Session;
  readonly transfers: readonly ObservedTransfer[];
  /** Of every transfer that stands, and of those that are gone and still booked. */
  readonly booked: readonly BookedState[];
  readonly refunds: readonly TransferRefund[];
}

/** An expiry that has come due by the chains' time may wait for the job so long. */
const EXPIRY_PATIENCE_MS = 300_000;

/**
 * Derives the session from scratch and holds against it what the books say: its status, where the ledger has its money, and
 * what is listed as unexpected. Empty where all agrees.
 */
export function auditSession(
  { session, transfers, booked, refunds }: SessionBook,
  watermarks: Watermarks,
  now: Instant,
): readonly SessionFinding[] {
  const derived = deriveSession({ ...session, transfers }, watermarks, now);
  const findings: SessionFinding[] = [];
  if (derived.status !== session.status && !waitsForExpiry({ ...session, transfers }, watermarks, now)) {
    findings.push({ kind: 'status', transferId: null, expected: derived.status, found: session.status });
  }
  return [...findings, ...booked.flatMap((each) => auditTransfer(derived, each, refunds))];
}

/** Whether the status was right five minutes ago, by the chains' and the server's time: then its expiry is only about to be told. */
function waitsForExpiry(
  facts: Session & { readonly transfers: readonly ObservedTransfer[] },
  watermarks: Watermarks,
  now: Instant,
): boolean {
  const earlier = Object.fromEntries(
    Object.entries(watermarks).map(([network, readTo]) => [network, readTo - EXPIRY_PATIENCE_MS]),
  );
  return deriveSession(facts, earlier, now - EXPIRY_PATIENCE_MS).status === facts.status;
}

function auditTransfer(
  derived: DerivedSession,
  booked: BookedState,
  refunds: readonly TransferRefund[],
): readonly SessionFinding[] {
  const { id: transferId, bookedAs, status, reason } = booked;
  const classified = derived.transfers.find(({ transfer }) => transfer.id === transferId) ?? null;
  const record = status === null || reason === null ? null : { status, reason };
  const own = refunds.filter((refund) => refund.transferId === transferId);
  const change = nextRecord(classified, record, isRefunded(booked.amountAtomic, own));
  const standing = change === null ? record : { status: change.to, reason: change.reason };
  const position = positionOf(classified, standing);
  const findings: SessionFinding[] = [];
  if (position !== bookedAs) {
    findings.push({ kind: 'ledger', transferId, expected: position ?? 'no account', found: bookedAs ?? 'no account' });
  }
  if (change !== null) {
    const found = record === null ? 'not listed' : `${record.status}, ${record.reason}`;
    findings.push({ kind: 'unexpected', transferId, expected: `${change.to}, ${change.reason}`, found });
  }
  return findings;
}
