import { formatMoney } from '../money/amounts.ts';
import { powerOfTen } from '../money/decimal.ts';
import type { Money } from '../money/money.ts';
import { divideRounded } from '../money/rounding.ts';
import type { AppliedDiscount } from '../session/details.ts';
import { amountOffMinor, checkedPercent, type DiscountTerms, InvalidDiscountError } from './discount-terms.ts';

export type { DiscountTerms } from './discount-terms.ts';

export interface Discounted {
  /** What is left to pay, never below zero. */
  readonly total: Money;
  /** In the order given, each with what it took off; one that found nothing left took `0.00`. */
  readonly applied: readonly AppliedDiscount[];
}

/**
 * Takes discounts off a subtotal one after the other, each off what those before it have left: 10 % and then 10 % is 19 %.
 * A percentage is rounded **down** to the currency's smallest unit, so that no more is given away than was promised
 * (12.5 % of 0.99 is 0.12). A fixed amount takes no more than is left.
 *
 * The total and all that was taken off sum to the subtotal exactly. Throws `InvalidDiscountError` for terms that were not
 * checked, and for a subtotal below zero.
 */
export function applyDiscounts(subtotal: Money, discounts: readonly DiscountTerms[]): Discounted {
  if (subtotal.minor < 0n) throw new InvalidDiscountError(`a subtotal below zero: ${subtotal.minor}`);
  const { currency } = subtotal;
  let left = subtotal.minor;
  const applied = discounts.map((discount): AppliedDiscount => {
    const minor = takenOff(left, discount, currency);
    left -= minor;
    return { ...discount, amount: formatMoney({ minor, currency }) };
  });
  return { total: { minor: left, currency }, applied };
}

function takenOff(left: bigint, { percentOff, amountOff }: DiscountTerms, currency: string): bigint {
  if ((percentOff === null) === (amountOff === null)) {
    throw new InvalidDiscountError('a discount is either a percentage or an amount');
  }
  if (percentOff !== null) {
    const { digits, scale } = checkedPercent(percentOff);
    return divideRounded(left * digits, 100n * powerOfTen(scale), 'down');
  }
  const fixed = amountOffMinor(amountOff!, currency);
  return fixed < left ? fixed : left;
}
