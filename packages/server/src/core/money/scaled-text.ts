/** Why a text is no amount. */
export type AmountProblem = 'not_a_number' | 'negative' | 'too_many_decimals' | 'too_large';

/** Zero is told apart, because most callers must treat it in a way of its own. */
export type ParsedUnits =
  | { readonly kind: 'amount'; readonly units: bigint }
  | { readonly kind: 'zero' }
  | { readonly kind: 'invalid'; readonly problem: AmountProblem };

/** Plain decimal text as JSON writes numbers, without an exponent: no leading zeros, digits on both sides of the point. */
const PLAIN_DECIMAL = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;

/**
 * Reads plain decimal text as whole units of `10^-scale`: `99.5` at scale 2 is 9950. Never rounds: more decimals than
 * the scale are a problem, zeros included. `maxWholeDigits` bounds the digits before the point.
 */
export function parseScaled(text: string, scale: number, maxWholeDigits: number): ParsedUnits {
  const match = PLAIN_DECIMAL.exec(text);
  if (match === null) return { kind: 'invalid', problem: 'not_a_number' };
  const [, sign, whole = '', decimals = ''] = match;
  if (sign === '-') return { kind: 'invalid', problem: 'negative' };
  if (decimals.length > scale) return { kind: 'invalid', problem: 'too_many_decimals' };
  // Before BigInt sees it: parsing takes longer than linear time in the number of digits.
  if (whole.length > maxWholeDigits) return { kind: 'invalid', problem: 'too_large' };
  const units = BigInt(whole + decimals.padEnd(scale, '0'));
  return units === 0n ? { kind: 'zero' } : { kind: 'amount', units };
}

/** Units of `10^-scale` as decimal text with exactly `scale` decimals: 9950 at scale 2 is `99.50`. */
export function formatScaled(units: bigint, scale: number): string {
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** The same text without zeros that end its decimals: `99.50` is `99.5`, `99.00` is `99`. */
export function trimDecimals(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
