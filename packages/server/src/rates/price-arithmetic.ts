import {
  compareDecimals,
  type Decimal,
  divideDecimals,
  multiplyDecimals,
  roundDecimal,
  trimDecimal,
} from '../core/money/decimal.ts';

/** Decimal places kept where a price has to be divided: far below one part in a billion of any currency's rate. */
const QUOTIENT_SCALE = 18;
const TWO: Decimal = { digits: 2n, scale: 0 };
export const ONE: Decimal = { digits: 1n, scale: 0 };

/** `a / b` to 18 decimals, rounded half to even: a rate has no side to favour, only the amount asked has. */
export function quotientHalfEven(a: Decimal, b: Decimal): Decimal {
  return trimDecimal(divideDecimals(a, b, QUOTIENT_SCALE, 'halfEven'));
}

/** `a × b`, exact. */
export function product(a: Decimal, b: Decimal): Decimal {
  return trimDecimal(multiplyDecimals(a, b));
}

/** `(a + b) / 2`. Half of a decimal is one with a digit more, so that the rounding named here never happens. */
export function midpoint(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  const sum = { digits: at(a, scale) + at(b, scale), scale };
  return trimDecimal(divideDecimals(sum, TWO, scale + 1, 'halfEven'));
}

/** Whether the two differ by at most `bps` basis points of the smaller one. Exact. */
export function within(a: Decimal, b: Decimal, bps: bigint): boolean {
  const [low, high] = compareDecimals(a, b) < 0 ? [a, b] : [b, a];
  return withinOf(high, low, bps);
}

/** Whether `value` differs from `reference` by at most `bps` basis points of `reference`. Exact. */
export function withinOf(value: Decimal, reference: Decimal, bps: bigint): boolean {
  const difference = differenceOf(value, reference);
  return difference.apart * 10_000n <= difference.reference * bps;
}

/** How far `value` is from `reference`, in basis points of `reference`, rounded down. For people to read. */
export function deviationBps(value: Decimal, reference: Decimal): bigint {
  const difference = differenceOf(value, reference);
  return (difference.apart * 10_000n) / difference.reference;
}

function differenceOf(value: Decimal, reference: Decimal): { readonly apart: bigint; readonly reference: bigint } {
  const scale = Math.max(value.scale, reference.scale);
  const difference = at(value, scale) - at(reference, scale);
  return { apart: difference < 0n ? -difference : difference, reference: at(reference, scale) };
}

/** The digits of a value at a scale that holds all of them. */
function at(value: Decimal, scale: number): bigint {
  return roundDecimal(value, scale, 'down').digits;
}
