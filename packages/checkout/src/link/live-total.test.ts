import { expect, test } from 'vitest';
import { timesPieces } from './live-total.ts';

test.each([
  ['35.00', '3', '105.00'],
  ['0.05', '3', '0.15'],
  ['0.333', '3', '0.999'],
  ['1200', '10', '12000'],
  ['90071992547409.93', '100', '9007199254740993.00'],
])('%s for a piece makes, of %s, exactly %s', (unit, pieces, total) => {
  expect(timesPieces(unit, pieces)).toBe(total);
});

test.each([[''], ['0'], ['-1'], ['1.5'], ['1e3'], ['many'], ['1234567890']])('%j pieces make no total', (pieces) => {
  expect(timesPieces('35.00', pieces)).toBeNull();
});
