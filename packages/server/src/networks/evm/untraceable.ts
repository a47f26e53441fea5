import type { Hex } from '../../core/hex.ts';

/** So often a block must have failed by itself before its node is doubted no more. */
const MOST_FAILURES = 3;
const MOST_REMEMBERED = 1_000;

/** What it is that failed: the block is to be tried again at once, or is beyond tracing, or its node traces nothing. */
export type TraceVerdict = 'again' | 'block' | 'node';

export interface Untraceable {
  /**
   * A node with traces has failed at this block, and at this one alone. `isHopeless`: no further try can end otherwise.
   */
  judge(hash: Hex, isHopeless: boolean): Promise<TraceVerdict>;
}

/**
 * Tells a block that cannot be traced from a node that cannot trace: it has failed several times by itself, while the node
 * goes on tracing another. Anybody can have a block made that takes a node longer than its own limit.
 */
export function createUntraceable(stillTraces: () => Promise<boolean>): Untraceable {
  const failures = new Map<Hex, number>();
  return {
    async judge(hash, isHopeless) {
      const count = (failures.get(hash) ?? 0) + 1;
      failures.set(hash, count);
      if (failures.size > MOST_REMEMBERED) failures.delete(failures.keys().next().value!);
      if (count < MOST_FAILURES && !isHopeless) return 'again';
      return (await stillTraces()) ? 'block' : 'node';
    },
  };
}
