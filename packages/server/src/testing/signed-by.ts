import { parseSignature, type TypedDataDomain, type Hex as ViemHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { Hex } from '../core/hex.ts';

/** The fields of a struct as EIP-712 lists them. */
export type StructFields = readonly { readonly name: string; readonly type: string }[];

export interface SignedStruct {
  readonly domain: TypedDataDomain;
  readonly primaryType: string;
  readonly fields: StructFields;
  readonly message: Readonly<Record<string, unknown>>;
}

/** An EIP-712 signature as contracts take it: v, r, s. */
export async function signStruct(
  privateKey: Hex,
  { domain, primaryType, fields, message }: SignedStruct,
): Promise<readonly [number, ViemHex, ViemHex]> {
  const types: Record<string, StructFields> = { [primaryType]: fields };
  const signature = await privateKeyToAccount(privateKey).signTypedData({ domain, types, primaryType, message });
  const { r, s, yParity } = parseSignature(signature);
  return [yParity + 27, r, s];
}

const field = (type: string, name: string) => ({ type, name });

export const PERMIT_FIELDS: StructFields = [
  field('address', 'owner'),
  field('address', 'spender'),
  field('uint256', 'value'),
  field('uint256', 'nonce'),
  field('uint256', 'deadline'),
];

export const AUTHORIZATION_FIELDS: StructFields = [
  field('address', 'from'),
  field('address', 'to'),
  field('uint256', 'value'),
  field('uint256', 'validAfter'),
  field('uint256', 'validBefore'),
  field('bytes32', 'nonce'),
];

export const CANCELLATION_FIELDS: StructFields = [field('address', 'authorizer'), field('bytes32', 'nonce')];
