import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nthHighest } from './heights.ts';

it('the n-th highest of some heights is the highest that n of them reach', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: 0n, max: 9n })), fc.integer({ min: 1, max: 6 }), (heights, n) => {
      const reached = heights.filter((height) => heights.filter((each) => each >= height).length >= n);
      const highest = reached.reduce<bigint | null>((best, each) => (best === null || each > best ? each : best), null);
      expect(nthHighest(heights, n)).toBe(highest);
    }),
  );
});
