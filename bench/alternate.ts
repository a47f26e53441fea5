import type { Pair } from './result.ts';

/**
 * Measures two sides in turns, the first turn changing from round to round, so that what else the machine does, a warm
 * cache or a growing table favours neither.
 */
export async function alternate(
  rounds: number,
  ours: () => Promise<number>,
  reference: () => Promise<number>,
): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) {
      const first = await ours();
      pairs.push({ ours: first, reference: await reference() });
    } else {
      const first = await reference();
      pairs.push({ ours: await ours(), reference: first });
    }
  }
  return pairs;
}
