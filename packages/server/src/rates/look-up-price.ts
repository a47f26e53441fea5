import type { Decimal } from '../core/money/decimal.ts';
import type { Instant, Milliseconds } from '../core/time.ts';
import { deviationBps, ONE, product, withinOf } from './price-arithmetic.ts';
import { type Pair, pairKey } from './source.ts';

/** `never_priced`: no source has ever given it. `too_old`: the last good price has outlived its limit. */
export type UnavailableReason = 'never_priced' | 'too_old' | 'off_peg';

export interface AvailablePrice {
  /** Of one whole unit, exact. */
  readonly price: Decimal;
  readonly observedAt: Instant;
}

export interface UnavailablePrice {
  readonly unavailable: UnavailableReason;
  /** For the operator and the API's error message: one sentence without a secret. */
  readonly detail: string;
}

export type PriceLookup = AvailablePrice | UnavailablePrice;

export interface LookupRules {
  readonly lastGoodMs: Milliseconds;
  readonly stablecoins: ReadonlyMap<string, string>;
  readonly pegBps: bigint;
}

/** One accepted price: a coin in dollars, or the dollar in another currency. */
export type FindLeg = (pair: Pair) => AvailablePrice | null;

/**
 * The price of one whole `symbol` in `currency`: its dollar price times the dollar's rate, exact. Each leg must be young
 * enough, and a stablecoin near its peg; otherwise there is no price, and the reason is given. Pure.
 */
export function lookUpPrice(pair: Pair, findLeg: FindLeg, rules: LookupRules, now: Instant): PriceLookup {
  const found = crossPrice(pair, findLeg, rules, now);
  const peg = rules.stablecoins.get(pair.symbol);
  if (peg === undefined || 'unavailable' in found) return found;
  const inPeg = peg === pair.currency ? found : crossPrice({ symbol: pair.symbol, currency: peg }, findLeg, rules, now);
  if ('unavailable' in inPeg) return inPeg;
  return withinOf(inPeg.price, ONE, rules.pegBps) ? found : offPeg(pair.symbol, peg, inPeg.price);
}

function crossPrice({ symbol, currency }: Pair, findLeg: FindLeg, rules: LookupRules, now: Instant): PriceLookup {
  const inUsd = youngLeg({ symbol, currency: 'USD' }, findLeg, rules, now);
  if (currency === 'USD' || 'unavailable' in inUsd) return inUsd;
  const fiat = youngLeg({ symbol: 'USD', currency }, findLeg, rules, now);
  if ('unavailable' in fiat) return fiat;
  return { price: product(inUsd.price, fiat.price), observedAt: Math.min(inUsd.observedAt, fiat.observedAt) };
}

function youngLeg(pair: Pair, findLeg: FindLeg, { lastGoodMs }: LookupRules, now: Instant): PriceLookup {
  const leg = findLeg(pair);
  if (leg === null) return { unavailable: 'never_priced', detail: `There is no price for ${pairKey(pair)}.` };
  if (now - leg.observedAt <= lastGoodMs) return { price: leg.price, observedAt: leg.observedAt };
  const detail = `The last good price of ${pairKey(pair)} is from ${new Date(leg.observedAt).toISOString()}.`;
  return { unavailable: 'too_old', detail };
}

function offPeg(symbol: string, peg: string, price: Decimal): UnavailablePrice {
  const bps = deviationBps(price, ONE);
  const percent = `${bps / 100n}.${(bps % 100n).toString().padStart(2, '0')}`;
  return { unavailable: 'off_peg', detail: `${symbol} is ${percent} % off its peg to ${peg}.` };
}
