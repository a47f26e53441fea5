import { describe, expect, it } from 'vitest';
import { CURRENCIES } from '../core/money/currency.ts';
import { formatDecimal } from '../core/money/decimal.ts';
import { createRateBook, RateConfigError } from './create-rate-book.ts';
import { createFixedSource, type FixedOptions } from './fixed.ts';
import { RATE_DEFAULTS } from './rate-config.ts';
import { recordingLog } from './testing/recording-log.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const nothing = { load: async () => [], save: async () => {} };

function book(options: Partial<FixedOptions> = {}) {
  return createRateBook({
    store: nothing,
    sources: [createFixedSource({ now: () => NOW, ...options })],
    config: { ...RATE_DEFAULTS, live: false, coins: ['ETH', 'USDC'], stablecoins: new Map([['USDC', 'USD']]) },
    runtime: { now: () => NOW },
    log: recordingLog().log,
  });
}

function priceIn(currency: string, symbol = 'ETH', options: Partial<FixedOptions> = {}) {
  const found = book(options).price(symbol, currency, NOW);
  return 'unavailable' in found ? found.unavailable : formatDecimal(found.price);
}

describe('pretend prices', () => {
  it('are there at once, in dollars and in every other ISO 4217 currency', () => {
    expect(priceIn('USD')).toBe('2500');
    expect(priceIn('EUR')).toBe('2250');
    expect(CURRENCIES.filter((code) => /^[a-z_]+$/.test(priceIn(code)))).toEqual([]);
  });

  it('can be set, and never age', () => {
    expect(priceIn('USD', 'ETH', { usdPrices: { ETH: '1000.5' } })).toBe('1000.5');
    expect(book().price('ETH', 'USD', NOW + 1_000_000_000)).toMatchObject({ observedAt: NOW + 1_000_000_000 });
  });

  it('are not there for what nobody has heard of', () => {
    expect(priceIn('USD', 'DOGE')).toBe('never_priced');
    expect(priceIn('ZZZ')).toBe('never_priced');
    expect(priceIn('constructor')).toBe('never_priced');
  });

  it('are held to the peg as real ones are', () => {
    expect(priceIn('EUR', 'USDC', { usdPrices: { USDC: '0.97' } })).toBe('off_peg');
  });

  it('must be prices', () => {
    expect(() => createFixedSource({ now: () => NOW, usdPrices: { ETH: '0' } })).toThrow(RangeError);
  });

  it('are never mixed with real ones nor used on a live network, and no source at all is a mistake', () => {
    const options = { store: nothing, runtime: { now: () => NOW }, log: recordingLog().log };
    const config = { ...RATE_DEFAULTS, live: false, coins: ['ETH'], stablecoins: new Map<string, string>() };
    const fixed = createFixedSource({ now: () => NOW });
    const real = { name: 'real', quotes: () => true, fetchPrices: fixed.fetchPrices };
    expect(() => createRateBook({ ...options, config, sources: [fixed, real] })).toThrow(RateConfigError);
    expect(() => createRateBook({ ...options, config, sources: [] })).toThrow(RateConfigError);
    const live = { ...config, live: true };
    expect(() => createRateBook({ ...options, config: live, sources: [fixed] })).toThrow(RateConfigError);
  });
});
