import { parseMoney } from '../money/amounts.ts';
import { compareDecimals, type Decimal, parseDecimal, trimDecimal } from '../money/decimal.ts';
import type { AppliedDiscount } from '../session/details.ts';

/**
 * What a discount promises, before it is known how much that takes off. Exactly one of `percentOff` (decimal text above 0
 * and up to 100) and `amountOff` (decimal text in the session's currency) is given.
 */
export type DiscountTerms = Omit<AppliedDiscount, 'amount'>;

/** Terms that were not checked before: a fault of the caller. */
export class InvalidDiscountError extends Error {
  override readonly name = 'InvalidDiscountError';
}

/** Finer than any price list; `33.3333` is a third for all practical purposes. */
export const MAX_PERCENT_DECIMALS = 4;
const HUNDRED: Decimal = { digits: 100n, scale: 0 };

/** Reads `12.5` as an exact share of a hundred: above 0, at most 100, at most four decimals. Null for anything else. */
export function parsePercent(text: string): Decimal | null {
  const percent = parseDecimal(text);
  if (percent === null || percent.scale > MAX_PERCENT_DECIMALS) return null;
  if (percent.digits <= 0n || compareDecimals(percent, HUNDRED) > 0) return null;
  return trimDecimal(percent);
}

/** The fixed amount in minor units. Throws `InvalidDiscountError` where it is no positive amount of the currency. */
export function amountOffMinor(text: string, currency: string): bigint {
  const parsed = parseMoney(text, currency);
  if (parsed.kind !== 'amount') throw new InvalidDiscountError(`not an amount of ${currency} above zero: ${text}`);
  return parsed.money.minor;
}

/** The percentage as a decimal. Throws `InvalidDiscountError` where it is none. */
export function checkedPercent(text: string): Decimal {
  const percent = parsePercent(text);
  if (percent === null) throw new InvalidDiscountError(`not a percentage above 0 and up to 100: ${text}`);
  return percent;
}
