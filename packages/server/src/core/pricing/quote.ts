import { currencyExponent } from '../money/currency.ts';
import { type Decimal, powerOfTen } from '../money/decimal.ts';
import type { Money } from '../money/money.ts';
import { divideRounded } from '../money/rounding.ts';

/** A price that nothing can be divided by, or a total that nobody can be asked for: a fault of the caller. */
export class UnquotableError extends Error {
  override readonly name = 'UnquotableError';
}

/**
 * What to ask in an asset: `total / price` in atomic units, rounded up at the asset's precision, and at least 1.
 * `price` is that of one whole unit in the total's currency; `decimals` the asset's.
 * Throws `UnquotableError` unless the price is above zero and the total not below it.
 */
export function askedAtomic(total: Money, price: Decimal, decimals: number): bigint {
  if (price.digits <= 0n) throw new UnquotableError(`a price must be above zero, got ${price.digits}`);
  if (total.minor < 0n) throw new UnquotableError(`a total must not be below zero, got ${total.minor}`);
  const numerator = total.minor * powerOfTen(price.scale + decimals);
  const asked = divideRounded(numerator, price.digits * powerOfTen(currencyExponent(total.currency)), 'up');
  return asked > 0n ? asked : 1n;
}
