import { keccak_256 } from '@noble/hashes/sha3.js';
import type { Hex } from '../../core/hex.ts';

/**
 * The address with its EIP-55 checksum: a letter is upper case where the digit of the hash of the lower-case text at the
 * same place is 8 or more. What people see and copy; inside, addresses are lower case.
 */
export function toChecksumAddress(address: Hex): Hex {
  const digits = address.slice(2).toLowerCase();
  const hash = Buffer.from(keccak_256(Buffer.from(digits, 'ascii'))).toString('hex');
  const cased = [...digits].map((digit, i) => (hash.charCodeAt(i) >= '8'.charCodeAt(0) ? digit.toUpperCase() : digit));
  return `0x${cased.join('')}`;
}

export interface PaymentUriInput {
  readonly chainId: number;
  /** Who is paid. */
  readonly address: Hex;
  /** The token; `null` for the native coin. */
  readonly contract: Hex | null;
  readonly amountAtomic: bigint;
}

/**
 * An EIP-681 payment request, for QR codes and links: `ethereum:<token>@<chain>/transfer?address=<to>&uint256=<amount>`,
 * or `ethereum:<to>@<chain>?value=<amount>` for the native coin. Amounts are atomic units in plain digits, which the
 * standard allows beside the exponential form and every wallet reads.
 */
export function toPaymentUri({ chainId, address, contract, amountAtomic }: PaymentUriInput): string {
  const recipient = toChecksumAddress(address);
  if (contract === null) return `ethereum:${recipient}@${chainId}?value=${amountAtomic}`;
  return `ethereum:${toChecksumAddress(contract)}@${chainId}/transfer?address=${recipient}&uint256=${amountAtomic}`;
}
