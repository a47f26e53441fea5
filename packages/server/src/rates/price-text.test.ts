import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecimal } from '../core/money/decimal.ts';
import { member, parseExactJson } from './exact-json.ts';
import { quotientHalfEven } from './price-arithmetic.ts';
import { readPriceText } from './price-text.ts';

function read(value: unknown): string {
  const result = readPriceText(value);
  return 'refused' in result ? result.refused : formatDecimal(result.price);
}

describe('a price as a source writes it', () => {
  it.each([
    ['2500.10', '2500.10'],
    ['0.000000000000000001', '0.000000000000000001'],
    ['1e-7', '0.0000001'],
    ['1.5E-8', '0.000000015'],
    ['2.5e3', '2500'],
    ['123456789012345678901234567890.5', '123456789012345678901234567890.5'],
  ])('%s is exactly %s', (text, exact) => {
    expect(read(text)).toBe(exact);
  });

  it.each([
    ['0', 'zero'],
    ['0.000', 'zero'],
    ['0e5', 'zero'],
    ['-2500', 'negative'],
    ['NaN', 'not a number'],
    ['Infinity', 'not a number'],
    ['', 'not a number'],
    [' 1', 'not a number'],
    ['1,000', 'not a number'],
    ['0x10', 'not a number'],
    ['1e999', 'not a number'],
    [undefined, 'absent'],
    [null, 'absent'],
    [true, 'not a number'],
    [{}, 'not a number'],
    [['1'], 'not a number'],
  ])('%s is refused as %s', (value, reason) => {
    expect(read(value)).toBe(reason);
  });

  it('keeps the text of a JSON number, which a float would not', () => {
    const json = parseExactJson('{"price": 0.1000000000000000055511151231257827, "list": [1e-7]}');
    expect(member(json, 'price')).toBe('0.1000000000000000055511151231257827');
    expect(member(json, 'list')).toEqual(['1e-7']);
  });

  it('has no members that come from the language', () => {
    expect(member(parseExactJson('{}'), 'constructor')).toBeUndefined();
    expect(member('text', 'length')).toBeUndefined();
  });
});

describe('the inverse of a rate', () => {
  it('is rounded half to even at 18 decimals', () => {
    expect(formatDecimal(quotientHalfEven({ digits: 1n, scale: 0 }, { digits: 3n, scale: 0 }))).toBe(
      '0.333333333333333333',
    );
    expect(formatDecimal(quotientHalfEven({ digits: 5n, scale: 19 }, { digits: 1n, scale: 0 }))).toBe('0');
    expect(formatDecimal(quotientHalfEven({ digits: 15n, scale: 19 }, { digits: 1n, scale: 0 }))).toBe(
      '0.000000000000000002',
    );
  });

  it('times the rate is one, to within the last decimal kept', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 12n }), (digits) => {
        const rate = { digits, scale: 6 };
        const inverse = quotientHalfEven({ digits: 1n, scale: 0 }, rate);
        const error = inverse.digits * digits * 10n ** BigInt(18 - inverse.scale) - 10n ** 24n;
        expect((error < 0n ? -error : error) * 2n).toBeLessThanOrEqual(digits);
      }),
    );
  });
});
