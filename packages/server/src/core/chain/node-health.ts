import type { Milliseconds } from '../time.ts';
import type { ChainReadReason } from './errors.ts';

/** How one node fares, as this process sees it. Nothing of its URL but the host name. */
export interface NodeHealth {
  readonly host: string;
  /** `resting`: it failed or lags behind the others, and is asked only where no other is left; `limited`: it asked for fewer requests. */
  readonly state: 'ready' | 'resting' | 'limited' | 'wrong_chain';
  /** From 0 (asked last) to 1. */
  readonly score: number;
  /** Of its last good answers; null before the first. */
  readonly latencyMs: Milliseconds | null;
  /** Why it last failed; null since it answered well again. */
  readonly lastFault: ChainReadReason | null;
}

/** What a node said to the question for its chain id; null: nothing that could be believed. */
export interface NodeProbe {
  readonly host: string;
  readonly chainId: number | null;
}
