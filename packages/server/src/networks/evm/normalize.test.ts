import { describe, expect, it } from 'vitest';
import { toAddress, toHash, toHeader, toIndex, toQuantity } from './normalize.ts';

const reading = (read: (value: unknown, host: string, what: string) => unknown, value: unknown) =>
  read(value, 'node.example', 'amount');

describe('a quantity', () => {
  it.each([
    ['0x0', 0n],
    ['0x00ff', 255n],
    ['0xFf', 255n],
    [`0x${'f'.repeat(64)}`, 2n ** 256n - 1n],
  ])('is a whole number of up to 256 bits: %s', (text, value) => {
    expect(reading(toQuantity, text)).toBe(value);
  });

  const none = [
    '',
    '0x',
    '1',
    '0X1',
    '-0x1',
    ' 0x1',
    '0x1 ',
    '0x1\n',
    '0x1.0',
    '0xg',
    '0x1\u0131',
    '0x\u0130',
    '0x\uff11',
  ];
  it.each([...none, `0x${'0'.repeat(65)}`, 1, 1n, null, undefined, ['0x1'], {}])('is not %s', (value) => {
    expect(() => reading(toQuantity, value)).toThrow('node.example answered no amount');
    expect(() => reading(toIndex, value)).toThrow('node.example answered no amount');
  });

  it('is no index where no float holds it', () => {
    expect(reading(toIndex, '0x1fffffffffffff')).toBe(2 ** 53 - 1);
    expect(() => reading(toIndex, '0x20000000000000')).toThrow('no amount');
  });
});

describe('an address and a hash', () => {
  const address = `0x${'aB'.repeat(20)}`;
  const hash = `0x${'0F'.repeat(32)}`;

  it('are taken in lower case, however they were written', () => {
    expect(reading(toAddress, address)).toBe(address.toLowerCase());
    expect(reading(toAddress, address.toLowerCase())).toBe(address.toLowerCase());
    expect(reading(toHash, hash)).toBe(hash.toLowerCase());
  });

  it.each([
    address.slice(2),
    address.slice(0, -1),
    `${address}0`,
    `0X${address.slice(2)}`,
    `${address.slice(0, -1)}g`,
    `${address.slice(0, -1)}\u0130`,
    null,
    BigInt(address),
  ])('are not %s', (value) => {
    expect(() => reading(toAddress, value)).toThrow('no amount');
    expect(() => reading(toHash, value)).toThrow('no amount');
  });
});

describe('a height', () => {
  const hash = `0x${'ab'.repeat(32)}`;
  const headerAt = (number: string) => toHeader({ number, hash, parentHash: hash, timestamp: '0x1' }, 'node.example');

  it('is one that a column of the database and a float hold; any other is the node’s fault', () => {
    expect(headerAt('0x1fffffffffffff').number).toBe(2n ** 53n - 1n);
    for (const number of ['0x20000000000000', '0x8000000000000000', `0x${'f'.repeat(64)}`]) {
      expect(() => headerAt(number)).toThrow(expect.objectContaining({ reason: 'malformed', host: 'node.example' }));
    }
  });
});
