import {
  coinbaseRates,
  coinGeckoPrices,
  krakenTicker,
} from '../../packages/server/src/rates/testing/sample-answers.ts';
import { type StandIn, startStandIn } from '../../packages/server/src/rates/testing/stand-in.ts';

export interface PriceServices {
  /** The variables that point a server at them. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Kraken, Coinbase and CoinGecko on this machine, agreeing that ether is at 2,500 dollars and a dollar coin at one. */
export async function startPriceServices(): Promise<PriceServices> {
  const [kraken, coinbase, coingecko] = await Promise.all([startStandIn(), startStandIn(), startStandIn()]);
  kraken.answerBy(() =>
    krakenTicker({
      XETHZUSD: ['2500', '2500'],
      USDCUSD: ['1', '1'],
      USDTZUSD: ['1', '1'],
      ZEURZUSD: ['1.25', '1.25'],
    }),
  );
  coinbase.answerBy(({ query }) => {
    const base = query.get('currency') ?? '';
    return coinbaseRates(base, { USD: base === 'ETH' ? '2500' : '1', EUR: '0.8' });
  });
  coingecko.answerBy(() => {
    const inDollars = { ethereum: '2500', 'usd-coin': '1', tether: '1' };
    const coins = Object.entries(inDollars).map(([id, usd]) => [id, { usd, eur: String(Number(usd) * 0.8) }]);
    return coinGeckoPrices(Object.fromEntries(coins), Math.floor(Date.now() / 1000));
  });
  const services: readonly StandIn[] = [kraken, coinbase, coingecko];
  return {
    environment: {
      OPENTILL_RATE_URL_KRAKEN: kraken.url,
      OPENTILL_RATE_URL_COINBASE: coinbase.url,
      OPENTILL_RATE_URL_COINGECKO: coingecko.url,
    },
    close: async () => void (await Promise.all(services.map((service) => service.close()))),
  };
}
