import type { Hex } from '../hex.ts';
import type { Instant } from '../time.ts';

/** A block as the chain orders it, without its contents. */
export interface BlockHeader {
  readonly number: bigint;
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly timestamp: Instant;
}

/** A movement of a watched coin or token, before anyone has asked whose address it went to. */
export interface ChainTransfer {
  /** Of what no transaction moved (withdrawals, rewards) it is the block's own hash. */
  readonly txHash: Hex;
  /**
   * `log:<index>` for a token's event, `tx` for a transaction's own value, `trace:<path>` for value moved inside one,
   * `withdrawal:<index>` for one from the beacon chain, `reward:<index>` for a block's reward.
   */
  readonly position: string;
  /** The token's contract; `null` for the native coin. */
  readonly contract: Hex | null;
  readonly from: Hex;
  readonly to: Hex;
  /** Always above zero: transfers of nothing are not yielded. */
  readonly amountAtomic: bigint;
}

export interface ChainBlock extends BlockHeader {
  readonly transfers: readonly ChainTransfer[];
  /** Native coin moved inside its transactions is among the transfers; else it is not known whether any was. */
  readonly isTraced?: boolean;
}

/** A transfer that the node shows but no block holds yet: worth showing, no fact. */
export interface PendingTransfer {
  readonly txHash: Hex;
  readonly contract: Hex | null;
  readonly to: Hex;
  readonly amountAtomic: bigint;
}
