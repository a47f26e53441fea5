import { HDKey } from '@scure/bip32';
import { mnemonicToSeedSync } from '@scure/bip39';
import { mnemonicToAccount } from 'viem/accounts';
import { describe, expect, it } from 'vitest';
import { parseXpub, type XpubRefusal } from './address.ts';
import { deriveAddresses, LAST_INDEX, type ReceivingKey } from './address-derive.ts';

const JUNK = 'test test test test test test test test test test test junk';
const LEGAL = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
const ABANDON = 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about';

function hdKey(phrase: string, path: string): HDKey {
  return HDKey.fromMasterSeed(mnemonicToSeedSync(phrase)).derive(path);
}

function read(text: string, options?: { allowWellKnown: boolean }): { key: ReceivingKey; canonical: string } {
  const reading = parseXpub(text, options);
  if (reading.outcome !== 'accepted') throw new Error(reading.message);
  return reading;
}

function refusal(text: string): XpubRefusal | undefined {
  const reading = parseXpub(text);
  return reading.outcome === 'refused' ? reading.reason : undefined;
}

describe('addresses of an xpub', () => {
  it("gives anvil's well-known addresses for its well-known phrase", () => {
    const { key } = read(hdKey(JUNK, "m/44'/60'/0'").publicExtendedKey, { allowWellKnown: true });
    expect(deriveAddresses(key, 0, 3)).toEqual([
      '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
      '0x70997970c51812dc3a010c7d01b50e0d17dc79c8',
      '0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc',
    ]);
  });

  it("gives the addresses that a wallet derives from the phrase, at an account's key and at its receiving key alike", () => {
    const wallet = [0, 1, 2, 3, 4].map((addressIndex) =>
      mnemonicToAccount(LEGAL, { addressIndex }).address.toLowerCase(),
    );
    for (const path of ["m/44'/60'/0'", "m/44'/60'/0'/0"]) {
      expect(deriveAddresses(read(hdKey(LEGAL, path).publicExtendedKey).key, 0, 5)).toEqual(wallet);
    }
  });

  it('agrees with @scure/bip32 anywhere, the last index included', () => {
    const { key } = read(hdKey(LEGAL, "m/44'/60'/7'").publicExtendedKey);
    const receiving = hdKey(LEGAL, "m/44'/60'/7'/0");
    for (const index of [0, 1, 127, 128, 65_537, 1_999_999_999, Number(LAST_INDEX)]) {
      const { publicKey } = receiving.deriveChild(index);
      const { address } = mnemonicToAccount(LEGAL, { path: `m/44'/60'/7'/0/${index}` });
      expect(publicKey).toHaveLength(33);
      expect(deriveAddresses(key, index, 1)).toEqual([address.toLowerCase()]);
    }
  });

  it.each([-1, 0.5, 2 ** 31])('derives nothing at index %d', (index) => {
    const { key } = read(hdKey(LEGAL, "m/44'/60'/0'").publicExtendedKey);
    expect(() => deriveAddresses(key, index, 1)).toThrow(RangeError);
  });

  it('spells one wallet in one way, whichever level it is given at', () => {
    const account = read(hdKey(LEGAL, "m/44'/60'/0'").publicExtendedKey);
    const receiving = read(`  ${hdKey(LEGAL, "m/44'/60'/0'/0").publicExtendedKey}\n`);
    expect(receiving.canonical).toBe(account.canonical);
    expect(read(account.canonical).canonical).toBe(account.canonical);
    expect(read(hdKey(LEGAL, "m/44'/60'/1'").publicExtendedKey).canonical).not.toBe(account.canonical);
  });
});

describe('what is no xpub', () => {
  it.each(['m', "m/44'", "m/44'/60'", "m/44'/60'/0'/0/0"])('refuses the key at %s for its level', (path) => {
    expect(refusal(hdKey(LEGAL, path).publicExtendedKey)).toBe('wrong_level');
  });

  it('refuses private keys and recovery phrases, and repeats nothing of them', () => {
    const xprv = hdKey(LEGAL, "m/44'/60'/0'").privateExtendedKey;
    const raw = `0x${'ab'.repeat(32)}`;
    for (const [text, reason] of [
      [xprv, 'private_key'],
      [raw, 'private_key'],
      [LEGAL, 'recovery_phrase'],
    ] as const) {
      const reading = parseXpub(text);
      expect(reading).toMatchObject({ outcome: 'refused', reason });
      expect(JSON.stringify(reading)).not.toContain(text.slice(0, 12));
    }
  });

  it.each([
    '',
    'xpub',
    'hello',
    '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
    'zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz2oz2AGutZYs',
  ])('refuses %j', (text) => {
    expect(refusal(text)).toBe('not_an_xpub');
  });

  it('refuses an xpub with one mistyped letter', () => {
    const text = hdKey(LEGAL, "m/44'/60'/0'").publicExtendedKey;
    expect(refusal(`${text.slice(0, 20)}${text[20] === 'A' ? 'B' : 'A'}${text.slice(21)}`)).toBe('not_an_xpub');
  });

  it.each([JUNK, ABANDON])('refuses the key of the phrase that everyone knows: %s', (phrase) => {
    expect(refusal(hdKey(phrase, "m/44'/60'/0'").publicExtendedKey)).toBe('well_known');
    expect(refusal(hdKey(phrase, "m/44'/60'/0'/0").publicExtendedKey)).toBe('well_known');
  });
});
