import { compareDecimals, type Decimal } from '../core/money/decimal.ts';
import type { Instant, Milliseconds } from '../core/time.ts';
import { midpoint, within, withinOf } from './price-arithmetic.ts';
import type { PriceObservation } from './source.ts';

/** What a price must withstand before anyone is charged by it. Basis points: 200 is 2 %. */
export interface PriceGuards {
  /** The oldest an observation may be. Its source's clock may be ahead of ours by as much. */
  readonly maxAgeMs: Milliseconds;
  /** How far two sources may be apart and still agree. */
  readonly agreementBps: bigint;
  /** A step from the last accepted price beyond this needs two sources. */
  readonly stepBps: bigint;
  /** How long the last accepted price is held against a step; an older one says nothing about today. */
  readonly stepMemoryMs: Milliseconds;
}

export const DEFAULT_GUARDS: PriceGuards = {
  maxAgeMs: 60_000,
  agreementBps: 200n,
  stepBps: 2_000n,
  stepMemoryMs: 24 * 3_600_000,
};

export interface AcceptedPrice {
  readonly price: Decimal;
  /** The oldest of the observations it stands on. */
  readonly observedAt: Instant;
  /** The sources that agreed, in alphabetical order. */
  readonly sources: readonly string[];
}

/** Why there is no price. `no_observation`: all silent or stale. */
export type PriceRefusalReason = 'no_observation' | 'too_few_sources' | 'sources_disagree' | 'step_unconfirmed';

/** An observation that was not used, and why. */
export interface SetAside {
  readonly source: string;
  readonly reason: 'stale' | 'from_the_future' | 'outlier';
}

export interface Verdict {
  readonly result: AcceptedPrice | { readonly refused: PriceRefusalReason };
  readonly setAside: readonly SetAside[];
}

export interface PriceQuestion {
  /** What the sources say of one pair, at most one observation each. */
  readonly observations: readonly PriceObservation[];
  /** How many sources must agree. */
  readonly minimumSources: number;
  readonly last: Pick<AcceptedPrice, 'price' | 'observedAt'> | null;
  readonly now: Instant;
  readonly guards: PriceGuards;
}

/**
 * The median of the fresh observations that agree, or the reason why there is none. A price is accepted only when more
 * than half of the fresh sources, and at least `minimumSources`, are within `agreementBps` of the middle: one source, however
 * wrong, can then not move it outside what the others say. The order of the observations makes no difference.
 */
export function acceptPrice(question: PriceQuestion): Verdict {
  const { observations, minimumSources } = question;
  const stale = observations.flatMap((observation) => untimely(observation, question));
  const fresh = observations.filter((observation) => untimely(observation, question).length === 0).sort(byPrice);
  if (fresh.length === 0) return { result: { refused: 'no_observation' }, setAside: stale };
  const agreeing = agreeingWithMiddle(fresh, question.guards.agreementBps);
  const setAside = [...stale, ...outliers(fresh, agreeing)];
  if (fresh.length < minimumSources) return { result: { refused: 'too_few_sources' }, setAside };
  if (agreeing.length < minimumSources || agreeing.length * 2 <= fresh.length) {
    return { result: { refused: 'sources_disagree' }, setAside };
  }
  const accepted = medianOf(agreeing);
  if (isUnconfirmedStep(accepted, question)) return { result: { refused: 'step_unconfirmed' }, setAside };
  return { result: accepted, setAside };
}

function untimely({ source, observedAt }: PriceObservation, { now, guards }: PriceQuestion): SetAside[] {
  if (now - observedAt > guards.maxAgeMs) return [{ source, reason: 'stale' }];
  if (observedAt - now > guards.maxAgeMs) return [{ source, reason: 'from_the_future' }];
  return [];
}

function byPrice(a: PriceObservation, b: PriceObservation): number {
  return compareDecimals(a.price, b.price);
}

/**
 * Those near the middle of the sorted prices. With an even number there are two middle ones: unless they agree with one
 * another the middle is nobody's price (2,000 and 20,000 do not make 11,000), and nobody agrees.
 */
function agreeingWithMiddle(sorted: readonly PriceObservation[], bps: bigint): readonly PriceObservation[] {
  const [lower, upper] = middleOf(sorted);
  if (!within(lower.price, upper.price, bps)) return [];
  return sorted.filter(({ price }) => {
    const nearest = compareDecimals(price, lower.price) < 0 ? lower : upper;
    return within(price, nearest.price, bps);
  });
}

function medianOf(sorted: readonly PriceObservation[]): AcceptedPrice {
  const [lower, upper] = middleOf(sorted);
  return {
    price: midpoint(lower.price, upper.price),
    observedAt: Math.min(...sorted.map(({ observedAt }) => observedAt)),
    sources: sorted.map(({ source }) => source).sort(),
  };
}

function middleOf(sorted: readonly PriceObservation[]): [PriceObservation, PriceObservation] {
  const lower = sorted[(sorted.length - 1) >> 1];
  const upper = sorted[sorted.length >> 1];
  if (!lower || !upper) throw new RangeError('There is no middle of no observations.');
  return [lower, upper];
}

function outliers(fresh: readonly PriceObservation[], agreeing: readonly PriceObservation[]): SetAside[] {
  if (agreeing.length === 0) return [];
  return fresh.filter((one) => !agreeing.includes(one)).map(({ source }) => ({ source, reason: 'outlier' }));
}

function isUnconfirmedStep(accepted: AcceptedPrice, { last, now, guards }: PriceQuestion): boolean {
  if (!last || now - last.observedAt > guards.stepMemoryMs) return false;
  return accepted.sources.length < 2 && !withinOf(accepted.price, last.price, guards.stepBps);
}
