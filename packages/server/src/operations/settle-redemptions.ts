import { redeemsCode } from '../core/session/holds.ts';
import type { Session } from '../core/session/session.ts';
import type { Instant } from '../core/time.ts';
import type { Transaction } from '../store/database.ts';
import { setReleased } from '../store/discount-redemptions.ts';
import { keyOf } from './view-sessions.ts';

/** How a session stands after its facts were derived. */
export interface Standing {
  readonly session: Session;
  readonly status: Session['status'];
  /** Nothing more counts by itself. */
  readonly graceOver: boolean;
}

/**
 * Ended without its money, and nothing can come any more that counts by itself: what it redeemed is free for others. An
 * underpaid one can still be made good.
 */
const isUnpaidEnd = ({ status, graceOver }: Standing) => status === 'canceled' || (status === 'expired' && graceOver);

/**
 * Gives back the redemptions of sessions that ended unpaid, and takes them again for those that a person made paid after
 * all, even past the limit: a payment that counts at a discounted price was discounted. The sessions are locked by the
 * caller.
 */
export async function settleRedemptions(tx: Transaction, standings: readonly Standing[], now: Instant): Promise<void> {
  const redeeming = standings.filter(({ session }) => redeemsCode(session));
  const keysOf = (released: boolean) =>
    redeeming.filter((each) => isUnpaidEnd(each) === released).map(({ session }) => keyOf(session));
  await setReleased(tx, keysOf(true), now);
  await setReleased(tx, keysOf(false), null);
}
