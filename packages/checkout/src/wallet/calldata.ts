/** `keccak256("transfer(address,uint256)")`, first four bytes (ERC-20). */
const TRANSFER_SELECTOR = 'a9059cbb';
const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const UINT256_END = 1n << 256n;

/**
 * The calldata of `transfer(to, amount)` in the contract ABI's encoding: two words of 32 bytes.
 * @throws {RangeError} for an address that is not 20 bytes or an amount (atomic units) outside of uint256.
 */
export function encodeTransfer(to: string, amountAtomic: bigint): string {
  if (!ADDRESS.test(to)) throw new RangeError(`not an EVM address: ${to}`);
  return `0x${TRANSFER_SELECTOR}${word(BigInt(to))}${word(amountAtomic)}`;
}

/** The calldata of `balanceOf(owner)`. */
export function encodeBalanceOf(owner: string): string {
  if (!ADDRESS.test(owner)) throw new RangeError(`not an EVM address: ${owner}`);
  return `0x70a08231${word(BigInt(owner))}`;
}

/** A quantity as JSON-RPC writes it: hexadecimal without leading zeros. */
export function quantity(value: bigint): string {
  return `0x${value.toString(16)}`;
}

function word(value: bigint): string {
  if (value < 0n || value >= UINT256_END) throw new RangeError(`outside of uint256: ${value}`);
  return value.toString(16).padStart(64, '0');
}
