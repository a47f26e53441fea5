import type { ChainTransfer } from '../chain/blocks.ts';
import type { Hex } from '../hex.ts';
import type { Instant } from '../time.ts';
import type { Position } from './accounts.ts';

/** A movement that the chain shows, and whose address it went to. */
export interface Movement extends ChainTransfer {
  readonly organizationId: string;
  readonly sessionId: string;
  readonly block: { readonly number: bigint; readonly hash: Hex; readonly timestamp: Instant };
}

/** A transfer that stands in the books: neither orphaned nor of a chain that no longer exists. */
export interface StandingTransfer {
  readonly organizationId: string;
  readonly id: string;
  /** Whose address it reached. */
  readonly sessionId: string;
  /** Taken by a person as payment of this one instead. */
  readonly attachedSessionId: string | null;
  readonly network: string;
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly blockTime: Instant;
  readonly txHash: Hex;
  readonly position: string;
  readonly contract: Hex | null;
  readonly sender: Hex;
  readonly recipient: Hex;
  readonly amountAtomic: bigint;
  readonly listed: boolean;
  readonly confirmNumber: bigint;
  readonly confirmedAt: Instant | null;
  /** More than its confirming block is asked of it. */
  readonly gated: boolean;
  readonly bookedAs: Position | null;
  /** The session that it pays was told as paid: its confirmation stands as long as its own block does. */
  readonly toldPaid: boolean;
}

export type ChangedField = 'amount' | 'owner' | 'asset' | 'recipient' | 'sender' | 'block' | 'time';

export interface Changed<M> {
  readonly stored: StandingTransfer;
  readonly chain: M;
  readonly fields: readonly ChangedField[];
}

export interface TransferComparison<M> {
  /** On the chain, and not in the books. */
  readonly missing: readonly M[];
  /** In the books, and not on the chain. */
  readonly gone: readonly StandingTransfer[];
  /** In both, and not the same. */
  readonly changed: readonly Changed<M>[];
}

export interface ChainReading<M> {
  /** Everything that the blocks show to addresses of ours. */
  readonly movements: readonly M[];
  /** The chain's blocks, at least at the heights of what is compared. */
  readonly hashes: ReadonlyMap<bigint, Hex>;
  /** Whether the reading shows such a transfer if there is one; of others only the block can be told. */
  readonly shows: (stored: StandingTransfer) => boolean;
}

/** Holds the books against the chain, over the same blocks. */
export function compareTransfers<M extends Movement>(
  { movements, hashes, shows }: ChainReading<M>,
  standing: readonly StandingTransfer[],
): TransferComparison<M> {
  const onChain = new Map(movements.map((each) => [identityOf(each.block.hash, each), each]));
  const missing = new Map(onChain);
  const gone: StandingTransfer[] = [];
  const changed: Changed<M>[] = [];
  for (const stored of standing) {
    const identity = identityOf(stored.blockHash, stored);
    const chain = onChain.get(identity);
    missing.delete(identity);
    if (chain !== undefined) {
      const fields = changedFields(stored, chain);
      if (fields.length > 0) changed.push({ stored, chain, fields });
    } else if (hashes.get(stored.blockNumber) !== stored.blockHash || shows(stored)) gone.push(stored);
  }
  return { missing: [...missing.values()], gone, changed };
}

const identityOf = (blockHash: Hex, { txHash, position }: { readonly txHash: Hex; readonly position: string }) =>
  `${blockHash} ${txHash} ${position}`;

function changedFields(stored: StandingTransfer, chain: Movement): readonly ChangedField[] {
  const same: Readonly<Record<ChangedField, boolean>> = {
    amount: stored.amountAtomic === chain.amountAtomic,
    owner: stored.sessionId === chain.sessionId && stored.organizationId === chain.organizationId,
    asset: stored.contract === chain.contract,
    recipient: stored.recipient === chain.to,
    sender: stored.sender === chain.from,
    block: stored.blockNumber === chain.block.number,
    time: stored.blockTime === chain.block.timestamp,
  };
  return (Object.keys(same) as ChangedField[]).filter((field) => !same[field]);
}

/**
 * What is wrong with a transfer's confirmation, where the books stand at `cursor`: its block has been read and it is not
 * confirmed, or the other way round. Null where nothing is.
 */
export function confirmationFlaw(stored: StandingTransfer, cursor: bigint): 'unconfirmed' | 'confirmed_early' | null {
  if (stored.confirmedAt === null) return stored.confirmNumber <= cursor && !stored.gated ? 'unconfirmed' : null;
  return stored.confirmNumber > cursor && !stored.toldPaid ? 'confirmed_early' : null;
}
