import type { Milliseconds } from '../time.ts';

/** How a network is read. Heights and counts are in blocks. */
export interface ReadingPolicy {
  /** The most blocks in one batch, which is one transaction. */
  readonly largestBatch: number;
  /** Below the tip by so much no reorg is expected; every block's logs are read a second time at this depth. */
  readonly finalDepth: bigint;
  /** How many blocks a second reading covers at once; fewer would cost a call for each block. */
  readonly rereadSpan: bigint;
  /** How many headers are kept to find forks by. A deeper reorg is found by the blocks of known transfers. */
  readonly keptHeaders: bigint;
}

const LEAST_FINAL_DEPTH = 64;
const REREAD_EVERY_MS = 60_000;
const LARGEST_BATCH = 500;
const LEAST_KEPT_HEADERS = 2048;

/** A network is read a second time about once in a minute, at twice its confirmations and at least 64 blocks deep. */
export function readingPolicy(network: {
  readonly confirmations: number;
  readonly blockTimeMs: Milliseconds;
}): ReadingPolicy {
  const finalDepth = Math.max(LEAST_FINAL_DEPTH, 2 * network.confirmations);
  const perReread = Math.ceil(REREAD_EVERY_MS / network.blockTimeMs);
  return {
    largestBatch: LARGEST_BATCH,
    finalDepth: BigInt(finalDepth),
    rereadSpan: BigInt(Math.max(1, Math.min(perReread, LARGEST_BATCH))),
    keptHeaders: BigInt(Math.max(LEAST_KEPT_HEADERS, 4 * finalDepth)),
  };
}
