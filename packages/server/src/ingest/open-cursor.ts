import { assuranceOf } from '../core/chain/assurance.ts';
import type { BlockHeader } from '../core/chain/blocks.ts';
import { WrongChainError } from '../core/chain/errors.ts';
import type { Hex } from '../core/hex.ts';
import { restartChain } from '../operations/restart-chain.ts';
import { keepHeaders } from '../store/chain-blocks.ts';
import { setWitnessing } from '../store/chain-cursor-moves.ts';
import { type ChainCursor, createCursor, readCursor } from '../store/chain-cursors.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import type { FollowerDeps } from './follower-deps.ts';

/** A main network whose first block is not the one we know: never believed, whatever the node says. */
export class ForeignGenesisError extends Error {
  override readonly name = 'ForeignGenesisError';
  constructor(network: string) {
    super(`${network}: the node's first block is not that of the chain in the books`);
  }
}

/**
 * Where the books stand, after making sure that the node serves the chain they are about. A network that is read for the
 * first time begins after its tip: what came before is not in the books. A test chain that was made anew begins again.
 */
export async function openCursor(deps: FollowerDeps, leaseToken: bigint): Promise<ChainCursor | 'overtaken'> {
  const { store, source, network } = deps;
  const { name, chainId, livemode } = network.spec;
  const identity = await source.identify();
  if (identity.chainId !== chainId) throw new WrongChainError(name, chainId, identity.chainId);
  const cursor = await readCursor(store, name);
  if (!cursor) return witnessed(deps, leaseToken, await begin(deps, leaseToken, identity));
  if (cursor.leaseToken !== leaseToken) return 'overtaken';
  if (cursor.genesisHash === identity.genesisHash) return witnessed(deps, leaseToken, cursor);
  if (livemode) throw new ForeignGenesisError(name);
  return restart(deps, cursor, identity.genesisHash);
}

/** From where the quorum was switched on, every block is to be read by several nodes. */
async function witnessed(
  { store, network }: FollowerDeps,
  leaseToken: bigint,
  cursor: ChainCursor | 'overtaken',
): Promise<ChainCursor | 'overtaken'> {
  const isWanted = assuranceOf(network).quorum > 1;
  if (cursor === 'overtaken' || isWanted === (cursor.witnessedNumber !== null)) return cursor;
  return (await setWitnessing(store, { network: cursor.network, leaseToken }, isWanted)) ?? 'overtaken';
}

async function begin(
  { store, source, runtime, log, network }: FollowerDeps,
  leaseToken: bigint,
  { chainId, genesisHash }: { chainId: number; genesisHash: Hex },
): Promise<ChainCursor | 'overtaken'> {
  const { name } = network.spec;
  const start: BlockHeader = await source.readTip();
  await retriedTransaction(store, async (tx) => {
    await createCursor(tx, { network: name, chainId, genesisHash, start, leaseToken, at: runtime.now() });
    await keepHeaders(tx, name, [start]);
  });
  const cursor = await readCursor(store, name);
  if (cursor?.leaseToken !== leaseToken) return 'overtaken';
  log.started({ network: name, at: start.number });
  return cursor;
}

async function restart(deps: FollowerDeps, cursor: ChainCursor, genesisHash: Hex): Promise<ChainCursor | 'overtaken'> {
  const start = await deps.source.readTip();
  const result = await restartChain(deps, { cursor, leaseToken: cursor.leaseToken, genesisHash, start });
  if (result.outcome !== 'restarted') return 'overtaken';
  deps.log.restarted({ network: cursor.network, at: start.number });
  deps.onChanges(result.changes);
  return result.cursor;
}
