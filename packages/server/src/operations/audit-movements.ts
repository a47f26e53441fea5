import type { NetworkConfig } from '../config/network-spec.ts';
import {
  type ChainReading,
  type Changed,
  type ChangedField,
  compareTransfers,
  confirmationFlaw,
  type StandingTransfer,
} from '../core/books/compare-transfers.ts';
import { type Difference, difference } from '../core/books/difference.ts';
import type { FoundTransfer } from '../store/transfers.ts';

/**
 * What reading a network's blocks shows: the tokens of the catalogue, the coin that transactions carry, and where the node has
 * traces the coin that moves inside them.
 */
export function showsLikeThese(
  { spec }: NetworkConfig,
  isTraced: (blockNumber: bigint) => boolean,
): (stored: StandingTransfer) => boolean {
  const watched = new Set(spec.tokens.map(({ contract }) => contract));
  return ({ contract, position, blockNumber }) => {
    if (contract !== null) return watched.has(contract);
    // Rewards are shown by one of the two kinds of traces only.
    return position.startsWith('trace:') ? isTraced(blockNumber) : !position.startsWith('reward:');
  };
}

/** Every difference between what blocks moved to addresses of ours and what stands in the books, which stand at `cursor`. */
export function auditMovements(
  network: string,
  reading: ChainReading<FoundTransfer>,
  standing: readonly StandingTransfer[],
  cursor: bigint,
): readonly Difference[] {
  const { missing, gone, changed } = compareTransfers(reading, standing);
  const isGone = new Set(gone);
  return [
    ...missing.map(describeMissing(network)),
    ...gone.map((stored) =>
      difference('not_on_chain', at(stored), {
        expected: `nothing (the chain's block is ${reading.hashes.get(stored.blockNumber) ?? 'unknown'})`,
        found: `${stored.amountAtomic} of ${assetOf(stored)} in block ${stored.blockHash}`,
      }),
    ),
    ...changed.flatMap(describeChanged),
    ...standing.filter((stored) => !isGone.has(stored)).flatMap((stored) => describeConfirmation(stored, cursor)),
  ];
}

const assetOf = ({ contract }: { readonly contract: string | null }) => contract ?? 'the native coin';

const at = (stored: StandingTransfer) => ({
  network: stored.network,
  block: stored.blockNumber,
  txHash: stored.txHash,
  position: stored.position,
  organizationId: stored.organizationId,
  sessionId: stored.sessionId,
  transferId: stored.id,
});

const describeMissing = (network: string) => (found: FoundTransfer) => {
  const { organizationId, sessionId, txHash, position, block, amountAtomic } = found;
  const place = { network, block: block.number, txHash, position, organizationId, sessionId };
  return difference('missing', place, { expected: `${amountAtomic} of ${assetOf(found)}`, found: 'nothing' });
};

function describeChanged({ stored, chain, fields }: Changed<FoundTransfer>): readonly Difference[] {
  const values: Readonly<Record<ChangedField, readonly [chain: unknown, books: unknown]>> = {
    amount: [chain.amountAtomic, stored.amountAtomic],
    owner: [chain.sessionId, stored.sessionId],
    asset: [assetOf(chain), assetOf(stored)],
    recipient: [chain.to, stored.recipient],
    sender: [chain.from, stored.sender],
    block: [chain.block.number, stored.blockNumber],
    time: [chain.block.timestamp, stored.blockTime],
  };
  return fields.map((field) => {
    const [expected, found] = values[field];
    return difference('changed', at(stored), { expected: `${field} ${expected}`, found: String(found) });
  });
}

function describeConfirmation(stored: StandingTransfer, cursor: bigint): readonly Difference[] {
  const flaw = confirmationFlaw(stored, cursor);
  if (flaw === null) return [];
  const is = (confirmed: boolean) => (confirmed ? 'confirmed' : 'not confirmed');
  const expected = `${is(flaw === 'unconfirmed')} (by block ${stored.confirmNumber}, with the books at ${cursor})`;
  return [difference(flaw, at(stored), { expected, found: is(flaw === 'confirmed_early') })];
}
