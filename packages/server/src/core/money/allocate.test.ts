import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocate } from './allocate.ts';

test('what does not divide goes to the largest remainders, ties to the earlier', () => {
  expect(allocate(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
  expect(allocate(10n, [1n, 2n, 4n])).toEqual([1n, 3n, 6n]);
  expect(allocate(0n, [1n, 2n])).toEqual([0n, 0n]);
  expect(allocate(5n, [0n, 1n])).toEqual([0n, 5n]);
});

test('the parts sum to the whole, and none is a unit away from its share', () => {
  const amounts = fc.bigInt({ min: 0n, max: 10n ** 40n });
  const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 20n }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(amounts, weights, (amount, given) => {
      const sum = given.reduce((total, weight) => total + weight, 0n);
      fc.pre(sum > 0n);
      const parts = allocate(amount, given);
      expect(parts.reduce((total, part) => total + part, 0n)).toBe(amount);
      for (const [index, part] of parts.entries()) {
        const apart = part * sum - amount * given[index]!;
        expect(apart < sum && apart > -sum).toBe(true);
      }
    }),
  );
});

test('nothing can be split by weights of zero, and nothing below zero at all', () => {
  expect(() => allocate(1n, [0n, 0n])).toThrow(RangeError);
  expect(() => allocate(1n, [])).toThrow(RangeError);
  expect(() => allocate(-1n, [1n])).toThrow(RangeError);
  expect(() => allocate(1n, [2n, -1n])).toThrow(RangeError);
});
