import type { ObservedTransfer } from '../packages/server/src/core/session/facts.ts';
import { type LocatedMovement, movementsOf } from './chain.ts';
import { CONFIRMATIONS, type SimulatedNetwork } from './world.ts';

/** A row of `transfers`, as far as it is compared. */
export interface TransferRow {
  readonly id: string;
  readonly session_id: string;
  readonly attached_session_id: string | null;
  readonly network: string;
  readonly block_hash: string;
  readonly tx_hash: string;
  readonly position: string;
  readonly contract: string | null;
  readonly recipient: string;
  readonly amount: bigint;
  readonly listed: boolean;
  readonly confirmed_at: number | null;
  readonly orphaned_at: number | null;
  readonly booked_as: string | null;
}

export const identityOf = (network: string, blockHash: string, txHash: string, position: string) =>
  `${network} ${blockHash} ${txHash} ${position}`;

export interface ChainTransfer extends LocatedMovement {
  readonly network: SimulatedNetwork;
  readonly identity: string;
  readonly isListed: boolean;
  /** In a block that the books are about; what came before may be in them too, where a search found it. */
  readonly isRequired: boolean;
}

/** Every movement of something to one of these addresses on the chains as they are. */
export function transfersOnChain(
  networks: readonly SimulatedNetwork[],
  addresses: ReadonlySet<string>,
  firstNumbers: ReadonlyMap<string, bigint>,
): readonly ChainTransfer[] {
  return networks.flatMap((each) => {
    const { name, tokens } = each.network.spec;
    const first = firstNumbers.get(name);
    if (first === undefined) return [];
    const listed = new Set(tokens.map(({ contract }) => contract));
    return each.chain.branch
      .flatMap(movementsOf)
      .filter(({ to, amountAtomic }) => addresses.has(to) && amountAtomic > 0n)
      .map((movement) => ({
        ...movement,
        network: each,
        identity: identityOf(name, movement.block.hash, movement.txHash, movement.position),
        isListed: movement.contract === null || listed.has(movement.contract),
        isRequired: movement.block.number > first,
      }));
  });
}

/** The fact that the chain alone gives: its confirming block is counted from its own. */
export function observed(transfer: ChainTransfer, row: TransferRow, keepsTold: boolean): ObservedTransfer {
  const { block, network, txHash, position, contract, amountAtomic, isListed } = transfer;
  const confirming = network.chain.blockAt(block.number + BigInt(CONFIRMATIONS) - 1n);
  const confirmedAt = confirming?.timestamp ?? null;
  return {
    id: row.id,
    network: network.network.spec.name,
    blockNumber: block.number,
    blockHash: block.hash,
    txHash,
    position,
    contract,
    listed: isListed,
    amountAtomic,
    arrivedAt: block.timestamp,
    // A confirmation that was told as paid stands for as long as the transfer's own block does.
    confirmedAt: keepsTold && row.confirmed_at !== null ? row.confirmed_at : confirmedAt,
  };
}
