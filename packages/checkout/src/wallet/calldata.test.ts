import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeBalanceOf, encodeTransfer, quantity } from './calldata.ts';

const VITALIK = '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045';

describe('the calldata of an ERC-20 transfer', () => {
  test('is the selector, the address and the amount, each in a word of 32 bytes', () => {
    expect(encodeTransfer(VITALIK, 1_000_000n)).toBe(
      '0xa9059cbb' +
        '000000000000000000000000d8da6bf26964af9d7eed9e03e53415d37aa96045' +
        '00000000000000000000000000000000000000000000000000000000000f4240',
    );
  });

  test('holds the largest amount there is, and refuses one more', () => {
    expect(encodeTransfer(VITALIK, 2n ** 256n - 1n).slice(-64)).toBe('f'.repeat(64));
    expect(() => encodeTransfer(VITALIK, 2n ** 256n)).toThrow(RangeError);
    expect(() => encodeTransfer(VITALIK, -1n)).toThrow(RangeError);
  });

  test.each(['0x', '0x1234', `${VITALIK}00`, 'vitalik.eth', `0x${'g'.repeat(40)}`])(
    'refuses %s as an address',
    (to) => {
      expect(() => encodeTransfer(to, 1n)).toThrow(RangeError);
    },
  );

  test('can be read back, whatever the address and the amount', () => {
    const addresses = fc.stringMatching(/^0x[0-9a-f]{40}$/);
    fc.assert(
      fc.property(addresses, fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), (to, amount) => {
        const data = encodeTransfer(to, amount);
        expect(data).toHaveLength(2 + 8 + 64 + 64);
        expect(`0x${data.slice(34, 74)}`).toBe(to);
        expect(BigInt(`0x${data.slice(74)}`)).toBe(amount);
      }),
    );
  });
});

test('the calldata of balanceOf is its selector and the owner', () => {
  expect(encodeBalanceOf(VITALIK)).toBe('0x70a08231000000000000000000000000d8da6bf26964af9d7eed9e03e53415d37aa96045');
});

test('quantities have no leading zeros', () => {
  expect([0n, 1n, 8453n, 10n ** 18n].map(quantity)).toEqual(['0x0', '0x1', '0x2105', '0xde0b6b3a7640000']);
});
