import type { Requirement, RequirementTier } from '../chain/assurance.ts';
import { currencyExponent } from '../money/currency.ts';
import { type Decimal, powerOfTen } from '../money/decimal.ts';
import type { Money } from '../money/money.ts';

/** The prices of one whole unit of the asset that a quote is locked at. */
export interface LockedPrices {
  /** In the total's currency. */
  readonly price: Decimal;
  /** In US dollars; null where none can be trusted. */
  readonly usd: Decimal | null;
}

/**
 * What is asked of a payment of this total: that of the last tier that the total reaches, else `base`. A total in another
 * currency is worth in dollars what the asset that is asked for it costs in dollars. Compared exactly, nothing is rounded.
 * Where the worth is not known the last tier holds: too many confirmations only cost time.
 */
export function requirementFor(
  base: Requirement,
  tiers: readonly RequirementTier[],
  total: Money,
  prices: LockedPrices,
): Requirement {
  const reached = tiers.findLast(({ from }) => reaches(total, from, prices));
  const { confirmations, finality } = reached ?? base;
  return { confirmations, finality };
}

/** `total ≥ from`: total.minor / 10^e ÷ price × usd ≥ from.minor / 100, without a division. */
function reaches(total: Money, from: Money, { price, usd }: LockedPrices): boolean {
  if (total.currency === from.currency) return total.minor >= from.minor;
  if (usd === null) return true;
  const worth = total.minor * usd.digits * powerOfTen(price.scale + currencyExponent(from.currency));
  const threshold = from.minor * price.digits * powerOfTen(usd.scale + currencyExponent(total.currency));
  return worth >= threshold;
}
