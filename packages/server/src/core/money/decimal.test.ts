import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareDecimals,
  type Decimal,
  divideDecimals,
  formatDecimal,
  multiplyDecimals,
  parseDecimal,
  roundDecimal,
  trimDecimal,
} from './decimal.ts';

const decimal = (text: string): Decimal => parseDecimal(text, { sign: true, exponent: true })!;
const decimals = fc
  .tuple(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.nat({ max: 40 }))
  .map(([digits, scale]): Decimal => ({ digits, scale }));

describe('decimal text', () => {
  test('is read exactly, with its scale', () => {
    expect(parseDecimal('2500.00')).toEqual({ digits: 250_000n, scale: 2 });
    expect(parseDecimal('0.000000000000000001')).toEqual({ digits: 1n, scale: 18 });
    expect(parseDecimal('90071992547409930.1')).toEqual({ digits: 900_719_925_474_099_301n, scale: 1 });
  });

  test('may have a sign or an exponent only where the caller says so', () => {
    expect(parseDecimal('-1')).toBeNull();
    expect(parseDecimal('+1')).toBeNull();
    expect(parseDecimal('1e3')).toBeNull();
    expect(parseDecimal('-1.5', { sign: true })).toEqual({ digits: -15n, scale: 1 });
    expect(parseDecimal('1.5E-7', { exponent: true })).toEqual({ digits: 15n, scale: 8 });
    expect(parseDecimal('1.5e3', { exponent: true })).toEqual({ digits: 1_500n, scale: 0 });
  });

  test.each([
    '',
    ' 1',
    '1 ',
    '.5',
    '5.',
    '1,5',
    '0x10',
    '1_000',
    'NaN',
    'Infinity',
    '1e',
    '--1',
    '1.2.3',
    '١',
    '1e999',
  ])('is not %j', (text) => {
    expect(parseDecimal(text, { sign: true, exponent: true })).toBeNull();
  });

  test('longer than any price is refused before it costs time', () => {
    expect(parseDecimal('9'.repeat(1_000_000))).toBeNull();
  });

  test('comes back from formatting as it was', () => {
    fc.assert(
      fc.property(decimals, (value) => {
        expect(parseDecimal(formatDecimal(value), { sign: true })).toEqual(value);
      }),
    );
  });
});

describe('arithmetic', () => {
  test('multiplies exactly', () => {
    expect(formatDecimal(multiplyDecimals(decimal('0.1'), decimal('0.2')))).toBe('0.02');
    expect(formatDecimal(multiplyDecimals(decimal('-1.5'), decimal('1.5')))).toBe('-2.25');
  });

  test.each([
    ['1', '3', 'down', '0.33'],
    ['1', '3', 'up', '0.34'],
    ['2', '3', 'halfEven', '0.67'],
    ['0.125', '1', 'halfEven', '0.12'],
    ['0.135', '1', 'halfEven', '0.14'],
    ['-1', '3', 'down', '-0.34'],
    ['-1', '3', 'up', '-0.33'],
    ['1', '8', 'up', '0.13'],
    ['1', '4', 'up', '0.25'],
  ] as const)('divides %s by %s, rounded %s, to %s', (a, b, rounding, expected) => {
    expect(formatDecimal(divideDecimals(decimal(a), decimal(b), 2, rounding))).toBe(expected);
  });

  test('refuses to divide by zero', () => {
    expect(() => divideDecimals(decimal('1'), decimal('0.00'), 2, 'up')).toThrow(RangeError);
  });

  test('rounds to fewer decimals as named and to more exactly', () => {
    expect(formatDecimal(roundDecimal(decimal('2.345'), 2, 'halfEven'))).toBe('2.34');
    expect(formatDecimal(roundDecimal(decimal('2.341'), 2, 'up'))).toBe('2.35');
    expect(formatDecimal(roundDecimal(decimal('2.3'), 3, 'down'))).toBe('2.300');
  });

  test('compares by value, not by scale', () => {
    expect(compareDecimals(decimal('1.0'), decimal('1'))).toBe(0);
    expect(compareDecimals(decimal('-2'), decimal('1.5'))).toBe(-1);
    expect(compareDecimals(decimal('1.51'), decimal('1.5'))).toBe(1);
  });

  test('trims to the least scale of the same value', () => {
    expect(trimDecimal(decimal('2500.00'))).toEqual({ digits: 2_500n, scale: 0 });
    expect(trimDecimal(decimal('0.10'))).toEqual({ digits: 1n, scale: 1 });
    fc.assert(fc.property(decimals, (value) => compareDecimals(trimDecimal(value), value) === 0));
  });

  test('a quotient rounded down times the divisor is at most the dividend, rounded up at least', () => {
    const above = decimals.filter((value) => value.digits > 0n);
    fc.assert(
      fc.property(decimals, above, fc.nat({ max: 20 }), (a, b, scale) => {
        const back = (rounding: 'up' | 'down') => multiplyDecimals(divideDecimals(a, b, scale, rounding), b);
        expect(compareDecimals(back('down'), a)).toBeLessThanOrEqual(0);
        expect(compareDecimals(back('up'), a)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
