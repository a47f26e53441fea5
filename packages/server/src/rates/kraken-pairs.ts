/** One market of Kraken's: what to ask for, the key its answer comes under, and what it prices. */
export interface KrakenMarket {
  /** The pair's `altname`, which the Ticker call takes. */
  readonly ask: string;
  /** The pair's own name, which old markets answer under (`XETHZUSD`); newer ones answer under the `altname`. */
  readonly answer: string;
  readonly symbol: string;
  readonly currency: string;
  /** Whether the market quotes `currency` in `symbol` (EUR/USD for the pair USD/EUR): the price is then its inverse. */
  readonly inverted?: true;
}

/** Names from Kraken's AssetPairs call. */
export const KRAKEN_MARKETS: readonly KrakenMarket[] = [
  { ask: 'ETHUSD', answer: 'XETHZUSD', symbol: 'ETH', currency: 'USD' },
  { ask: 'POLUSD', answer: 'POLUSD', symbol: 'POL', currency: 'USD' },
  { ask: 'BNBUSD', answer: 'BNBUSD', symbol: 'BNB', currency: 'USD' },
  { ask: 'AVAXUSD', answer: 'AVAXUSD', symbol: 'AVAX', currency: 'USD' },
  { ask: 'USDCUSD', answer: 'USDCUSD', symbol: 'USDC', currency: 'USD' },
  { ask: 'USDTUSD', answer: 'USDTZUSD', symbol: 'USDT', currency: 'USD' },
  { ask: 'USDJPY', answer: 'ZUSDZJPY', symbol: 'USD', currency: 'JPY' },
  { ask: 'USDCAD', answer: 'ZUSDZCAD', symbol: 'USD', currency: 'CAD' },
  { ask: 'USDCHF', answer: 'USDCHF', symbol: 'USD', currency: 'CHF' },
  { ask: 'EURUSD', answer: 'ZEURZUSD', symbol: 'USD', currency: 'EUR', inverted: true },
  { ask: 'GBPUSD', answer: 'ZGBPZUSD', symbol: 'USD', currency: 'GBP', inverted: true },
  { ask: 'AUDUSD', answer: 'AUDUSD', symbol: 'USD', currency: 'AUD', inverted: true },
];
