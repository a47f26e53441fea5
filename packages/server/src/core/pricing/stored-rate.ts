import type { Decimal } from '../money/decimal.ts';
import type { Instant } from '../time.ts';

/** An accepted price of one whole `symbol` in `currency`, as it is kept and as every process loads it. */
export interface StoredRate {
  readonly symbol: string;
  /** ISO 4217 code. */
  readonly currency: string;
  readonly price: Decimal;
  /** The oldest of the observations that it stands on. */
  readonly observedAt: Instant;
  /** The sources that agreed on it, in alphabetical order. */
  readonly sources: readonly string[];
}
