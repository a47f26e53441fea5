import { ceilOfFraction, fraction } from '../money/fraction.ts';
import { leastOf } from '../money/least.ts';
import type { Instant } from '../time.ts';
import type { AskedPeriod } from './subscription.ts';

export type PaidPeriod = Pick<AskedPeriod, 'startsAt' | 'endsAt' | 'price' | 'worth' | 'creditable'>;

/**
 * What a whole paid period is worth at another price. One that was paid for less than it cost, at a discount or because a
 * person took that as enough, is worth what was paid, until a price is lower still; a rise comes on top.
 */
export function worthAt({ price, worth }: Pick<PaidPeriod, 'price' | 'worth'>, other: bigint): bigint {
  if (other > price) return worth + other - price;
  return leastOf(other, worth);
}

/**
 * What the step from one price to another gives back for a paid period: the difference of what it is worth at each, for
 * the share of it that is still to come, exact to the millisecond and rounded up to the minor unit, which is in the
 * customer's favour both where it is credit and where it is a charge (below zero). A period that has not begun counts
 * whole, one that is over not at all. Never more than what of its money has not become credit before.
 */
export function creditForChange(period: PaidPeriod, from: bigint, to: bigint, now: Instant): bigint {
  const lengthMs = period.endsAt - period.startsAt;
  const leftMs = Math.min(lengthMs, Math.max(0, period.endsAt - now));
  const difference = worthAt(period, from) - worthAt(period, to);
  const credit = ceilOfFraction(fraction(BigInt(leftMs), BigInt(lengthMs)), difference);
  return leastOf(credit, period.creditable);
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
