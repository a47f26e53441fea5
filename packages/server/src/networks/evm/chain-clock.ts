import type { Instant, Milliseconds } from '../../core/time.ts';

/** Blocks carry their makers' time, and their clocks are not ours. */
const MOST_AHEAD_MS: Milliseconds = 900_000;
/** So many times in a row every node shows a head from the future: then it is our clock that is wrong. */
const MOST_DENIALS = 3;
/** A clock from before this was written is not set, and says nothing. */
const SURELY_PAST: Instant = Date.UTC(2025, 0, 1);

export interface ChainClock {
  /** No block of after this is believed. */
  latest(): Instant;
  noteTip(time: Instant): void;
  /** No node showed a head that could be believed, and one was from the future. */
  noteDenied(): void;
}

/**
 * How late it can be on the chain. One block with a time far ahead would let every deadline pass; but our own clock may be wrong
 * as well, and that must change nothing: how far the chain is ahead of it is learnt from its heads.
 */
export function createChainClock(now: () => Instant): ChainClock {
  let aheadMs = 0;
  let denials = 0;
  return {
    latest: () => (now() < SURELY_PAST ? Number.POSITIVE_INFINITY : now() + Math.max(0, aheadMs) + MOST_AHEAD_MS),
    noteTip(time) {
      aheadMs = time - now();
      denials = 0;
    },
    noteDenied() {
      denials += 1;
      if (denials >= MOST_DENIALS) aheadMs = Number.POSITIVE_INFINITY;
    },
  };
}
