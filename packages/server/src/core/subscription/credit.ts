import { ceilOfFraction, fraction } from '../money/fraction.ts';
import type { Instant } from '../time.ts';
import type { AskedPeriod } from './subscription.ts';

/**
 * What a new price gives back for a period that was paid at an old one: the difference, for the share of the period that
 * is still to come, exact to the millisecond and rounded up to the minor unit, which is in the customer's favour both
 * where it is credit and where it is a charge (below zero). A period that has not begun counts whole, one that is over
 * not at all.
 */
export function creditForChange(
  period: Pick<AskedPeriod, 'startsAt' | 'endsAt' | 'price'>,
  newPrice: bigint,
  now: Instant,
): bigint {
  const lengthMs = period.endsAt - period.startsAt;
  const leftMs = Math.min(lengthMs, Math.max(0, period.endsAt - now));
  return ceilOfFraction(fraction(BigInt(leftMs), BigInt(lengthMs)), period.price - newPrice);
}

export interface AskedAmount {
  readonly amount: bigint;
  /** Below zero: added to the price. */
  readonly creditUsed: bigint;
  readonly creditLeft: bigint;
}

/** Takes credit off a period's price, down to zero, and keeps the rest for later; what is owed is added whole. */
export function applyCredit(price: bigint, credit: bigint): AskedAmount {
  const creditUsed = credit > price ? price : credit;
  return { amount: price - creditUsed, creditUsed, creditLeft: credit - creditUsed };
}
