import type { BlockHeader } from '../core/chain/blocks.ts';
import type { Instant } from '../core/time.ts';
import type { ChainCursor } from '../store/chain-cursors.ts';

/** How one follower fares, as it knows itself. Other processes judge by the cursor in the books. */
export interface FollowerHealth {
  readonly network: string;
  /** Whether this process holds the network's lease. */
  readonly following: boolean;
  /** Following, and the last look at the node went well. */
  readonly healthy: boolean;
  readonly cursor: bigint | null;
  readonly tip: bigint | null;
  readonly lagBlocks: number | null;
  /** The last fault, without any URL: those may hold keys. Null since all went well again. */
  readonly lastError: string | null;
  /** When the cursor last moved or the node's tip was found to be in the books. */
  readonly lastProgressAt: Instant | null;
}

export function unknownHealth(network: string): FollowerHealth {
  return {
    network,
    following: false,
    healthy: false,
    cursor: null,
    tip: null,
    lagBlocks: null,
    lastError: null,
    lastProgressAt: null,
  };
}

export function healthyAt(cursor: ChainCursor, tip: BlockHeader, now: Instant): FollowerHealth {
  const lag = tip.number - cursor.number;
  return {
    network: cursor.network,
    following: true,
    healthy: true,
    cursor: cursor.number,
    tip: tip.number,
    lagBlocks: lag > 0n ? Number(lag) : 0,
    lastError: null,
    lastProgressAt: now,
  };
}

export function faltering(health: FollowerHealth, error: unknown): FollowerHealth {
  return { ...health, healthy: false, lastError: describe(error) };
}

function describe(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replaceAll(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '[url]');
}
