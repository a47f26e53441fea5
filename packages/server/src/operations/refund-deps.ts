import type { Hex } from '../core/hex.ts';
import type { RefundContext } from '../core/resource/refund-resource.ts';
import type { Runtime } from './runtime.ts';

/** What is wrong with an address that a refund is to be sent to; `deposit`: it is one of our own, for payments. */
export type RefundAddressFlaw = 'not_an_address' | 'checksum' | 'nobodys' | 'token' | 'deposit';

export type RefundAddressReading =
  | { readonly kind: 'address'; readonly address: Hex }
  | { readonly kind: 'flaw'; readonly flaw: RefundAddressFlaw };

export interface RefundDeps {
  readonly runtime: Runtime;
  readonly context: RefundContext;
  /** As its network spells addresses; tokens of the catalogue are refused. Knows nothing of the books. */
  readonly readAddress: (network: string, text: string) => RefundAddressReading;
}
