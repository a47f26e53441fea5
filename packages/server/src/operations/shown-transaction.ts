import type { TransactionReceipt } from '../core/chain/receipt.ts';
import type { RefundBlock } from '../core/refund/refund.ts';

/** What the node shows of a refund's transaction: the block is the one at that height of its chain, when asked for by number. */
export interface ShownTransaction {
  readonly receipt: TransactionReceipt | null;
  readonly block: RefundBlock | null;
  /** What the network asks beside blocks has been reached, or it is too early to ask. */
  readonly isAssured: boolean;
}
