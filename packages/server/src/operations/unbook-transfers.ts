import type { Account } from '../core/books/accounts.ts';
import type { StandingTransfer } from '../core/books/compare-transfers.ts';
import { setBookedAs } from '../store/booked-transfers.ts';
import type { Transaction } from '../store/database.ts';
import { insertLedgerEntries, type LedgerEntry } from '../store/ledger.ts';
import { type Held, readHeld } from '../store/repair-transfers.ts';
import type { Runtime } from './runtime.ts';

/** Whether the ledger holds a transfer exactly as its row says: all of it in one account, or nothing in any. */
export function isHeldAsBooked({ bookedAs, amountAtomic }: StandingTransfer, held: Held | undefined): boolean {
  if (bookedAs === null) return held === undefined;
  const { received, [bookedAs]: booked, ...others } = held ?? {};
  return received === -amountAtomic && booked === amountAtomic && Object.keys(others).length === 0;
}

/**
 * Reverses whatever the ledger holds of these transfers, row by row, so that the derivation that follows in the same
 * transaction books them anew. Their sessions must be locked.
 */
export async function unbookTransfers(
  runtime: Runtime,
  tx: Transaction,
  transfers: readonly StandingTransfer[],
  livemode: boolean,
): Promise<void> {
  if (transfers.length === 0) return;
  const held = await readHeld(tx, transfers);
  const entries = transfers.flatMap((each) => reversals(runtime, each, livemode, held.get(each.id) ?? {}));
  await insertLedgerEntries(tx, entries);
  await setBookedAs(
    tx,
    transfers.map(({ organizationId, id }) => ({ organizationId, id, bookedAs: null })),
  );
}

function reversals(
  runtime: Runtime,
  transfer: StandingTransfer,
  livemode: boolean,
  held: Held,
): readonly LedgerEntry[] {
  const accounts = Object.entries(held).filter(([account]) => account !== 'received') as [Account, bigint][];
  return accounts.map(([account, balance]) => ({
    organizationId: transfer.organizationId,
    id: runtime.newId(),
    livemode,
    sessionId: transfer.attachedSessionId ?? transfer.sessionId,
    transferId: transfer.id,
    refundId: null,
    network: transfer.network,
    contract: transfer.contract,
    debit: balance > 0n ? account : 'received',
    credit: balance > 0n ? 'received' : account,
    amountAtomic: balance > 0n ? balance : -balance,
    cause: 'taken_back',
    createdAt: runtime.now(),
  }));
}
