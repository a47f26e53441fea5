import type { FixedSource } from './fixed.ts';
import { lookUpPrice } from './look-up-price.ts';
import type { RateBook } from './rate-book.ts';
import type { RateConfig } from './rate-config.ts';
import type { Pair } from './source.ts';

/** Rates that are there at once, never age and are never stored: what is pretended needs no record. */
export function createFixedBook(source: FixedSource, config: RateConfig, pairs: readonly Pair[]): RateBook {
  return {
    price: (symbol, currency, now) => {
      const findLeg = (pair: Pair) => {
        const price = source.priceOf(pair);
        return price && { price, observedAt: now };
      };
      return lookUpPrice({ symbol, currency }, findLeg, config, now);
    },
    load: async () => {},
    refresh: async () => {},
    status: (now) => ({
      sources: [{ name: source.name, lastSuccessAt: now, lastErrorAt: null, lastError: null, refusals: [] }],
      pairs: pairs.map((pair) => {
        const price = source.priceOf(pair);
        const rate = price && { ...pair, price, observedAt: now, sources: [source.name] };
        return { ...pair, rate, ageMs: rate ? 0 : null, refused: null, setAside: [] };
      }),
    }),
  };
}
