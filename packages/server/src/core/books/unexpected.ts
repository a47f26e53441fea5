import type { ClassifiedTransfer, UnexpectedReason } from '../session/classify-transfers.ts';
import type { LedgerCause, Position } from './accounts.ts';

/** Why something is on the list: why a transfer does not count, or that a balance is more than the transfers account for. */
export type ListedReason = UnexpectedReason | 'balance_surplus';

export type UnexpectedStatus = 'open' | 'attached' | 'refunded' | 'written_off' | 'withdrawn';

/** What the books say of a transfer that does not count, or once did not. */
export interface UnexpectedRecord {
  readonly status: UnexpectedStatus;
  readonly reason: UnexpectedReason;
}

/** A change of the record; null where it stands as it is. */
export type RecordChange = {
  readonly to: UnexpectedStatus;
  readonly reason: UnexpectedReason;
  readonly told: UnexpectedEvent | null;
} | null;
export type UnexpectedEvent = 'created' | 'attached' | 'refunded' | 'withdrawn';

/** Where a transfer belongs in the ledger: nowhere until it is confirmed, nor after a reorg took it. */
export function positionOf(classified: ClassifiedTransfer | null, record: UnexpectedRecord | null): Position | null {
  if (classified === null || !classified.confirmed) return null;
  if (classified.disposition !== 'unexpected') return 'credited';
  return record?.status === 'written_off' ? 'written_off' : 'unexpected';
}

/**
 * What becomes of the record of a transfer as it is now classified; `classified` is null when a reorg took it away. A
 * decision of a person stays until the money itself is gone; what is found again is open again, unless it has gone back
 * or is on its way.
 */
export function nextRecord(
  classified: ClassifiedTransfer | null,
  record: UnexpectedRecord | null,
  isRefunded: boolean,
): RecordChange {
  if (classified?.disposition === 'unexpected') return stillUnexpected(classified.reason, record, isRefunded);
  if (record === null || record.status === 'withdrawn') return null;
  // Attached to a session that was created after it, it counts there as if it had come on time.
  if (classified !== null && record.status === 'attached') return null;
  if (classified !== null && classified.attachedAt !== null) {
    return { to: 'attached', reason: record.reason, told: 'attached' };
  }
  return { to: 'withdrawn', reason: record.reason, told: 'withdrawn' };
}

function stillUnexpected(reason: UnexpectedReason, record: UnexpectedRecord | null, isRefunded: boolean): RecordChange {
  if (record === null || record.status === 'withdrawn' || record.status === 'attached') {
    return isRefunded ? { to: 'refunded', reason, told: 'refunded' } : { to: 'open', reason, told: 'created' };
  }
  return record.reason === reason ? null : { to: record.status, reason, told: null };
}

/** The ledger's word for a move. */
export function causeOf(from: Position | null, to: Position | null, record: UnexpectedRecord | null): LedgerCause {
  if (to === null) return 'taken_back';
  if (from === null) return 'confirmed';
  if (to === 'written_off') return 'written_off';
  return to === 'credited' && record?.status === 'attached' ? 'attached' : 'reclassified';
}
