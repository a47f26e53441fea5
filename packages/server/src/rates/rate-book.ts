import type { Instant } from '../core/time.ts';
import type { PairStatus } from './accepted-prices.ts';
import type { PriceLookup } from './look-up-price.ts';
import type { SourceStatus } from './source-health.ts';

export interface RateStatus {
  readonly sources: readonly SourceStatus[];
  readonly pairs: readonly PairStatus[];
}

export interface RateBook {
  /** The price of one whole `symbol` in `currency`, from memory: never waits, never calls out. */
  price(symbol: string, currency: string, now: Instant): PriceLookup;
  /**
   * Asks the sources, unless another process did so a moment ago, and stores what is accepted. A failing source is told to
   * the log and shows in `status`; rejects only when the store does.
   */
  refresh(): Promise<void>;
  /** Takes over what other processes have stored. A process calls it once at its start. */
  load(): Promise<void>;
  status(now: Instant): RateStatus;
}
