import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addFractions,
  ceilOfFraction,
  compareFractions,
  type Fraction,
  floorOfFraction,
  fraction,
  multiplyFractions,
  reduceFraction,
  subtractFractions,
} from './fraction.ts';

const whole = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
const fractions = fc.tuple(whole, fc.bigInt({ min: 1n, max: 10n ** 30n })).map(([n, d]) => fraction(n, d));
const same = (a: Fraction, b: Fraction) => compareFractions(a, b) === 0;

test('thirds and sixths add, subtract and multiply exactly', () => {
  expect(same(addFractions(fraction(1n, 3n), fraction(1n, 6n)), fraction(1n, 2n))).toBe(true);
  expect(same(subtractFractions(fraction(1n, 3n), fraction(1n, 2n)), fraction(-1n, 6n))).toBe(true);
  expect(same(multiplyFractions(fraction(2n, 3n), fraction(3n, 4n)), fraction(1n, 2n))).toBe(true);
});

test('a sum of many fractions with few denominators does not grow with their number', () => {
  let sum = fraction(0n, 1n);
  for (let count = 0; count < 1_000; count += 1)
    sum = addFractions(addFractions(sum, fraction(1n, 7n)), fraction(1n, 11n));
  expect(sum).toEqual({ numerator: 18_000n, denominator: 77n });
});

test('a sum less one of its parts is the other', () => {
  fc.assert(fc.property(fractions, fractions, (a, b) => same(subtractFractions(addFractions(a, b), b), a)));
});

test('the lowest terms have the same value and no common divisor', () => {
  expect(reduceFraction(fraction(-6n, 8n))).toEqual({ numerator: -3n, denominator: 4n });
  expect(reduceFraction(fraction(0n, 8n))).toEqual({ numerator: 0n, denominator: 1n });
  fc.assert(
    fc.property(fractions, (value) => {
      const reduced = reduceFraction(value);
      return same(reduced, value) && same(reduceFraction(reduced), reduced) && reduced.denominator <= value.denominator;
    }),
  );
});

describe('a share of a whole', () => {
  test('is rounded down by floor and up by ceil, also below zero', () => {
    expect(floorOfFraction(fraction(1n, 3n), 10n)).toBe(3n);
    expect(ceilOfFraction(fraction(1n, 3n), 10n)).toBe(4n);
    expect(floorOfFraction(fraction(-1n, 3n), 10n)).toBe(-4n);
    expect(ceilOfFraction(fraction(-1n, 3n), 10n)).toBe(-3n);
    expect(ceilOfFraction(fraction(1n, 3n), 9n)).toBe(3n);
  });

  test('lies between its floor and its ceil, which are at most one apart', () => {
    fc.assert(
      fc.property(fractions, whole, (share, of) => {
        const exact = multiplyFractions(share, fraction(of, 1n));
        const floor = floorOfFraction(share, of);
        const ceil = ceilOfFraction(share, of);
        expect(compareFractions(fraction(floor, 1n), exact)).toBeLessThanOrEqual(0);
        expect(compareFractions(fraction(ceil, 1n), exact)).toBeGreaterThanOrEqual(0);
        expect(ceil - floor).toBeLessThanOrEqual(1n);
      }),
    );
  });
});

test('a denominator of zero or below is refused', () => {
  expect(() => fraction(1n, 0n)).toThrow(RangeError);
  expect(() => fraction(1n, -2n)).toThrow(RangeError);
});
