import { divideRounded, type Rounding } from './rounding.ts';
import { formatScaled } from './scaled-text.ts';

/** An exact decimal number: `digits × 10^-scale`. A price, a rate. The scale is a whole number from 0. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

export interface DecimalSyntax {
  /** A leading `-` or `+`. */
  readonly sign?: boolean;
  /** A power of ten, such as `e-7`, of at most ±99. */
  readonly exponent?: boolean;
}

/** More digits than any price has; longer text would only cost time. */
const MAX_TEXT_LENGTH = 120;
const DECIMAL = /^([+-]?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,2}))?$/;

/**
 * Reads decimal text exactly, keeping its scale: `2500.00` is 250000 at scale 2. Signs and exponents are refused unless
 * the syntax allows them. Null for everything that is no such text.
 */
export function parseDecimal(text: string, syntax: DecimalSyntax = {}): Decimal | null {
  if (text.length > MAX_TEXT_LENGTH) return null;
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const [, sign = '', whole = '', decimals = '', power] = match;
  if (sign !== '' && !syntax.sign) return null;
  if (power !== undefined && !syntax.exponent) return null;
  const magnitude = BigInt(whole + decimals);
  const digits = sign === '-' ? -magnitude : magnitude;
  return withScale(digits, decimals.length - Number.parseInt(power ?? '0', 10));
}

/** Decimal text with exactly as many decimals as the scale says, no exponent. `parseDecimal` reads it back unchanged. */
export function formatDecimal(value: Decimal): string {
  return formatScaled(value.digits, value.scale);
}

/** `a × b`, exact. */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

/** `a / b` with `scale` decimals, rounded as named. Throws `RangeError` unless `b` is above zero. */
export function divideDecimals(a: Decimal, b: Decimal, scale: number, rounding: Rounding): Decimal {
  const numerator = a.digits * powerOfTen(b.scale + scale);
  return { digits: divideRounded(numerator, b.digits * powerOfTen(a.scale), rounding), scale };
}

/** The value with `scale` decimals, rounded as named. */
export function roundDecimal(value: Decimal, scale: number, rounding: Rounding): Decimal {
  if (scale >= value.scale) return { digits: value.digits * powerOfTen(scale - value.scale), scale };
  return { digits: divideRounded(value.digits, powerOfTen(value.scale - scale), rounding), scale };
}

/** The same value at the least scale that holds it: 2500.00 is 2500. */
export function trimDecimal({ digits, scale }: Decimal): Decimal {
  let trimmed = digits;
  let least = scale;
  while (least > 0 && trimmed % 10n === 0n) {
    trimmed /= 10n;
    least -= 1;
  }
  return { digits: trimmed, scale: least };
}

/** Negative when `a < b`, zero when they are the same value, positive when `a > b`. */
export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const left = a.digits * powerOfTen(b.scale);
  const right = b.digits * powerOfTen(a.scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `10^exponent` for an exponent from 0. */
export function powerOfTen(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

/** A scale below zero, as in `1e3`, is written out. */
function withScale(digits: bigint, scale: number): Decimal {
  return scale >= 0 ? { digits, scale } : { digits: digits * powerOfTen(-scale), scale: 0 };
}
