export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** The middle value, and the two that stand farthest from it. Refuses an empty list. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: percentile(values, 50), min: Math.min(...values), max: Math.max(...values) };
}

/** Linear between the two nearest ranks, as in R's default (Hyndman and Fan 1996, type 7). */
export function percentile(values: readonly number[], percent: number): number {
  if (values.length === 0) throw new RangeError('no values');
  const sorted = values.toSorted((a, b) => a - b);
  const place = ((sorted.length - 1) * percent) / 100;
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place - Math.floor(place));
}
