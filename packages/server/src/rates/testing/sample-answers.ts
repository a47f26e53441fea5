/** Answers in the shapes of the real services, with prices a test chooses. Prices are JSON text as the service writes it. */

/** Kraken's Ticker: `{ XETHZUSD: ['2500.00', '2500.20'] }` is bid and ask. */
export function krakenTicker(markets: Readonly<Record<string, readonly [string, string]>>): string {
  const entries = Object.entries(markets).map(([key, [bid, ask]]) => [
    key,
    {
      a: [ask, '1', '1.000'],
      b: [bid, '3', '3.000'],
      c: [bid, '0.00067643'],
      v: ['4083.67001100', '4412.73601799'],
      p: [bid, bid],
      t: [34619, 38907],
      l: [bid, bid],
      h: [ask, ask],
      o: bid,
    },
  ]);
  return JSON.stringify({ error: [], result: Object.fromEntries(entries) });
}

export const KRAKEN_UNKNOWN_PAIR = '{"error":["EQuery:Unknown asset pair"]}';

/** Coinbase's exchange rates of one base: `{ USD: '2500.1' }`. */
export function coinbaseRates(base: string, rates: Readonly<Record<string, string>>): string {
  return JSON.stringify({ data: { currency: base, rates: { BTC: '0.0301', ...rates } } });
}

/** CoinGecko's simple prices; numbers are given as their text, so that a test can write any. */
export function coinGeckoPrices(
  coins: Readonly<Record<string, Readonly<Record<string, string>>>>,
  lastUpdatedAtSeconds: number,
): string {
  const members = Object.entries(coins).map(([id, prices]) => {
    const numbers = Object.entries(prices).map(([currency, text]) => `"${currency}":${text}`);
    return `"${id}":{${[...numbers, `"last_updated_at":${lastUpdatedAtSeconds}`].join(',')}}`;
  });
  return `{${members.join(',')}}`;
}
