import { describe, expect, test } from 'vitest';
import { formatAtomicForReading, formatForReading, formatPriceForReading } from './reading.ts';

/** Narrow and no-break spaces differ between versions of the locale data. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('money', () => {
  test.each([
    [9_900n, 'USD', 'en', '$99.00'],
    [123_456n, 'USD', 'en', '$1,234.56'],
    [123_456n, 'EUR', 'de', '1.234,56 €'],
    [-10_990n, 'USD', 'en', '\u2212$109.90'],
    [-10_990n, 'EUR', 'de', '\u2212109,90 €'],
    [1_500n, 'JPY', 'en', '¥1,500'],
    [1_234n, 'KWD', 'en', 'KWD 1.234'],
    // Common practice shows no fillér; ISO 4217 has two decimals, and the amount is exact.
    [150n, 'HUF', 'en', 'HUF 1.50'],
  ])('%s %s reads in %s as %s', (minor, currency, locale, text) => {
    expect(plain(formatForReading({ minor, currency }, locale))).toBe(text);
  });

  test('beyond 2^53 is exact', () => {
    expect(formatForReading({ minor: 900_719_925_474_099_301n, currency: 'USD' }, 'en')).toBe(
      '$9,007,199,254,740,993.01',
    );
  });
});

describe('an amount of an asset', () => {
  test('has all its decimals, and no grouping that a wallet would not understand', () => {
    expect(formatAtomicForReading(1_234_000_000_000_000_001n, 18, 'en')).toBe('1.234000000000000001');
    expect(formatAtomicForReading(12_345_500_000n, 6, 'en')).toBe('12345.5');
  });

  test('is grouped and filled up where asked', () => {
    expect(formatAtomicForReading(12_345_500_000n, 6, 'en', { grouping: true, minimumDecimals: 2 })).toBe('12,345.50');
    expect(formatAtomicForReading(12_345_500_000n, 6, 'de', { grouping: true, minimumDecimals: 2 })).toBe('12.345,50');
  });
});

test.each([
  [2_500n, 0, '$2,500.00'],
  [25_005n, 1, '$2,500.50'],
  [9_998_125n, 7, '$0.999812'],
  [97_000_123_456_789n, 9, '$97,000.123457'],
  [123_456_785n, 13, '$0.0000123457'],
])('a price of %s at scale %i reads %s', (digits, scale, text) => {
  expect(formatPriceForReading({ digits, scale }, 'USD', 'en')).toBe(text);
});
