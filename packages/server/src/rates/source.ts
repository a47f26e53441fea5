import type { Decimal } from '../core/money/decimal.ts';
import type { Instant } from '../core/time.ts';

/**
 * What can be priced. Two kinds only: a coin in US dollars (`ETH`/`USD`) and a US dollar in another fiat currency
 * (`USD`/`EUR`). Every other price is the exact product of the two, so that each leg passes the guards on its own.
 */
export interface Pair {
  readonly symbol: string;
  /** ISO 4217 code. */
  readonly currency: string;
}

/** What one source says one whole `symbol` costs in `currency`. */
export interface PriceObservation extends Pair {
  readonly source: string;
  /** Above zero, exactly as the source wrote it (or derived from what it wrote, with the rounding named there). */
  readonly price: Decimal;
  /** The source's own time where it gives one, else when its answer arrived. */
  readonly observedAt: Instant;
}

/** A price that a source should have given and that cannot be used, with the reason in words. */
export interface PriceRefusal extends Pair {
  readonly source: string;
  readonly reason: string;
}

export interface SourceAnswer {
  readonly observations: readonly PriceObservation[];
  readonly refusals: readonly PriceRefusal[];
}

export interface PriceSource {
  readonly name: string;
  /** Whether this source is expected to know the pair. What it does not quote is neither asked of it nor missed. */
  quotes(pair: Pair): boolean;
  /**
   * Asks for all these pairs (each one that `quotes` accepts). A pair that is absent, malformed, zero or negative is a
   * refusal, never a guess.
   * @throws {PriceSourceError} when the source gave nothing at all: unreachable, too slow, an error, not JSON.
   */
  fetchPrices(pairs: readonly Pair[]): Promise<SourceAnswer>;
}

/** A source that gave no usable answer. The message names no key and no query. */
export class PriceSourceError extends Error {
  override readonly name = 'PriceSourceError';
}

/** `ETH/USD`: how a pair is keyed and written. */
export function pairKey({ symbol, currency }: Pair): string {
  return `${symbol}/${currency}`;
}
