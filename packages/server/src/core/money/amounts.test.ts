import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAtomic, formatMoney, parseAtomic, parseMoney } from './amounts.ts';
import { CURRENCIES } from './currency.ts';

describe('an amount of money', () => {
  test.each([
    ['99.00', 'USD', 9_900n],
    ['39.99', 'USD', 3_999n],
    ['99', 'USD', 9_900n],
    ['0.5', 'USD', 50n],
    ['1500', 'JPY', 1_500n],
    ['1.234', 'KWD', 1_234n],
    ['0.0001', 'CLF', 1n],
    ['90071992547409.93', 'USD', 9_007_199_254_740_993n],
  ])('%s %s is read exactly', (text, currency, minor) => {
    expect(parseMoney(text, currency)).toEqual({ kind: 'amount', money: { minor, currency } });
  });

  test('of zero is told apart', () => {
    expect(parseMoney('0.00', 'USD')).toEqual({ kind: 'zero', money: { minor: 0n, currency: 'USD' } });
  });

  test.each([
    ['99.001', 'USD', 'too_many_decimals'],
    ['99.000', 'USD', 'too_many_decimals'],
    ['1.5', 'JPY', 'too_many_decimals'],
    ['-1.00', 'USD', 'negative'],
    ['-0', 'USD', 'negative'],
    ['+1', 'USD', 'not_a_number'],
    ['1e3', 'USD', 'not_a_number'],
    ['1,000', 'USD', 'not_a_number'],
    ['007', 'USD', 'not_a_number'],
    ['.5', 'USD', 'not_a_number'],
    ['5.', 'USD', 'not_a_number'],
    ['', 'USD', 'not_a_number'],
    ['NaN', 'USD', 'not_a_number'],
    ['1\u0000', 'USD', 'not_a_number'],
    ['1\n', 'USD', 'not_a_number'],
    ['1'.repeat(25), 'USD', 'too_large'],
    ['1', 'usd', 'unknown_currency'],
    ['1', 'XAU', 'unknown_currency'],
    ['1', 'ETH', 'unknown_currency'],
    ['1', 'constructor', 'unknown_currency'],
  ])('%j %s is refused: %s', (text, currency, problem) => {
    expect(parseMoney(text, currency)).toEqual({ kind: 'invalid', problem });
  });

  test('comes back from formatting as it was, in every currency', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 24n - 1n }), fc.constantFrom(...CURRENCIES), (minor, currency) => {
        const money = { minor, currency };
        expect(parseMoney(formatMoney(money), currency)).toEqual({ kind: 'amount', money });
      }),
    );
  });

  test('is written with the decimals of its currency', () => {
    expect(formatMoney({ minor: 9_900n, currency: 'USD' })).toBe('99.00');
    expect(formatMoney({ minor: 5n, currency: 'USD' })).toBe('0.05');
    expect(formatMoney({ minor: 99n, currency: 'JPY' })).toBe('99');
    expect(formatMoney({ minor: 1n, currency: 'KWD' })).toBe('0.001');
    expect(formatMoney({ minor: -150n, currency: 'USD' })).toBe('-1.50');
  });
});

describe('an amount of an asset', () => {
  test.each([
    [99_000_000n, 6, '99'],
    [99_500_000n, 6, '99.5'],
    [1n, 18, '0.000000000000000001'],
    [100n, 0, '100'],
    [0n, 6, '0'],
    [10n ** 20n, 18, '100'],
  ])('of %s at %s decimals is written %s', (atomic, decimals, text) => {
    expect(formatAtomic(atomic, decimals)).toBe(text);
  });

  test('is read with at most its decimals', () => {
    expect(parseAtomic('99.5', 6)).toEqual({ kind: 'amount', atomic: 99_500_000n });
    expect(parseAtomic('0.000000', 6)).toEqual({ kind: 'zero' });
    expect(parseAtomic('0.0000001', 6)).toEqual({ kind: 'invalid', problem: 'too_many_decimals' });
  });

  test('is at most what an EVM word holds', () => {
    expect(parseAtomic((2n ** 256n - 1n).toString(), 0)).toEqual({ kind: 'amount', atomic: 2n ** 256n - 1n });
    expect(parseAtomic((2n ** 256n).toString(), 0)).toEqual({ kind: 'invalid', problem: 'too_large' });
  });

  test('comes back from formatting as it was', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 256n - 1n }), fc.nat({ max: 30 }), (atomic, decimals) => {
        expect(parseAtomic(formatAtomic(atomic, decimals), decimals)).toEqual({ kind: 'amount', atomic });
      }),
    );
  });
});
