/**
 * Where money of one asset stands. `received` is the outside: what came from there is owed to it, so that its balance is
 * the negative of all others together and the books always sum to zero.
 */
export const ACCOUNTS = ['received', 'credited', 'unexpected', 'refunded', 'written_off'] as const;
export type Account = (typeof ACCOUNTS)[number];

/** The accounts that hold a transfer as a whole. */
export type Position = Extract<Account, 'credited' | 'unexpected' | 'written_off'>;

/** Why a row was written. */
export type LedgerCause = 'confirmed' | 'reclassified' | 'attached' | 'written_off' | 'refunded' | 'taken_back';

/** The amount leaves the debited account for the credited one. */
export interface Move {
  readonly debit: Account;
  readonly credit: Account;
}

/** The one move that takes a transfer from where the ledger holds it to where it belongs; null where it is there. */
export function moveBetween(from: Position | null, to: Position | null): Move | null {
  if (from === to) return null;
  return { debit: from ?? 'received', credit: to ?? 'received' };
}
