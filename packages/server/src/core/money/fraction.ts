/**
 * An exact share, for example of what was asked: `numerator / denominator`.
 * The denominator is always above zero; the sign is the numerator's. Not necessarily in lowest terms.
 */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const ZERO: Fraction = { numerator: 0n, denominator: 1n };
export const ONE: Fraction = { numerator: 1n, denominator: 1n };

/** A fraction of whole numbers. Throws `RangeError` unless the denominator is above zero. */
export function fraction(numerator: bigint, denominator: bigint): Fraction {
  if (denominator <= 0n) throw new RangeError(`a fraction's denominator must be above zero, got ${denominator}`);
  return { numerator, denominator };
}

/**
 * `a + b`, exact, not reduced. Where one denominator is a multiple of the other it is kept, so that a running sum over any
 * number of fractions with few denominators stays small.
 */
export function addFractions(a: Fraction, b: Fraction): Fraction {
  if (a.denominator % b.denominator === 0n) return addFiner(a, b);
  if (b.denominator % a.denominator === 0n) return addFiner(b, a);
  return {
    numerator: a.numerator * b.denominator + b.numerator * a.denominator,
    denominator: a.denominator * b.denominator,
  };
}

function addFiner(finer: Fraction, coarser: Fraction): Fraction {
  const factor = finer.denominator / coarser.denominator;
  return { numerator: finer.numerator + coarser.numerator * factor, denominator: finer.denominator };
}

/** `a − b`, exact, not reduced. */
export function subtractFractions(a: Fraction, b: Fraction): Fraction {
  return addFractions(a, { numerator: -b.numerator, denominator: b.denominator });
}

/** `a × b`, exact, not reduced. */
export function multiplyFractions(a: Fraction, b: Fraction): Fraction {
  return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator };
}

/** Negative when `a < b`, zero when they are the same value, positive when `a > b`. */
export function compareFractions(a: Fraction, b: Fraction): -1 | 0 | 1 {
  const left = a.numerator * b.denominator;
  const right = b.numerator * a.denominator;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `a ≥ b`. */
export function reaches(a: Fraction, b: Fraction): boolean {
  return compareFractions(a, b) >= 0;
}

/** The same value in lowest terms (Euclid's algorithm). */
export function reduceFraction(value: Fraction): Fraction {
  let a = value.numerator < 0n ? -value.numerator : value.numerator;
  let b = value.denominator;
  while (b !== 0n) [a, b] = [b, a % b];
  return { numerator: value.numerator / a, denominator: value.denominator / a };
}

/** The greatest whole number not above `share × whole`. */
export function floorOfFraction(share: Fraction, whole: bigint): bigint {
  const product = share.numerator * whole;
  const quotient = product / share.denominator;
  // BigInt division drops the remainder towards zero, which for a negative product is upwards.
  return product < 0n && quotient * share.denominator !== product ? quotient - 1n : quotient;
}

/** The least whole number not below `share × whole`. */
export function ceilOfFraction(share: Fraction, whole: bigint): bigint {
  return -floorOfFraction({ numerator: -share.numerator, denominator: share.denominator }, whole);
}
