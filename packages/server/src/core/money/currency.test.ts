import { expect, test } from 'vitest';
import { CURRENCIES, currencyExponent, isCurrency, UnknownCurrencyError } from './currency.ts';

test.each([
  ['USD', 2],
  ['EUR', 2],
  ['JPY', 0],
  ['KRW', 0],
  ['ISK', 0],
  ['VND', 0],
  ['UGX', 0],
  ['XOF', 0],
  ['KWD', 3],
  ['BHD', 3],
  ['TND', 3],
  ['CLF', 4],
  ['UYW', 4],
  ['MGA', 2],
])('%s has %i decimals', (code, exponent) => {
  expect(currencyExponent(code)).toBe(exponent);
});

test('the list has each of the 165 active codes with a minor unit once', () => {
  expect(new Set(CURRENCIES).size).toBe(165);
  expect(CURRENCIES.every((code) => /^[A-Z]{3}$/.test(code))).toBe(true);
});

test.each(['XCG', 'ZWG', 'SLE', 'VED', 'XAD'])('%s, which came lately, is one', (code) => {
  expect(isCurrency(code)).toBe(true);
});

test.each(['BGN', 'HRK', 'ANG', 'ZWL', 'SLL', 'CUC', 'DEM', 'XAU', 'XXX', 'BTC', 'usd', ''])('%j is none', (code) => {
  expect(isCurrency(code)).toBe(false);
  expect(() => currencyExponent(code)).toThrow(UnknownCurrencyError);
});
