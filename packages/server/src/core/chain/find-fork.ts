import type { Hex } from '../hex.ts';
import type { BlockHeader } from './blocks.ts';

/** A block that is in the books: enough of it to recognise it. */
export interface KnownBlock {
  readonly number: bigint;
  readonly hash: Hex;
}

export type ForkSearch =
  /** The last block that the books and the chain share; everything known above it is gone. */
  | { readonly outcome: 'found'; readonly fork: BlockHeader }
  /** The chain shows other blocks at known heights and shares none of those looked at: the fork lies deeper. */
  | { readonly outcome: 'deeper' }
  /** The chain shows nothing at any known height. A node that lags looks so: it proves nothing. */
  | { readonly outcome: 'unknown' };

/**
 * Finds where the chain left the books. `known` and `seen` may come in any order; `null` in `seen` is a height that the
 * node does not have. A block's hash covers all of its ancestors, so the highest equal pair is the fork.
 */
export function findFork(known: readonly KnownBlock[], seen: readonly (BlockHeader | null)[]): ForkSearch {
  const seenAt = new Map(seen.filter((header) => header !== null).map((header) => [header.number, header]));
  let fork: BlockHeader | null = null;
  let contradicted = false;
  for (const { number, hash } of known) {
    const header = seenAt.get(number);
    if (header === undefined) continue;
    if (header.hash !== hash) contradicted = true;
    else if (fork === null || header.number > fork.number) fork = header;
  }
  if (fork !== null) return { outcome: 'found', fork };
  return { outcome: contradicted ? 'deeper' : 'unknown' };
}
