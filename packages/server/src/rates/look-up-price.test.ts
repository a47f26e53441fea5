import { describe, expect, it } from 'vitest';
import { formatDecimal, parseDecimal } from '../core/money/decimal.ts';
import { type FindLeg, lookUpPrice } from './look-up-price.ts';
import { pairKey } from './source.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const RULES = {
  lastGoodMs: 600_000,
  pegBps: 200n,
  stablecoins: new Map([
    ['USDC', 'USD'],
    ['EURC', 'EUR'],
  ]),
};

/** Accepted prices, each with its age in milliseconds. */
function legs(prices: Readonly<Record<string, readonly [price: string, ageMs: number]>>): FindLeg {
  return (pair) => {
    const [text, ageMs] = prices[pairKey(pair)] ?? [];
    const price = text === undefined ? null : parseDecimal(text);
    return price && ageMs !== undefined ? { price, observedAt: NOW - ageMs } : null;
  };
}

function look(symbol: string, currency: string, prices: Readonly<Record<string, readonly [string, number]>>) {
  const found = lookUpPrice({ symbol, currency }, legs(prices), RULES, NOW);
  return 'unavailable' in found
    ? { unavailable: found.unavailable, detail: found.detail }
    : { price: formatDecimal(found.price), ageMs: NOW - found.observedAt };
}

describe('a price from memory', () => {
  it('crosses through the dollar exactly, and is as old as the older leg', () => {
    const prices = { 'ETH/USD': ['2500.123', 5_000], 'USD/EUR': ['0.9', 30_000] } as const;
    expect(look('ETH', 'EUR', prices)).toEqual({ price: '2250.1107', ageMs: 30_000 });
  });

  it('serves for ten minutes and not a millisecond more', () => {
    expect(look('ETH', 'USD', { 'ETH/USD': ['2500', 600_000] })).toEqual({ price: '2500', ageMs: 600_000 });
    expect(look('ETH', 'USD', { 'ETH/USD': ['2500', 600_001] })).toEqual({
      unavailable: 'too_old',
      detail: 'The last good price of ETH/USD is from 2026-01-15T11:49:59.999Z.',
    });
  });

  it('is missing when either leg is missing or too old', () => {
    expect(look('ETH', 'EUR', { 'USD/EUR': ['0.9', 0] })).toMatchObject({ unavailable: 'never_priced' });
    expect(look('ETH', 'EUR', { 'ETH/USD': ['2500', 0] })).toMatchObject({ unavailable: 'never_priced' });
    const oldEuro = { 'ETH/USD': ['2500', 0], 'USD/EUR': ['0.9', 700_000] } as const;
    expect(look('ETH', 'EUR', oldEuro)).toMatchObject({ unavailable: 'too_old' });
  });
});

describe('a stablecoin', () => {
  it('is priced as observed, not assumed, while within 2 % of its peg', () => {
    expect(look('USDC', 'USD', { 'USDC/USD': ['0.98', 0] })).toEqual({ price: '0.98', ageMs: 0 });
    expect(look('USDC', 'USD', { 'USDC/USD': ['1.02', 0] })).toEqual({ price: '1.02', ageMs: 0 });
  });

  it('is refused further off, on either side, in every currency', () => {
    expect(look('USDC', 'USD', { 'USDC/USD': ['0.9799', 0] })).toEqual({
      unavailable: 'off_peg',
      detail: 'USDC is 2.01 % off its peg to USD.',
    });
    expect(look('USDC', 'USD', { 'USDC/USD': ['1.0201', 0] })).toMatchObject({ unavailable: 'off_peg' });
    expect(look('USDC', 'EUR', { 'USDC/USD': ['0.9', 0], 'USD/EUR': ['0.9', 0] })).toMatchObject({
      unavailable: 'off_peg',
    });
  });

  it('of another currency is held to that currency', () => {
    const near = { 'EURC/USD': ['1.11', 0], 'USD/EUR': ['0.9', 0] } as const;
    expect(look('EURC', 'USD', near)).toEqual({ price: '1.11', ageMs: 0 });
    const off = { 'EURC/USD': ['1', 0], 'USD/EUR': ['0.9', 0] } as const;
    expect(look('EURC', 'USD', off)).toMatchObject({ unavailable: 'off_peg' });
  });
});
