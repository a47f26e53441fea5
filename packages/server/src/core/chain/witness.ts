import type { Hex } from '../hex.ts';
import type { Finality } from './assurance.ts';
import type { BlockHeader, ChainBlock, ChainTransfer } from './blocks.ts';

/** Why a transfer is not confirmed though its confirming block is in the books. */
export type Doubt =
  /** Fewer nodes than the quorum asks have answered. */
  | 'unheard'
  /** A node shows that block without this transfer, or shows another one. */
  | 'disputed';

/** A transfer in the books, as it is laid before a witness. */
export interface Claim {
  readonly block: Pick<BlockHeader, 'number' | 'hash' | 'timestamp'>;
  readonly transfer: ChainTransfer;
  /** The block whose reading confirms it. */
  readonly confirming: Pick<BlockHeader, 'number' | 'hash' | 'timestamp'>;
  /** The tag that must have reached its block on the witness's own chain; null: none. */
  readonly finality: Finality | null;
  /**
   * Of what moved inside a transaction: all the native coin that the books say reached its recipient in its block. Absent: not
   * known, and a witness without traces says nothing.
   */
  readonly receivedInBlock?: bigint;
}

/** `behind`: the witness, or its tag, has not got so far, and says nothing. */
export type Testimony = 'seen' | 'not_seen' | 'behind';

/**
 * One of a network's nodes, asked by itself: no other stands in for it. All URLs with the same host and port are one witness. Every
 * method throws `ChainReadError` when it cannot be trusted to have answered in full.
 */
export interface ChainWitness {
  readonly host: string;
  readHeaders(numbers: readonly bigint[]): Promise<readonly (BlockHeader | null)[]>;
  /** As the source's own. */
  readBlocks(from: bigint, to: bigint): Promise<readonly ChainBlock[]>;
  withoutReverted(block: BlockHeader, candidates: readonly ChainTransfer[]): Promise<readonly ChainTransfer[]>;
  readTokenTransfers(
    from: bigint,
    to: bigint,
  ): Promise<readonly (ChainTransfer & { readonly blockNumber: bigint; readonly blockHash: Hex })[]>;
  /** The height that the tag stands at. */
  readFinality(tag: Finality): Promise<bigint>;
  /**
   * Whether its own chain holds both blocks, with these hashes and times, the tag at the first or above it, and in the first the
   * transfer: by the transaction's receipt (block, success, and for a token the very log), for a coin also by the transaction.
   */
  testify(claims: readonly Claim[]): Promise<readonly Testimony[]>;
}
