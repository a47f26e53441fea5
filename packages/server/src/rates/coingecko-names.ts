/** CoinGecko's ids. A symbol is not enough there: many coins share one. */
export const COINGECKO_IDS: ReadonlyMap<string, string> = new Map([
  ['ETH', 'ethereum'],
  ['POL', 'polygon-ecosystem-token'],
  ['BNB', 'binancecoin'],
  ['AVAX', 'avalanche-2'],
  ['USDC', 'usd-coin'],
  ['USDT', 'tether'],
]);

/** The fiat currencies among CoinGecko's `supported_vs_currencies`, the dollar left out. */
export const COINGECKO_CURRENCIES: ReadonlySet<string> = new Set(
  (
    'AED ARS AUD BDT BHD BMD BRL CAD CHF CLP CNY CZK DKK EUR GBP GEL HKD HUF IDR ILS INR JPY KRW KWD LKR MMK MXN MYR ' +
    'NGN NOK NZD PHP PKR PLN RUB SAR SEK SGD THB TRY TWD UAH VND ZAR'
  ).split(' '),
);
