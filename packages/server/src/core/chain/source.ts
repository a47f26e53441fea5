import type { Hex } from '../hex.ts';
import type { BlockHeader, ChainBlock, ChainTransfer, PendingTransfer } from './blocks.ts';
import type { ChainReadError } from './errors.ts';
import type { TransactionReceipt } from './receipt.ts';
import type { ChainWitness } from './witness.ts';

/** Whether native coin that moves inside transactions is found by itself, or only shown by the audit of balances. */
export type InternalTransfers = 'automatic' | 'manual';

/**
 * One network, read. Every method throws `ChainReadError` when the node cannot be trusted to have answered in full
 * (unreachable, malformed, truncated, an error inside a batch, the wrong chain); a caller never gets part of an answer.
 */
export interface ChainSource {
  readonly network: string;
  /** Asks the node for its chain id and genesis hash; throws `WrongChainError` when the id is not the network's. */
  identify(): Promise<{ readonly chainId: number; readonly genesisHash: Hex }>;
  readTip(): Promise<BlockHeader>;
  /** The highest head of all nodes that answer. Throws where it is so old that they may all have stopped. */
  readHighestTip(): Promise<BlockHeader>;
  /** What was read does not fit together: another node is asked first for a while, where there is one. */
  doubt(fault: ChainReadError): void;
  /** Headers by number, in the order asked; `null` where the node has no such block. */
  readHeaders(numbers: readonly bigint[]): Promise<readonly (BlockHeader | null)[]>;
  /**
   * Blocks `from…to` inclusive, in order, each with the transfers of the native coin and of the watched tokens in it.
   * Native transfers are candidates: their transaction may have failed. `withoutReverted` tells. Those moved inside
   * transactions are among them while `internalTransfers` is automatic.
   */
  readBlocks(from: bigint, to: bigint): Promise<readonly ChainBlock[]>;
  /** Drops the native candidates of one block whose transaction did not succeed, by receipt; checks the receipt's block hash. */
  withoutReverted(block: BlockHeader, candidates: readonly ChainTransfer[]): Promise<readonly ChainTransfer[]>;
  /**
   * Token transfers in a range, read anew: of the watched tokens, or, with `recipients`, of any token to those addresses. Logs are
   * asked by their heights, and none may mean that the node stands on another branch: with `endHash` only an answer of the branch
   * whose block `to` has this hash is believed.
   */
  readTokenTransfers(
    from: bigint,
    to: bigint,
    recipients?: readonly Hex[],
    endHash?: Hex,
  ): Promise<readonly (ChainTransfer & { readonly blockNumber: bigint; readonly blockHash: Hex })[]>;
  /** What became of a transaction; null where the node shows no block that holds it. */
  readReceipt(txHash: Hex): Promise<TransactionReceipt | null>;
  /** Whether a node gives the traces that native coin moved inside transactions is read from; null before one was asked. */
  internalTransfers(): InternalTransfers | null;
  /** The nodes that can be asked now, each by itself, the best first. */
  witnesses(): readonly ChainWitness[];
  /** The host that read this block, in whole, for `readBlocks`; null where several did, or it is not remembered. */
  firstReader(blockHash: Hex): string | null;
  /**
   * What these owners held of these assets (native: `null`) at one block, in the order asked; `null` for a token that is
   * not there. The block must be so recent that the node still has its state.
   */
  readBalances(
    block: Pick<BlockHeader, 'number' | 'hash'>,
    questions: readonly { readonly owner: Hex; readonly contract: Hex | null }[],
  ): Promise<readonly (bigint | null)[]>;
  /** What the node shows in its pending block for these addresses; empty where it shows none. */
  readPending(recipients: readonly Hex[]): Promise<readonly PendingTransfer[]>;
  /** Calls back soon after a new head: by WebSocket where there is one, else by polling. Returns the function that stops it. */
  watchHeads(onHead: () => void): () => void;
  close(): Promise<void>;
}
