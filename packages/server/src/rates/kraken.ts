import { compareDecimals, type Decimal } from '../core/money/decimal.ts';
import type { Instant } from '../core/time.ts';
import { draftAnswer, joinAnswers, refuseAll } from './answer.ts';
import { member } from './exact-json.ts';
import { FETCH_DEFAULTS, type FetchedJson, fetchExactJson } from './fetch-json.ts';
import type { HttpSourceOptions } from './http-source.ts';
import { KRAKEN_MARKETS, type KrakenMarket } from './kraken-pairs.ts';
import { midpoint, ONE, quotientHalfEven, within } from './price-arithmetic.ts';
import { type PriceText, readPriceText } from './price-text.ts';
import { type PriceSource, PriceSourceError, pairKey, type SourceAnswer } from './source.ts';

/** A market whose bid and ask are further apart than this has nobody trading in it, and no price. */
const MAX_SPREAD_BPS = 200n;
/** How long a market that Kraken said it does not know is not asked for again. */
const FORGET_MS = 3_600_000;
const MARKETS = new Map(KRAKEN_MARKETS.map((market) => [pairKey(market), market]));

/**
 * Kraken's public order books: the middle between the best bid and the best ask, which is of this moment, where the last
 * trade of a quiet market can be hours old. `GET /0/public/Ticker?pair=ETHUSD,…` →
 * `{"error": [], "result": {"XETHZUSD": {"a": ["2500.10", "1", "1.000"], "b": ["2500.00", …], …}}}`.
 * @see https://docs.kraken.com/api/docs/rest-api/get-ticker-information
 */
export function createKrakenSource(options: HttpSourceOptions): PriceSource {
  const unknownUntil = new Map<KrakenMarket, Instant>();
  const isUnknown = (market: KrakenMarket) => (unknownUntil.get(market) ?? 0) > options.now();
  return {
    name: 'kraken',
    quotes: (pair) => MARKETS.has(pairKey(pair)),
    async fetchPrices(pairs) {
      const markets = pairs.flatMap((pair) => MARKETS.get(pairKey(pair)) ?? []);
      const known = markets.filter((market) => !isUnknown(market));
      const answer = await askTogether(known, options, (market) => {
        unknownUntil.set(market, options.now() + FORGET_MS);
      });
      return joinAnswers([answer, refuseAll('kraken', markets.filter(isUnknown), 'Kraken knows no such market')]);
    },
  };
}

/** Kraken refuses a whole call for one pair that it has renamed or delisted: each is then asked for alone. */
async function askTogether(
  markets: readonly KrakenMarket[],
  options: HttpSourceOptions,
  onUnknown: (market: KrakenMarket) => void,
): Promise<SourceAnswer> {
  if (markets.length === 0) return joinAnswers([]);
  const together = await askTicker(markets, options);
  if (!saysUnknownPair(together)) return readMarkets(markets, together, options.now());
  return joinAnswers(await Promise.all(markets.map((market) => askAlone(market, options, onUnknown))));
}

async function askAlone(
  market: KrakenMarket,
  options: HttpSourceOptions,
  onUnknown: (market: KrakenMarket) => void,
): Promise<SourceAnswer> {
  try {
    const alone = await askTicker([market], options);
    if (!saysUnknownPair(alone)) return readMarkets([market], alone, options.now());
    onUnknown(market);
    return joinAnswers([]);
  } catch (error) {
    if (!(error instanceof PriceSourceError)) throw error;
    return refuseAll('kraken', [market], error.message);
  }
}

async function askTicker(markets: readonly KrakenMarket[], options: HttpSourceOptions): Promise<FetchedJson> {
  const url = new URL('/0/public/Ticker', options.baseUrl ?? 'https://api.kraken.com');
  url.searchParams.set('pair', markets.map(({ ask }) => ask).join(','));
  return fetchExactJson(url, { ...FETCH_DEFAULTS, ...options });
}

function errorsOf({ json }: FetchedJson): readonly unknown[] {
  const errors = member(json, 'error');
  return Array.isArray(errors) ? errors : ['malformed'];
}

function saysUnknownPair(fetched: FetchedJson): boolean {
  return errorsOf(fetched).includes('EQuery:Unknown asset pair');
}

function readMarkets(markets: readonly KrakenMarket[], fetched: FetchedJson, now: Instant): SourceAnswer {
  const [error] = errorsOf(fetched);
  if (error !== undefined) throw new PriceSourceError(`Kraken answered the error ${String(error).slice(0, 80)}.`);
  const draft = draftAnswer('kraken');
  const result = member(fetched.json, 'result');
  for (const market of markets) draft.record(market, readMarket(market, result), now - fetched.cachedForMs);
  return draft.answer;
}

function readMarket(market: KrakenMarket, result: unknown): PriceText {
  const ticker = member(result, market.answer) ?? member(result, market.ask);
  const ask = readPriceText(member(member(ticker, 'a'), '0'));
  const bid = readPriceText(member(member(ticker, 'b'), '0'));
  if ('refused' in ask) return ask;
  if ('refused' in bid) return bid;
  if (compareDecimals(bid.price, ask.price) > 0) return { refused: 'bid above ask' };
  if (!within(bid.price, ask.price, MAX_SPREAD_BPS)) return { refused: 'bid and ask too far apart' };
  return { price: asQuoted(market, midpoint(bid.price, ask.price)) };
}

function asQuoted(market: KrakenMarket, price: Decimal): Decimal {
  return market.inverted ? quotientHalfEven(ONE, price) : price;
}
