/** The lesser of two amounts: `Math.min` takes no bigint. */
export function leastOf(one: bigint, other: bigint): bigint {
  return one > other ? other : one;
}
