import { addFractions, floorOfFraction, fraction, reaches, subtractFractions, ZERO } from '../core/money/fraction.ts';
import { leastOf } from '../core/money/least.ts';
import type { Session } from '../core/session/session.ts';
import type { Instant } from '../core/time.ts';
import type { Transaction } from '../store/database.ts';
import { readRefundable } from '../store/refundable.ts';
import type { SessionKey } from '../store/sessions.ts';
import { keyOf, viewSessions } from './view-sessions.ts';

/** What of a session's total has come and is confirmed, and what of that has gone back or is about to. Minor units. */
export interface SessionMoneyWorth {
  readonly received: bigint;
  readonly refunded: bigint;
}

/** Both are rounded down in what is left; what came beyond the total is no part of either. */
export async function worthOfSession(tx: Transaction, session: Session, now: Instant): Promise<SessionMoneyWorth> {
  const { total, offers } = session.terms;
  if (total.minor === 0n) return { received: 0n, refunded: 0n };
  const [view] = await viewSessions(tx, [session], now);
  const { confirmed } = view!.derived;
  const received = leastOf(floorOfFraction(confirmed, total.minor), total.minor);
  let back = ZERO;
  for (const { network, contract, refundedAtomic, reservedAtomic } of await readRefundable(tx, keyOf(session))) {
    const offer = offers.find((each) => each.network === network && each.contract === contract);
    if (offer) back = addFractions(back, fraction(refundedAtomic + reservedAtomic, offer.askedAtomic));
  }
  if (!reaches(confirmed, back)) return { received, refunded: received };
  const left = leastOf(floorOfFraction(subtractFractions(confirmed, back), total.minor), total.minor);
  return { received, refunded: received - left };
}

/** Whether something of what was credited to a session has gone back, or is about to. It must be locked. */
export async function hasRefunds(tx: Transaction, key: SessionKey): Promise<boolean> {
  const assets = await readRefundable(tx, key);
  return assets.some(({ refundedAtomic, reservedAtomic }) => refundedAtomic + reservedAtomic > 0n);
}
