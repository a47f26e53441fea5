import type { Instant, Milliseconds } from '../core/time.ts';
import { type ChainlinkNetwork, createChainlinkSource } from './chainlink.ts';
import { createCoinbaseSource } from './coinbase.ts';
import { createCoinGeckoSource } from './coingecko.ts';
import { createFixedSource } from './fixed.ts';
import { createKrakenSource } from './kraken.ts';
import type { PriceSource } from './source.ts';

export const SOURCE_NAMES = ['fixed', 'kraken', 'coinbase', 'coingecko', 'chainlink'] as const;
export type SourceName = (typeof SOURCE_NAMES)[number];

/** What live mode uses unless told otherwise: all that need no key. */
export const DEFAULT_LIVE_SOURCES: readonly SourceName[] = ['kraken', 'coinbase', 'coingecko', 'chainlink'];

export interface SourceSettings {
  readonly names: readonly SourceName[];
  readonly now: () => Instant;
  /** Instead of the services' own addresses: for a mirror, and for tests. */
  readonly baseUrls?: Partial<Record<'kraken' | 'coinbase' | 'coingecko', string>>;
  readonly timeoutMs?: Milliseconds;
  readonly coingecko?: { readonly apiKey: string | null; readonly plan: 'demo' | 'pro' };
  readonly fixedUsdPrices?: Readonly<Record<string, string>>;
  readonly chainlink?: {
    readonly networks: readonly ChainlinkNetwork[];
    readonly stablecoins: ReadonlySet<string>;
  };
}

/** The price sources that a configuration names, in its order. Chainlink without any feed is left out. */
export function createSources(settings: SourceSettings): readonly PriceSource[] {
  return settings.names.flatMap((name) => createSource(name, settings) ?? []);
}

function createSource(name: SourceName, settings: SourceSettings): PriceSource | null {
  const { now, timeoutMs, baseUrls = {} } = settings;
  const http = (baseUrl: string | undefined) => ({
    now,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  switch (name) {
    case 'fixed':
      return createFixedSource({ now, usdPrices: settings.fixedUsdPrices ?? {} });
    case 'kraken':
      return createKrakenSource(http(baseUrls.kraken));
    case 'coinbase':
      return createCoinbaseSource(http(baseUrls.coinbase));
    case 'coingecko':
      return createCoinGeckoSource({ ...http(baseUrls.coingecko), ...settings.coingecko });
    case 'chainlink':
      return settings.chainlink?.networks.length ? createChainlinkSource({ now, ...settings.chainlink }) : null;
  }
}
