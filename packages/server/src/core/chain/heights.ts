/** The lower of two heights. (`Math.min` takes no bigint.) */
export function lower(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

/** The higher of two heights. */
export function higher(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}

/** The height that exactly so many of these reach or surpass, counted from 1; null where there are fewer. */
export function nthHighest(heights: readonly bigint[], n: number): bigint | null {
  const falling = [...heights].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
  return falling[n - 1] ?? null;
}

/** The lowest and the highest of some heights; throws `RangeError` when there are none. */
export function spanOf(heights: readonly bigint[]): { readonly from: bigint; readonly to: bigint } {
  const [first] = heights;
  if (first === undefined) throw new RangeError('no heights, no span');
  return { from: heights.reduce(lower, first), to: heights.reduce(higher, first) };
}
