import { describe, expect, it } from 'vitest';
import { readAddress } from './read-address.ts';

/** From EIP-55. */
const CHECKED = [
  '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
  '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
  '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
];

describe('an address as people paste it', () => {
  it.each(CHECKED)('%s is taken with its checksum, in small letters, and in capitals', (text) => {
    const address = text.toLowerCase();
    const capitals = `0x${text.slice(2).toUpperCase()}`;
    for (const spelling of [text, address, capitals, ` ${text}\n`]) {
      expect(readAddress(spelling)).toEqual({ kind: 'address', address });
    }
  });

  it.each(CHECKED)('%s is refused with one letter in the other case', (text) => {
    const at = text.search(/[a-fA-F]/);
    const letter = text[at]!;
    const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
    expect(readAddress(text.slice(0, at) + other + text.slice(at + 1))).toEqual({ kind: 'flaw', flaw: 'checksum' });
  });

  it.each([
    '',
    '0x',
    CHECKED[0]!.slice(2),
    `${CHECKED[0]}0`,
    CHECKED[0]!.slice(0, -1),
    CHECKED[0]!.replace('0x', '0X'),
    `0x${'g'.repeat(40)}`,
    'vitalik.eth',
    'TJRabPrwbZy45sbavfcjinPJC18kjpRTv8',
  ])('%j is no address', (text) => {
    expect(readAddress(text)).toEqual({ kind: 'flaw', flaw: 'not_an_address' });
  });

  it.each(['0', '1', '9', '100', 'ffff'])('nobody has the key of %s', (digits) => {
    expect(readAddress(`0x${digits.padStart(40, '0')}`)).toEqual({ kind: 'flaw', flaw: 'nobodys' });
  });
});
