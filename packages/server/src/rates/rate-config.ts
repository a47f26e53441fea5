import type { NetworkSpec } from '../config/network-spec.ts';
import { CURRENCIES } from '../core/money/currency.ts';
import type { Milliseconds } from '../core/time.ts';
import { DEFAULT_GUARDS, type PriceGuards } from './accept-price.ts';

export interface RateConfig {
  /** Whether live keys are charged by these rates: then pretend prices are refused. */
  readonly live: boolean;
  /** The coins to price, by the symbol that counts (`AssetSpec.pricedAs`). */
  readonly coins: readonly string[];
  /** The fiat currencies to price them in. */
  readonly currencies: readonly string[];
  /** Stablecoins and the currency that each is pegged to. */
  readonly stablecoins: ReadonlyMap<string, string>;
  readonly guards: PriceGuards;
  /** How many sources must agree on a coin's price, and on a fiat rate that as many sources quote. */
  readonly minimumSources: number;
  /** How far a stablecoin may be off its peg, in basis points, before its methods are refused. */
  readonly pegBps: bigint;
  /** How old an accepted price may grow while none newer is accepted. */
  readonly lastGoodMs: Milliseconds;
  /** How often the job calls `refresh`. */
  readonly refreshMs: Milliseconds;
}

export const RATE_DEFAULTS = {
  currencies: CURRENCIES,
  guards: DEFAULT_GUARDS,
  minimumSources: 2,
  pegBps: 200n,
  lastGoodMs: 600_000,
  refreshMs: 20_000,
} as const satisfies Partial<RateConfig>;

/** What has to be priced for these networks to be offered, with the default guards. */
export function rateConfigFor(networks: readonly NetworkSpec[]): RateConfig {
  const assets = networks.flatMap(({ native, tokens }) => [native, ...tokens]);
  const pegs = assets.flatMap(({ pricedAs, peggedTo }) => (peggedTo === null ? [] : [[pricedAs, peggedTo] as const]));
  return {
    ...RATE_DEFAULTS,
    live: networks.some(({ livemode }) => livemode),
    coins: [...new Set(assets.map(({ pricedAs }) => pricedAs))].sort(),
    stablecoins: new Map(pegs),
  };
}
