import type { Hex } from '../../core/hex.ts';
import { toChecksumAddress } from './uri.ts';

type AddressReading =
  | { readonly kind: 'address'; readonly address: Hex }
  | { readonly kind: 'flaw'; readonly flaw: AddressFlaw };

/** Why a text is no address of an account or contract that could keep anything. */
type AddressFlaw =
  /** No text of an address of this kind of network. */
  | 'not_an_address'
  /** A mix of capitals and small letters whose EIP-55 checksum is wrong: a letter was changed. */
  | 'checksum'
  /** The zero address, or one of the network's own programs: nobody has its key. */
  | 'nobodys';

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
/** Precompiled contracts lie in the first places of the address space, in two bytes on every network so far. */
const LAST_PRECOMPILE = 0xffffn;

/** Reads an address as people paste it. Letters all small or all capital carry no checksum (EIP-55) and are taken. */
export function readAddress(text: string): AddressReading {
  const trimmed = text.trim();
  if (!ADDRESS.test(trimmed)) return { kind: 'flaw', flaw: 'not_an_address' };
  const digits = trimmed.slice(2);
  const address: Hex = `0x${digits.toLowerCase()}`;
  const isMixed = digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
  if (isMixed && toChecksumAddress(address) !== trimmed) return { kind: 'flaw', flaw: 'checksum' };
  if (BigInt(address) <= LAST_PRECOMPILE) return { kind: 'flaw', flaw: 'nobodys' };
  return { kind: 'address', address };
}
