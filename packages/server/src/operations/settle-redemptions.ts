import type { Session } from '../core/session/session.ts';
import type { Instant } from '../core/time.ts';
import type { Transaction } from '../store/database.ts';
import { setReleased } from '../store/discount-redemptions.ts';
import { keyOf } from './view-sessions.ts';

/** A session's told status before and after its facts changed. */
export interface StatusChange {
  readonly session: Session;
  readonly status: Session['status'];
}

/** Ended without its money: what it redeemed is free for others. An underpaid one can still be made good. */
const isUnpaidEnd = (status: string) => status === 'expired' || status === 'canceled';

/**
 * Gives back the redemptions of sessions that ended unpaid, and takes them again for those whose money came after all,
 * even past the limit: a payment that counts at a discounted price was discounted. The sessions are locked by the caller.
 */
export async function settleRedemptions(
  tx: Transaction,
  changes: readonly StatusChange[],
  now: Instant,
): Promise<void> {
  const turned = changes.filter(
    ({ session, status }) => redeems(session) && isUnpaidEnd(session.status) !== isUnpaidEnd(status),
  );
  const keysOf = (released: boolean) =>
    turned.filter(({ status }) => isUnpaidEnd(status) === released).map(({ session }) => keyOf(session));
  await setReleased(tx, keysOf(true), now);
  await setReleased(tx, keysOf(false), null);
}

const redeems = ({ discounts }: Session) => (discounts ?? []).some(({ discountId }) => discountId !== null);
