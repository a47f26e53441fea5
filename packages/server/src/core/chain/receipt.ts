import type { Hex } from '../hex.ts';
import type { ChainTransfer } from './blocks.ts';

/** What became of one transaction, as a node tells it. */
export interface TransactionReceipt {
  readonly txHash: Hex;
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly succeeded: boolean;
  /** The coin that it moved itself and the tokens, of any contract, that it moved; none where it did not succeed. */
  readonly transfers: readonly ChainTransfer[];
}

/** What an address has more by the transaction: what came to it, less what left it again. Below zero where more left. */
export function gainOf(receipt: TransactionReceipt, asset: { readonly contract: Hex | null; readonly address: Hex }) {
  const { contract, address } = asset;
  return receipt.transfers
    .filter((transfer) => transfer.contract === contract)
    .reduce(
      (sum, { from, to, amountAtomic }) =>
        sum + (to === address ? amountAtomic : 0n) - (from === address ? amountAtomic : 0n),
      0n,
    );
}
