import type { Decimal } from '../core/money/decimal.ts';
import type { Instant } from '../core/time.ts';
import { draftAnswer } from './answer.ts';
import { PRETEND_FIAT_PER_USD } from './fixed-fiat.ts';
import { readPriceText } from './price-text.ts';
import { type Pair, type PriceSource, pairKey } from './source.ts';

/** PRETEND prices in US dollars for development and tests: round figures, so that a person can check a quote in the head. */
const PRETEND_USD_PRICES: Readonly<Record<string, string>> = {
  ETH: '2500',
  POL: '0.5',
  BNB: '800',
  AVAX: '25',
  USDC: '1',
  USDT: '1',
};

/** A source that never changes and never calls out: it answers at once, and what it says is always of this moment. */
export interface FixedSource extends PriceSource {
  priceOf(pair: Pair): Decimal | null;
}

export interface FixedOptions {
  readonly now: () => Instant;
  /** Instead of, or beside, the pretend prices: `{ETH: '1000'}`, exact decimal text. */
  readonly usdPrices?: Readonly<Record<string, string>>;
}

/**
 * Pretend prices for the devnet and for tests. Never for live mode: nobody may be charged by them.
 * @throws {RangeError} when a given price is not decimal text above zero.
 */
export function createFixedSource({ now, usdPrices = {} }: FixedOptions): FixedSource {
  const prices = readTable({ ...PRETEND_USD_PRICES, ...usdPrices }, PRETEND_FIAT_PER_USD);
  return {
    name: 'fixed',
    quotes: (pair) => prices.has(pairKey(pair)),
    priceOf: (pair) => prices.get(pairKey(pair)) ?? null,
    async fetchPrices(pairs) {
      const draft = draftAnswer('fixed');
      for (const pair of pairs) {
        const price = prices.get(pairKey(pair));
        draft.record(pair, price ? { price } : { refused: 'absent' }, now());
      }
      return draft.answer;
    },
  };
}

type Table = Readonly<Record<string, string>>;

function readTable(coins: Table, fiat: Table): ReadonlyMap<string, Decimal> {
  const coinPairs = Object.entries(coins).map(([symbol, text]) => [{ symbol, currency: 'USD' }, text] as const);
  const fiatPairs = Object.entries(fiat).map(([currency, text]) => [{ symbol: 'USD', currency }, text] as const);
  return new Map([...coinPairs, ...fiatPairs].map(([pair, text]) => [pairKey(pair), fixedPrice(pair, text)]));
}

function fixedPrice(pair: Pair, text: string): Decimal {
  const read = readPriceText(text);
  if ('refused' in read) throw new RangeError(`The fixed price of ${pairKey(pair)} is no price: ${read.refused}.`);
  return read.price;
}
