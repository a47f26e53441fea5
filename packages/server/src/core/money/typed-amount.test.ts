import { describe, expect, it } from 'vitest';
import { readTypedAmount } from './typed-amount.ts';

describe('an amount that a person typed', () => {
  it.each([
    ['12', 2, '12'],
    ['12.5', 2, '12.5'],
    ['12,5', 2, '12.5'],
    ['12,50', 2, '12.50'],
    [' 12.50 ', 2, '12.50'],
    ['007', 2, '7'],
    ['0,50', 2, '0.50'],
    ['1,234.56', 2, '1234.56'],
    ['1.234,56', 2, '1234.56'],
    ['1 234,56', 2, '1234.56'],
    ['1\u202f234,56', 2, '1234.56'],
    ['1’234.50', 2, '1234.50'],
    ['1,234,567', 2, '1234567'],
    ['1.234.567', 2, '1234567'],
    ['1,234', 0, '1234'],
    ['1.234', 0, '1234'],
    ['1.234', 3, '1.234'],
    ['1.234', 2, '1.234'],
    ['1,2345', 3, '1.2345'],
    ['1500,00', 2, '1500.00'],
  ])('reads %j with %i decimals as %s', (typed, exponent, text) => {
    expect(readTypedAmount(typed, exponent)).toEqual({ text });
  });

  it.each([
    ['1,234', 2],
    ['1,234', 3],
    ['12,345', 2],
  ])('does not guess at %j with %i decimals', (typed, exponent) => {
    expect(readTypedAmount(typed, exponent)).toEqual({ flaw: 'ambiguous' });
  });

  it.each([
    '',
    '-5',
    '+5',
    '$5',
    '5 USD',
    '1e3',
    '1.2.3',
    '1,2,3',
    '.5',
    '5.',
    '5,',
    '1,23,456.7',
    '１２',
    '0x10',
    '1,234,56',
    'NaN',
  ])('refuses %j', (typed) => {
    expect(readTypedAmount(typed, 2)).toEqual({ flaw: 'not_an_amount' });
  });
});
