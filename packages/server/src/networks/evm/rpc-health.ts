import type { ChainReadReason } from '../../core/chain/errors.ts';
import type { NodeHealth } from '../../core/chain/node-health.ts';
import type { Instant, Milliseconds } from '../../core/time.ts';

/** What the last answers say of a node. Old news fades: it halves in this time. */
const HALF_LIFE_MS: Milliseconds = 60_000;
/** How much one answer weighs against all before it. */
const WEIGHT = 0.2;

export interface Health {
  /** The share of answers that were good, the last ones counting most: 0 to 1. */
  reliability: number;
  reliabilityAt: Instant;
  /** Null before the first good answer. */
  latencyMs: Milliseconds | null;
  latencyAt: Instant;
  lastFault: ChainReadReason | null;
}

export function freshHealth(): Health {
  return { reliability: 1, reliabilityAt: 0, latencyMs: null, latencyAt: 0, lastFault: null };
}

const faded = (since: Instant, now: Instant) => 0.5 ** (Math.max(0, now - since) / HALF_LIFE_MS);

/** Failures are forgotten with time, so that a node that was bad is tried again. */
function reliabilityOf({ reliability, reliabilityAt }: Health, now: Instant): number {
  return 1 - (1 - reliability) * faded(reliabilityAt, now);
}

export function latencyOf({ latencyMs, latencyAt }: Health, now: Instant): Milliseconds {
  return latencyMs === null ? 0 : latencyMs * faded(latencyAt, now);
}

export function noteAnswer(health: Health, isGood: boolean, now: Instant): void {
  const before = reliabilityOf(health, now);
  health.reliability = before + WEIGHT * ((isGood ? 1 : 0) - before);
  health.reliabilityAt = now;
}

export function noteLatency(health: Health, tookMs: Milliseconds, now: Instant): void {
  health.latencyMs = health.latencyMs === null ? tookMs : health.latencyMs + WEIGHT * (tookMs - health.latencyMs);
  health.latencyAt = now;
}

/** From 0 (asked last) to 1: reliability, halved where answers take `slowMs`. */
export function scoreOf(health: Health, now: Instant, slowMs: Milliseconds): number {
  return reliabilityOf(health, now) / (1 + latencyOf(health, now) / slowMs);
}

/** Nodes of one tier are alike, and asked in the configured order; the next tier is at most half as good. */
export function tierOf(score: number): number {
  return Math.floor(-Math.log2(Math.max(score, 2 ** -20)));
}

/** What may be shown of a node. */
export function describeHealth(
  host: string,
  health: Health,
  state: NodeHealth['state'],
  now: Instant,
  slowMs: Milliseconds,
): NodeHealth {
  return {
    host,
    state,
    score: Math.round(scoreOf(health, now, slowMs) * 1000) / 1000,
    latencyMs: health.latencyMs === null ? null : Math.round(health.latencyMs),
    lastFault: health.lastFault,
  };
}
