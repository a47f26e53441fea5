/** `up`: never below the exact value. `down`: never above it. `halfEven`: the nearest, ties to the even neighbour (IEEE 754). */
export type Rounding = 'up' | 'down' | 'halfEven';

/** `numerator / denominator` as a whole number, rounded as named. Throws `RangeError` unless the denominator is above zero. */
export function divideRounded(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  if (denominator <= 0n) throw new RangeError(`a divisor must be above zero, got ${denominator}`);
  const truncated = numerator / denominator;
  const floor = numerator < 0n && truncated * denominator !== numerator ? truncated - 1n : truncated;
  const remainder = numerator - floor * denominator;
  if (remainder === 0n || rounding === 'down') return floor;
  if (rounding === 'up') return floor + 1n;
  const twice = remainder * 2n;
  if (twice === denominator) return floor % 2n === 0n ? floor : floor + 1n;
  return twice < denominator ? floor : floor + 1n;
}
