/**
 * Splits a whole amount by weights so that the parts sum to it exactly: each gets its share rounded down, and what is
 * left goes, one unit each, to the largest remainders, ties to the earlier (Hare's method of the largest remainder).
 * Throws `RangeError` for an amount or a weight below zero, or for weights that sum to zero.
 */
export function allocate(amount: bigint, weights: readonly bigint[]): readonly bigint[] {
  const sum = weights.reduce((total, weight) => total + weight, 0n);
  if (amount < 0n || weights.some((weight) => weight < 0n)) throw new RangeError('nothing below zero can be split');
  if (sum === 0n) throw new RangeError('weights must not sum to zero');
  const shares = weights.map((weight, index) => ({
    index,
    part: (amount * weight) / sum,
    remainder: (amount * weight) % sum,
  }));
  let left = amount - shares.reduce((total, share) => total + share.part, 0n);
  const parts = shares.map((share) => share.part);
  // `toSorted` is stable, so that equal remainders keep their order.
  for (const { index } of shares.toSorted((a, b) => compareDescending(a.remainder, b.remainder))) {
    if (left === 0n) break;
    parts[index] = (parts[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts;
}

function compareDescending(a: bigint, b: bigint): number {
  return a > b ? -1 : a < b ? 1 : 0;
}
