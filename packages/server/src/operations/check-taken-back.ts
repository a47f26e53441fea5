import type { NetworkConfig } from '../config/network-spec.ts';
import type { StandingTransfer } from '../core/books/compare-transfers.ts';
import { assuranceOf } from '../core/chain/assurance.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Claim } from '../core/chain/witness.ts';
import { askWitnesses } from './ask-witnesses.ts';

/**
 * What several nodes had to show before it was credited, one alone does not take back or change: as many must say that they do
 * not have it as it is in the books. Throws `ChainReadError` when they do not, or when too few answer.
 */
export async function checkTakenBack(
  source: Pick<ChainSource, 'witnesses'>,
  network: NetworkConfig,
  transfers: readonly StandingTransfer[],
): Promise<void> {
  const { quorum } = assuranceOf(network);
  if (quorum === 1 || transfers.length === 0) return;
  const claims = transfers.map(toClaim);
  const heard = await askWitnesses(source.witnesses(), quorum, async (witness) => {
    const testimonies = await witness.testify(claims);
    if (testimonies.every((testimony) => testimony === 'not_seen')) return true;
    throw new ChainReadError('inconsistent', `${witness.host} shows it`, { host: witness.host });
  });
  if (heard.length >= quorum) return;
  throw new ChainReadError(
    'inconsistent',
    `${heard.length} of ${quorum} nodes of ${network.spec.name} say that what is in the books is not on the chain`,
  );
}

function toClaim(stored: StandingTransfer): Claim {
  const { txHash, position, contract, sender: from, recipient: to, amountAtomic } = stored;
  const block = { number: stored.blockNumber, hash: stored.blockHash, timestamp: stored.blockTime };
  return { block, confirming: block, transfer: { txHash, position, contract, from, to, amountAtomic }, finality: null };
}
