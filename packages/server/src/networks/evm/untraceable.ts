import type { Hex } from '../../core/hex.ts';

/** So often a block must have failed by itself before its node is doubted no more. */
const MOST_FAILURES = 3;
const MOST_REMEMBERED = 1_000;

export interface Untraceable {
  /** A node with traces has failed at this block, and at this one alone; whether it is the block's fault and not the node's. */
  has(hash: Hex): Promise<boolean>;
}

/**
 * Tells a block that cannot be traced from a node that cannot trace: it has failed several times by itself, while the node
 * goes on tracing another. Anybody can have a block made that takes a node longer than its own limit.
 */
export function createUntraceable(stillTraces: () => Promise<boolean>): Untraceable {
  const failures = new Map<Hex, number>();
  return {
    async has(hash) {
      const count = (failures.get(hash) ?? 0) + 1;
      failures.set(hash, count);
      if (failures.size > MOST_REMEMBERED) failures.delete(failures.keys().next().value!);
      return count >= MOST_FAILURES && stillTraces();
    },
  };
}
