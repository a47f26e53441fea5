import { keccak_256 } from '@noble/hashes/sha3.js';
import type { Hex } from '../../core/hex.ts';

/** A bit as the digit of the bloom's hex text that holds it, and its mask in that digit. */
interface BloomBit {
  readonly digit: number;
  readonly mask: number;
}

const DIGITS = 512;
const EMPTY = `0x${'0'.repeat(DIGITS)}`;

/** The three bits that a logged address or topic sets (Ethereum yellow paper §4.3.1, function M3:2048). */
export function bloomBits(value: Hex): readonly BloomBit[] {
  const hash = keccak_256(Buffer.from(value.slice(2), 'hex'));
  return [0, 2, 4].map((at) => {
    const bit = ((hash[at]! << 8) | hash[at + 1]!) & 2047;
    return { digit: 2 + DIGITS - 1 - (bit >> 2), mask: 1 << (bit & 3) };
  });
}

function digitAt(bloom: string, digit: number): number {
  const code = bloom.charCodeAt(digit);
  return code <= 57 ? code - 48 : (code | 32) - 87;
}

export function hasBits(bloom: string, bits: readonly BloomBit[]): boolean {
  return bits.every(({ digit, mask }) => (digitAt(bloom, digit) & mask) !== 0);
}

/** Not every network fills its blooms: one without a single bit says nothing. */
export function isEmptyBloom(bloom: string): boolean {
  return bloom === EMPTY;
}

/**
 * Whether these logs account for every bit of the block's bloom. If not, logs are missing. (The reverse may differ: some
 * networks return logs of system transactions that their blooms do not count.)
 */
export function explainsBloom(bloom: string, logged: Iterable<Hex>): boolean {
  const explained = new Uint8Array(DIGITS + 2);
  for (const value of new Set(logged)) {
    for (const { digit, mask } of bloomBits(value)) explained[digit] = explained[digit]! | mask;
  }
  for (let digit = 2; digit < DIGITS + 2; digit++) {
    if ((digitAt(bloom, digit) & ~explained[digit]!) !== 0) return false;
  }
  return true;
}
