import { describe, expect, it } from 'vitest';
import { moveBetween } from './accounts.ts';
import { csvLine } from './csv.ts';

describe('moves between accounts', () => {
  it.each([
    [null, 'credited', { debit: 'received', credit: 'credited' }],
    [null, 'unexpected', { debit: 'received', credit: 'unexpected' }],
    ['unexpected', 'credited', { debit: 'unexpected', credit: 'credited' }],
    ['credited', null, { debit: 'credited', credit: 'received' }],
    ['written_off', null, { debit: 'written_off', credit: 'received' }],
    ['credited', 'credited', null],
    [null, null, null],
  ] as const)('from %s to %s', (from, to, move) => {
    expect(moveBetween(from, to)).toEqual(move);
  });
});

describe('attack 51: a line of CSV', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('%j is text to a spreadsheet', (cell) => {
    expect(csvLine([cell])).toMatch(/^"?'/);
  });

  it('quotes commas, quotes and line breaks, and leaves the rest alone', () => {
    expect(csvLine(['a', null, 'b,c', 'say "x"', 'two\nlines'])).toBe('a,,"b,c","say ""x""","two\nlines"\r\n');
  });
});
