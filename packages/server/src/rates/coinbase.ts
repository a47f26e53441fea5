import { draftAnswer, joinAnswers, refuseAll } from './answer.ts';
import { member } from './exact-json.ts';
import { FETCH_DEFAULTS, fetchExactJson } from './fetch-json.ts';
import type { HttpSourceOptions } from './http-source.ts';
import { readPriceText } from './price-text.ts';
import { type Pair, type PriceSource, PriceSourceError, type SourceAnswer } from './source.ts';

/** Coinbase converts USDC and dollars one to one by its own promise: its figure for USDC is that promise, not a market. */
const COINS: ReadonlySet<string> = new Set(['ETH', 'POL', 'BNB', 'AVAX', 'USDT']);

/**
 * Coinbase's exchange rates, one call for each base: a coin's in dollars, the dollar's in every other currency.
 * `GET /v2/exchange-rates?currency=ETH` → `{"data": {"currency": "ETH", "rates": {"USD": "2500.12", "EUR": "2310.4", …}}}`.
 * It gives no time of its own.
 * @see https://docs.cdp.coinbase.com/coinbase-app/track-apis/exchange-rates
 */
export function createCoinbaseSource(options: HttpSourceOptions): PriceSource {
  return {
    name: 'coinbase',
    quotes: ({ symbol, currency }) => (symbol === 'USD' ? currency !== 'USD' : currency === 'USD' && COINS.has(symbol)),
    async fetchPrices(pairs) {
      const bases = [...Map.groupBy(pairs, ({ symbol }) => symbol)];
      const settled = await Promise.allSettled(bases.map(([base, wanted]) => readBase(base, wanted, options)));
      const answers = settled.map((result, index) => answerOf(result, bases[index]?.[1] ?? []));
      const failure = settled.find((result) => result.status === 'rejected');
      if (failure && settled.every(({ status }) => status === 'rejected')) throw failure.reason;
      return joinAnswers(answers);
    },
  };
}

/** One base that failed is refused; the others stand. */
function answerOf(result: PromiseSettledResult<SourceAnswer>, pairs: readonly Pair[]): SourceAnswer {
  if (result.status === 'fulfilled') return result.value;
  if (!(result.reason instanceof PriceSourceError)) throw result.reason;
  return refuseAll('coinbase', pairs, result.reason.message);
}

async function readBase(base: string, pairs: readonly Pair[], options: HttpSourceOptions): Promise<SourceAnswer> {
  const url = new URL('/v2/exchange-rates', options.baseUrl ?? 'https://api.coinbase.com');
  url.searchParams.set('currency', base);
  const { json, cachedForMs } = await fetchExactJson(url, { ...FETCH_DEFAULTS, ...options });
  const data = member(json, 'data');
  if (member(data, 'currency') !== base) throw new PriceSourceError(`Coinbase answered for another base than ${base}.`);
  const draft = draftAnswer('coinbase');
  for (const pair of pairs) {
    draft.record(pair, readPriceText(member(member(data, 'rates'), pair.currency)), options.now() - cachedForMs);
  }
  return draft.answer;
}
