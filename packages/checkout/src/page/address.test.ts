import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressGroups } from './address.tsx';

const ADDRESS = '0x7Ab31C5e0F4d92B6aE8810c3D57f29A6b4E1c08D';
const textOf = (address: string) => addressGroups(address).map((parts) => parts.map((part) => part.text).join(''));
const strongOf = (address: string) =>
  addressGroups(address)
    .flat()
    .map((part) => (part.strong ? part.text : '·'))
    .join('');

describe('an address', () => {
  test('stands in groups of four after its prefix', () => {
    expect(textOf(ADDRESS).join(' ')).toBe('0x 7Ab3 1C5e 0F4d 92B6 aE88 10c3 D57f 29A6 b4E1 c08D');
  });

  test('shows its first and last six characters strong', () => {
    expect(strongOf(ADDRESS)).toMatch(/^0x7Ab3·+E1c08D$/);
  });

  test('keeps every character in its place, however long it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^(0x)?[0-9a-zA-Z]{0,90}$/), (address) => {
        expect(textOf(address).join('')).toBe(address);
        const strong = addressGroups(address).flat();
        expect(
          strong
            .filter((part) => part.strong)
            .map((part) => part.text)
            .join('').length,
        ).toBe(Math.min(address.length, 12));
      }),
    );
  });
});
