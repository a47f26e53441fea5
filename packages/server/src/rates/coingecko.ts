import type { Instant } from '../core/time.ts';
import { type AnswerDraft, draftAnswer } from './answer.ts';
import { COINGECKO_CURRENCIES, COINGECKO_IDS } from './coingecko-names.ts';
import { member } from './exact-json.ts';
import { FETCH_DEFAULTS, fetchExactJson } from './fetch-json.ts';
import type { HttpSourceOptions } from './http-source.ts';
import { quotientHalfEven } from './price-arithmetic.ts';
import { type PriceText, readPriceText } from './price-text.ts';
import type { Pair, PriceSource } from './source.ts';

export interface CoinGeckoOptions extends HttpSourceOptions {
  /** Sent in a header, never in a URL; `null` uses the public allowance. */
  readonly apiKey?: string | null;
  readonly plan?: 'demo' | 'pro';
}

const BASE_URLS = { demo: 'https://api.coingecko.com', pro: 'https://pro-api.coingecko.com' } as const;
/** The coin whose prices in two currencies give the rate between them. */
const FIAT_CARRIER = 'ethereum';

/**
 * CoinGecko's averages over exchanges, in one call. `GET /api/v3/simple/price?ids=…&vs_currencies=…` →
 * `{"ethereum": {"usd": 2500.1234, "eur": 2310.98, "last_updated_at": 1711356300}, …}`, prices as JSON numbers, the time
 * in seconds. A fiat rate is the quotient of one coin's prices, which gives back the rate CoinGecko multiplied with.
 * @see https://docs.coingecko.com/reference/simple-price
 */
export function createCoinGeckoSource(options: CoinGeckoOptions): PriceSource {
  return {
    name: 'coingecko',
    quotes: ({ symbol, currency }) =>
      symbol === 'USD' ? COINGECKO_CURRENCIES.has(currency) : currency === 'USD' && COINGECKO_IDS.has(symbol),
    async fetchPrices(pairs) {
      const json = await askPrices(pairs, options);
      const draft = draftAnswer('coingecko');
      for (const pair of pairs) recordPair(pair, json, draft);
      return draft.answer;
    },
  };
}

async function askPrices(pairs: readonly Pair[], options: CoinGeckoOptions): Promise<unknown> {
  const plan = options.plan ?? 'demo';
  const url = new URL('/api/v3/simple/price', options.baseUrl ?? BASE_URLS[plan]);
  const ids = new Set([FIAT_CARRIER, ...pairs.flatMap(({ symbol }) => COINGECKO_IDS.get(symbol) ?? [])]);
  const currencies = new Set(['usd', ...pairs.map(({ currency }) => currency.toLowerCase())]);
  url.searchParams.set('ids', [...ids].join(','));
  url.searchParams.set('vs_currencies', [...currencies].join(','));
  url.searchParams.set('include_last_updated_at', 'true');
  url.searchParams.set('precision', 'full');
  const headers = options.apiKey ? { [`x-cg-${plan}-api-key`]: options.apiKey } : {};
  return (await fetchExactJson(url, { ...FETCH_DEFAULTS, ...options, headers })).json;
}

function recordPair(pair: Pair, json: unknown, draft: AnswerDraft): void {
  const coin = member(json, pair.symbol === 'USD' ? FIAT_CARRIER : (COINGECKO_IDS.get(pair.symbol) ?? ''));
  const observedAt = readSeconds(member(coin, 'last_updated_at'));
  const read = readCoin(pair, coin);
  if (observedAt === null) draft.record(pair, 'refused' in read ? read : { refused: 'without a time' }, 0);
  else draft.record(pair, read, observedAt);
}

function readCoin(pair: Pair, coin: unknown): PriceText {
  const inUsd = readPriceText(member(coin, 'usd'));
  if (pair.symbol !== 'USD' || 'refused' in inUsd) return inUsd;
  const inCurrency = readPriceText(member(coin, pair.currency.toLowerCase()));
  return 'refused' in inCurrency ? inCurrency : { price: quotientHalfEven(inCurrency.price, inUsd.price) };
}

function readSeconds(value: unknown): Instant | null {
  return typeof value === 'string' && /^\d{1,11}$/.test(value) ? Number(value) * 1_000 : null;
}
