import { type Decimal, parseDecimal } from '../core/money/decimal.ts';

export type PriceText = { readonly price: Decimal } | { readonly refused: string };

/**
 * Reads a price as a source wrote it: decimal text, scientific notation included (`1e-7` is exactly 0.0000001).
 * Zero, a negative number, `NaN`, `Infinity`, blanks and everything else are refused, with the reason.
 */
export function readPriceText(value: unknown): PriceText {
  if (value === undefined || value === null) return { refused: 'absent' };
  const price = typeof value === 'string' ? parseDecimal(value, { sign: true, exponent: true }) : null;
  if (price === null) return { refused: 'not a number' };
  if (price.digits === 0n) return { refused: 'zero' };
  if (price.digits < 0n) return { refused: 'negative' };
  return { price };
}
