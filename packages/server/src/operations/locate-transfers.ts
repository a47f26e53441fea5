import type { NetworkConfig } from '../config/network-spec.ts';
import type { BlockHeader, ChainTransfer } from '../core/chain/blocks.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Hex } from '../core/hex.ts';
import { findOwners } from '../store/addresses.ts';
import { readHeadersAt } from '../store/chain-blocks.ts';
import type { ChainCursor } from '../store/chain-cursors.ts';
import type { Store } from '../store/database.ts';
import type { ConfirmingBlock, FoundTransfer } from '../store/transfers.ts';
import type { LocatedTransfer } from './match-transfers.ts';

type RangeTransfer = ChainTransfer & { readonly blockNumber: bigint; readonly blockHash: Hex };
type Reading = Pick<ChainSource, 'readHeaders'>;

/**
 * Puts the transfers of a range to our addresses into their blocks. Throws `ChainReadError` when one is of another block
 * than the canonical one at its height: the answer comes from another fork, or from before a reorg. `host`: who shows them, where
 * it is one node alone.
 */
export async function locateTransfers(
  store: Store,
  source: Reading,
  network: NetworkConfig,
  transfers: readonly RangeTransfer[],
  host?: string,
): Promise<readonly LocatedTransfer[]> {
  const owners = await findOwners(store, [...new Set(transfers.map(({ to }) => to))]);
  const ours = transfers.filter(({ to }) => owners.has(to));
  const headers = await headersAt(store, source, network.spec.name, [
    ...new Set(ours.map(({ blockNumber }) => blockNumber)),
  ]);
  return ours.map(({ blockNumber, blockHash, ...transfer }) => {
    const block = headers.get(blockNumber);
    if (block?.hash === blockHash) return { block, transfer };
    const what = `${host ?? network.spec.name} shows transfers of another block ${blockNumber}`;
    throw new ChainReadError('inconsistent', what, host === undefined ? {} : { host });
  });
}

/** The blocks in the books that confirm these transfers. */
export async function readConfirming(
  store: Store,
  source: Reading,
  found: readonly Pick<FoundTransfer, 'confirmNumber'>[],
  cursor: ChainCursor,
): Promise<readonly ConfirmingBlock[]> {
  const numbers = found.map(({ confirmNumber }) => confirmNumber).filter((number) => number <= cursor.number);
  return [...(await headersAt(store, source, cursor.network, [...new Set(numbers)])).values()];
}

/** Headers of these heights: kept ones, and from the node what lies deeper than is kept. */
export async function headersAt(
  store: Store,
  source: Reading,
  network: string,
  numbers: readonly bigint[],
): Promise<ReadonlyMap<bigint, BlockHeader>> {
  const headers = new Map((await readHeadersAt(store, network, numbers)).map((header) => [header.number, header]));
  const deeper = numbers.filter((number) => !headers.has(number));
  if (deeper.length === 0) return headers;
  for (const header of await source.readHeaders(deeper)) {
    if (header === null)
      throw new ChainReadError('behind', `too few nodes of ${network} show blocks that were read before`);
    headers.set(header.number, header);
  }
  return headers;
}
