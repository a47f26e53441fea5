import type { SharedDatabase } from './gated-pool.ts';

/** How far each network was ever read: a reorg sets the cursor back, but what was told before then was told rightly. */
export interface ReadTo {
  readonly watch: SharedDatabase['watch'];
  /** The latest block time that the books of this network ever reached. */
  furthest(network: string): number | undefined;
}

interface SeenCursor {
  readonly network: string;
  readonly block_time?: number;
}

export function createReadTo(): ReadTo {
  const furthest = new Map<string, number>();
  return {
    watch(text, { rows }) {
      if (!/^(UPDATE chain_cursors|select \* from "chain_cursors")/.test(text)) return;
      for (const { network, block_time = 0 } of rows as readonly SeenCursor[]) {
        furthest.set(network, Math.max(block_time, furthest.get(network) ?? block_time));
      }
    },
    furthest: (network) => furthest.get(network),
  };
}
