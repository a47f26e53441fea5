import type { StoredRate } from '../core/pricing/stored-rate.ts';
import type { Instant, Milliseconds } from '../core/time.ts';
import { acceptPrice, type PriceRefusalReason, type SetAside } from './accept-price.ts';
import type { RateConfig } from './rate-config.ts';
import type { RateLog } from './rate-log.ts';
import { type Pair, type PriceObservation, type PriceSource, pairKey } from './source.ts';

/** How one pair stands, for health and metrics. */
export interface PairStatus extends Pair {
  readonly rate: StoredRate | null;
  readonly ageMs: Milliseconds | null;
  /** Why the last refresh accepted nothing; null when it did. */
  readonly refused: PriceRefusalReason | null;
  readonly setAside: readonly SetAside[];
}

export interface AcceptedPrices {
  find(pair: Pair): StoredRate | null;
  /** Takes over what is newer than what is held. */
  merge(rates: readonly StoredRate[]): void;
  /** Judges a round of observations; returns what was accepted anew. */
  judge(observations: readonly PriceObservation[], now: Instant): readonly StoredRate[];
  statuses(now: Instant): readonly PairStatus[];
}

interface Refused {
  readonly reason: PriceRefusalReason | null;
  readonly setAside: readonly SetAside[];
}

/** The accepted price of every pair, in memory. */
export function createAcceptedPrices(
  pairs: readonly Pair[],
  sources: readonly PriceSource[],
  config: RateConfig,
  log: RateLog,
): AcceptedPrices {
  const rates = new Map<string, StoredRate>();
  const refusals = new Map<string, Refused>();
  const find = (pair: Pair) => rates.get(pairKey(pair)) ?? null;

  function merge(incoming: readonly StoredRate[]): void {
    for (const rate of incoming) {
      const held = find(rate);
      if (!held || held.observedAt < rate.observedAt) rates.set(pairKey(rate), rate);
    }
  }

  function judgePair(pair: Pair, observations: readonly PriceObservation[], now: Instant): StoredRate[] {
    const minimumSources = neededSources(pair, sources, config.minimumSources);
    const verdict = acceptPrice({ observations, minimumSources, last: find(pair), now, guards: config.guards });
    const reason = 'refused' in verdict.result ? verdict.result.refused : null;
    tellChange(pairKey(pair), refusals.get(pairKey(pair))?.reason ?? null, reason, log);
    refusals.set(pairKey(pair), { reason, setAside: verdict.setAside });
    return 'refused' in verdict.result ? [] : [{ ...pair, ...verdict.result }];
  }

  return {
    find,
    merge,
    judge(observations, now) {
      const byPair = Map.groupBy(observations, pairKey);
      const accepted = pairs.flatMap((pair) => judgePair(pair, byPair.get(pairKey(pair)) ?? [], now));
      for (const rate of accepted) rates.set(pairKey(rate), rate);
      return accepted;
    },
    statuses: (now) =>
      pairs.map((pair) => {
        const rate = find(pair);
        const { reason, setAside } = refusals.get(pairKey(pair)) ?? { reason: null, setAside: [] };
        return { ...pair, rate, ageMs: rate ? now - rate.observedAt : null, refused: reason, setAside };
      }),
  };
}

/**
 * A coin always needs the configured number of sources. A fiat rate needs them too where that many quote it, which is so for
 * the large currencies; most of ISO 4217 only one source knows, and there the step guard stands in for the second.
 */
function neededSources(pair: Pair, sources: readonly PriceSource[], minimumSources: number): number {
  if (pair.symbol !== 'USD') return minimumSources;
  const quoting = sources.filter((source) => source.quotes(pair)).length;
  return Math.max(1, Math.min(minimumSources, quoting));
}

function tellChange(
  pair: string,
  before: PriceRefusalReason | null,
  after: PriceRefusalReason | null,
  log: RateLog,
): void {
  if (before === after) return;
  if (after === null) log.priceRestored({ pair });
  else log.priceRefused({ pair, reason: after });
}
