import { describe, expect, it } from 'vitest';
import { exactNumber } from '../../core/exact-number.ts';
import { amountAsSent, readAmount } from './read-amount.ts';

const NAMES = { amount: 'total', currency: 'currency' };
const number = (text: string, currency = 'USD') => readAmount(exactNumber(text), currency, NAMES);

describe('an amount that is a JSON number', () => {
  it.each([
    ['39.99', 'USD', 39_99n],
    ['39.990', 'USD', 39_99n],
    ['1e2', 'USD', 100_00n],
    ['123456789012345678901234e-2', 'USD', 123456789012345678901234n],
    ['5000', 'JPY', 5000n],
    ['5000.00', 'JPY', 5000n],
    ['1.234', 'KWD', 1234n],
  ])('%s %s means its value, to the unit', (text, currency, minor) => {
    expect(number(text, currency)).toEqual({ minor, currency });
  });

  it.each([
    ['39.991', 'amount_invalid'],
    ['0', 'amount_invalid'],
    ['0.00', 'amount_invalid'],
    ['-0', 'amount_invalid'],
    ['-5', 'amount_invalid'],
    ['1e999', 'amount_invalid'],
    ['1e-999', 'amount_invalid'],
    ['1e99', 'amount_too_large'],
    ['1234567890123456789012345', 'amount_too_large'],
  ])('%s is refused, never rounded', (text, code) => {
    expect(number(text)).toMatchObject({ outcome: 'refused', code, param: 'total' });
  });
});

describe('an amount that is text', () => {
  const text = (value: string, currency = 'USD') => readAmount(value, currency, NAMES);

  it.each([
    ['39.990', 'USD', 39_99n],
    ['100.00', 'USD', 100_00n],
    ['5000.00', 'JPY', 5000n],
  ])('%s %s means its value, as the number does', (value, currency, minor) => {
    expect(text(value, currency)).toEqual({ minor, currency });
  });

  it.each(['39.991', '39.', '.50', '1e2', '-5.00', '0.00', '39,990', ''])('%j is refused, never rounded', (value) => {
    expect(text(value)).toMatchObject({ outcome: 'refused', code: 'amount_invalid', param: 'total' });
  });

  it('of more zeros than any amount has costs no time', () => {
    expect(text(`39.99${'0'.repeat(200_000)}1`)).toMatchObject({ outcome: 'refused' });
  });
});

describe('the echo of an amount', () => {
  it('is what was sent, as long as that is the amount', () => {
    expect(amountAsSent('39.990', '39.99')).toBe('39.990');
    expect(amountAsSent('1e2', '100.00')).toBe('1e2');
    expect(amountAsSent('12345678901234567890.10', '12345678901234567890.10')).toBe('12345678901234567890.10');
  });

  it('is the amount where that has changed, or where nothing was sent', () => {
    expect(amountAsSent('39.99', '29.99')).toBe('29.99');
    expect(amountAsSent(undefined, '39.99')).toBe('39.99');
  });
});
