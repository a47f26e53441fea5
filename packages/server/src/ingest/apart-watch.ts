import type { ChainReadError } from '../core/chain/errors.ts';
import type { Instant } from '../core/time.ts';

/** Nodes are a block apart all the time: only one that stays so is told of. */
const PATIENCE_MS = 60_000;

export interface Round {
  /** The hosts that showed what the others show. */
  readonly heard: readonly string[];
  /** Why others were not heard, though enough were. */
  readonly faults: readonly ChainReadError[];
}

export interface ApartWatch {
  note(round: Round): void;
}

/**
 * One node that shows something else holds nothing up while there are enough others, and so nobody would know of it: it is
 * told once it has done so for a minute, and when it fits again. What it fails at otherwise is told as a fault of the node.
 */
export function createApartWatch(now: () => Instant, tell: (host: string, detail: string | null) => void): ApartWatch {
  const since = new Map<string, Instant>();
  const told = new Set<string>();
  return {
    note({ heard, faults }) {
      for (const host of heard) {
        since.delete(host);
        if (told.delete(host)) tell(host, null);
      }
      for (const { reason, host, message } of faults) {
        if (reason !== 'inconsistent' || host === null || told.has(host)) continue;
        if (!since.has(host)) since.set(host, now());
        if (now() - since.get(host)! < PATIENCE_MS) continue;
        told.add(host);
        tell(host, message);
      }
    },
  };
}
