import { describe, expect, it } from 'vitest';
import { MAIN_NETWORKS } from '../config/main-networks.ts';
import { TEST_NETWORKS } from '../config/test-networks.ts';
import { createSources, DEFAULT_LIVE_SOURCES, type SourceSettings } from './create-sources.ts';
import { rateConfigFor } from './rate-config.ts';

const settings: SourceSettings = { names: DEFAULT_LIVE_SOURCES, now: () => 0 };
const call = () => Promise.reject(new Error('never called'));

function namesQuoting(symbol: string, more: Partial<SourceSettings> = {}): string[] {
  const sources = createSources({ ...settings, ...more });
  return sources.filter((source) => source.quotes({ symbol, currency: 'USD' })).map(({ name }) => name);
}

describe('the catalogue’s coins', () => {
  const { coins, stablecoins } = rateConfigFor([...MAIN_NETWORKS, ...TEST_NETWORKS]);

  it('are known to at least two sources that need no key and no node', () => {
    expect(coins.map((coin) => [coin, namesQuoting(coin).length >= 2])).toEqual(coins.map((coin) => [coin, true]));
  });

  it('hold USDC and USDT to the dollar', () => {
    expect(stablecoins.get('USDC')).toBe('USD');
    expect(stablecoins.get('USDT')).toBe('USD');
  });

  it('are known to Chainlink on a network with feeds, which is one source however many networks there are', () => {
    const networks = MAIN_NETWORKS.map(({ name, chainlinkFeeds }) => ({ network: name, feeds: chainlinkFeeds, call }));
    const chainlink = { networks, stablecoins: new Set(stablecoins.keys()) };
    for (const coin of coins) expect(namesQuoting(coin, { chainlink })).toContain('chainlink');
    expect(createSources({ ...settings, chainlink })).toHaveLength(4);
  });
});

describe('the sources of a configuration', () => {
  it('come in its order; Chainlink without a network is left out', () => {
    const names = ['coingecko', 'chainlink', 'kraken'] as const;
    expect(createSources({ ...settings, names }).map(({ name }) => name)).toEqual(['coingecko', 'kraken']);
  });

  it('are for live use as soon as one network is', () => {
    expect(rateConfigFor(TEST_NETWORKS).live).toBe(false);
    expect(rateConfigFor([...TEST_NETWORKS, ...MAIN_NETWORKS.slice(0, 1)]).live).toBe(true);
  });
});
