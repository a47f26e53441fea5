import type { Hex } from '../core/hex.ts';

export interface SuppliedAddress {
  readonly address: Hex;
  readonly index: bigint;
  readonly xpubId: string;
}

/** Fresh deposit addresses of one xpub, each handed out once. */
export interface AddressSupply {
  take(): Promise<SuppliedAddress>;
  /** For an address that nobody was shown: the next taker gets it. */
  giveBack(address: SuppliedAddress): void;
  close(): Promise<void>;
}
