import type { NetworkConfig } from '../config/network-spec.ts';
import type { ChainTransfer } from '../core/chain/blocks.ts';
import type { Transaction } from '../store/database.ts';
import { type FoundTransfer, identityOf } from '../store/transfers.ts';
import { readUnlistedTransfers } from '../store/unlisted-transfers.ts';

/**
 * Transfers of tokens outside the catalogue that are kept for one session, on all networks together. They never count: a
 * few tell the merchant that somebody paid in the wrong coin. Anyone can make a contract log thousands for the price of
 * one transaction, and each row would be read again whenever the session is.
 */
const UNLISTED_PER_SESSION = 20;

export interface Limited<T> {
  readonly kept: readonly T[];
  /** How many transfers of unlisted tokens were left out. */
  readonly leftOut: number;
}

/**
 * What of a range can find room at all, before anything is asked about its blocks: to each recipient the first of the
 * unlisted tokens' transfers, and all of the listed ones'. `transfers` are in chain order.
 */
export function firstUnlisted<T extends ChainTransfer>(network: NetworkConfig, transfers: readonly T[]): Limited<T> {
  const listed = new Set(network.spec.tokens.map(({ contract }) => contract));
  const isListed = ({ contract }: T) => contract === null || listed.has(contract);
  return limit(transfers, isListed, ({ to }) => to, new Map());
}

/**
 * What of the found transfers finds room beside what is in the books already. The sessions must be locked: two networks'
 * searches may both find something for one. `found` are in chain order; those in the books are not among what is kept.
 */
export async function limitUnlisted(
  tx: Transaction,
  network: string,
  found: readonly FoundTransfer[],
): Promise<Limited<FoundTransfer>> {
  const unlisted = found.filter(({ listed }) => !listed);
  if (unlisted.length === 0) return { kept: found, leftOut: 0 };
  const stored = await readUnlistedTransfers(tx, unlisted);
  const known = new Set(stored.filter((each) => each.network === network).map(identityOf));
  const taken = new Map<string, number>();
  for (const { sessionId } of stored) taken.set(sessionId, (taken.get(sessionId) ?? 0) + 1);
  const fresh = found.filter((each) => each.listed || !known.has(identityOf(each)));
  return limit(
    fresh,
    ({ listed }) => listed,
    ({ sessionId }) => sessionId,
    taken,
  );
}

function limit<T>(
  transfers: readonly T[],
  isListed: (transfer: T) => boolean,
  ownerOf: (transfer: T) => string,
  taken: Map<string, number>,
): Limited<T> {
  const kept = transfers.filter((transfer) => {
    if (isListed(transfer)) return true;
    const before = taken.get(ownerOf(transfer)) ?? 0;
    taken.set(ownerOf(transfer), before + 1);
    return before < UNLISTED_PER_SESSION;
  });
  return { kept, leftOut: transfers.length - kept.length };
}
