import type { NetworkConfig } from '../config/network-spec.ts';
import { findRoom } from '../core/books/unlisted-room.ts';
import type { ChainTransfer } from '../core/chain/blocks.ts';
import type { Transaction } from '../store/database.ts';
import { type FoundTransfer, identityOf } from '../store/transfers.ts';
import { readUnlistedTransfers, type StoredTransfer } from '../store/unlisted-transfers.ts';

export interface Limited<T> {
  readonly kept: readonly T[];
  /** How many transfers of unlisted tokens were left out. */
  readonly leftOut: number;
}

/**
 * What of a range can find room at all, before anything is asked about its blocks: to each recipient what would have room
 * in books that are empty, and all of the listed tokens' transfers. `transfers` are in chain order.
 */
export function firstUnlisted<T extends ChainTransfer>(network: NetworkConfig, transfers: readonly T[]): Limited<T> {
  const { name, tokens } = network.spec;
  const listed = new Set(tokens.map(({ contract }) => contract));
  const isListed = ({ contract }: T) => contract === null || listed.has(contract);
  return limit(name, transfers, { isListed, ownerOf: ({ to }) => to, storedOf: () => [] });
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
  const fresh = found.filter((each) => each.listed || !known.has(identityOf(each)));
  const bySession = Map.groupBy(stored, ({ sessionId }) => sessionId);
  return limit(network, fresh, {
    isListed: ({ listed }) => listed,
    ownerOf: ({ sessionId }) => sessionId,
    storedOf: (sessionId) => bySession.get(sessionId) ?? [],
  });
}

interface Owners<T> {
  readonly isListed: (transfer: T) => boolean;
  readonly ownerOf: (transfer: T) => string;
  readonly storedOf: (owner: string) => readonly StoredTransfer[];
}

function limit<T extends ChainTransfer>(
  network: string,
  transfers: readonly T[],
  { isListed, ownerOf, storedOf }: Owners<T>,
): Limited<T> {
  const unlisted = transfers.filter((transfer) => !isListed(transfer));
  const withRoom = new Set<T>();
  for (const [owner, own] of Map.groupBy(unlisted, ownerOf)) {
    const asked = own.map((transfer) => ({ transfer, network, ...pick(transfer) }));
    for (const { transfer } of findRoom(storedOf(owner), asked)) withRoom.add(transfer);
  }
  const kept = transfers.filter((transfer) => isListed(transfer) || withRoom.has(transfer));
  return { kept, leftOut: transfers.length - kept.length };
}

const pick = ({ contract, amountAtomic }: ChainTransfer) => ({ contract, amountAtomic });
