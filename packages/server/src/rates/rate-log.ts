import type { PriceRefusalReason } from './accept-price.ts';
import type { PriceRefusal } from './source.ts';

/** What the operator wants to read of the rates. Each is told when it begins and when it ends, not at every refresh. */
export interface RateLog {
  sourceFailed(facts: { readonly source: string; readonly error: Error }): void;
  sourceRecovered(facts: { readonly source: string }): void;
  /** What one source should have given and did not, whenever the list changes. */
  observationsRefused(facts: { readonly source: string; readonly refusals: readonly PriceRefusal[] }): void;
  /** No price is accepted for the pair (`ETH/USD`) any more; the last good one serves until it is too old. */
  priceRefused(facts: { readonly pair: string; readonly reason: PriceRefusalReason }): void;
  priceRestored(facts: { readonly pair: string }): void;
}
