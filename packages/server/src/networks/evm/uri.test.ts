import { describe, expect, it } from 'vitest';
import type { Hex } from '../../core/hex.ts';
import { toChecksumAddress, toPaymentUri } from './uri.ts';

/** The addresses of EIP-55's own test cases. */
const EIP_55: readonly Hex[] = [
  '0x52908400098527886E0F7030069857D2E4169EE7',
  '0x8617E340B3D01FA5F11F306F4090FD50E238070D',
  '0xde709f2102306220921060314715629080e2fb77',
  '0x27b1fdb04752bbc536007a920d24acb045561c26',
  '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
  '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
  '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
];

describe('toChecksumAddress', () => {
  it.each(EIP_55)('spells %s as EIP-55 does', (address) => {
    expect(toChecksumAddress(address.toLowerCase() as Hex)).toBe(address);
  });
});

describe('toPaymentUri', () => {
  it("asks for the native coin as EIP-681's first example does, with the chain named", () => {
    // ethereum:0xfb6916095ca1df60bb79Ce92ce3ea74c37c5d359?value=2.014e18
    const uri = toPaymentUri({
      chainId: 1,
      address: '0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359',
      contract: null,
      amountAtomic: 2_014n * 10n ** 15n,
    });
    expect(uri).toBe('ethereum:0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359@1?value=2014000000000000000');
  });

  it("asks for a token as EIP-681's second example does, with the chain named", () => {
    // ethereum:0x89205a3a3b2a69de6dbf7f01ed13b2108b2c43e7/transfer?address=0x8e23ee67d1332ad560396262c48ffbb01f93d052&uint256=1
    const uri = toPaymentUri({
      chainId: 8453,
      address: '0x8e23ee67d1332ad560396262c48ffbb01f93d052',
      contract: '0x89205a3a3b2a69de6dbf7f01ed13b2108b2c43e7',
      amountAtomic: 1n,
    });
    expect(uri.toLowerCase()).toBe(
      'ethereum:0x89205a3a3b2a69de6dbf7f01ed13b2108b2c43e7@8453/transfer?address=0x8e23ee67d1332ad560396262c48ffbb01f93d052&uint256=1',
    );
  });

  it('writes amounts beyond 2^53 in full', () => {
    const uri = toPaymentUri({
      chainId: 56,
      address: '0xde709f2102306220921060314715629080e2fb77',
      contract: null,
      amountAtomic: 2n ** 256n - 1n,
    });
    expect(uri).toContain('?value=115792089237316195423570985008687907853269984665640564039457584007913129639935');
  });
});
