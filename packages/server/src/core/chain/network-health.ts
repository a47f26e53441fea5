import type { Instant, Milliseconds } from '../time.ts';

const LEAST_PATIENCE_MS: Milliseconds = 60_000;
const PATIENCE_BLOCKS = 20;
/** Further behind than this, a payment would be seen too late for the one who waits for it. */
const LARGEST_LAG_MS: Milliseconds = 120_000;

/** How far a network was read when its node was last heard. */
export interface ReadingProgress {
  readonly number: bigint;
  readonly tipNumber: bigint;
  /** When its node was last heard. */
  readonly updatedAt: Instant;
}

/** The blocks that the books are behind the node. */
export function lagBlocksOf({ number, tipNumber }: ReadingProgress): number {
  return Number(tipNumber - number);
}

/** So many blocks the books may be behind before the network counts as unhealthy. */
export function mostLagBlocks(blockTimeMs: Milliseconds): bigint {
  return BigInt(Math.floor(LARGEST_LAG_MS / blockTimeMs));
}

/**
 * A network counts as healthy while its node is heard (at least once in a minute or in twenty of its blocks) and the books
 * are at most two minutes’ worth of blocks behind it.
 */
export function isHealthy(progress: ReadingProgress, blockTimeMs: Milliseconds, now: Instant): boolean {
  const patienceMs = Math.max(LEAST_PATIENCE_MS, PATIENCE_BLOCKS * blockTimeMs);
  return now - progress.updatedAt <= patienceMs && lagBlocksOf(progress) * blockTimeMs <= LARGEST_LAG_MS;
}
