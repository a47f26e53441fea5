import type { Fraction } from './fraction.ts';
import type { Money } from './money.ts';
import { divideRounded, type Rounding } from './rounding.ts';

/** A share of a total in the total's currency, rounded to its smallest unit as named. */
export function shareOfMoney(share: Fraction, total: Money, rounding: Rounding): Money {
  return {
    minor: divideRounded(share.numerator * total.minor, share.denominator, rounding),
    currency: total.currency,
  };
}
