import type { BlockHeader } from '../../core/chain/blocks.ts';
import { ChainReadError } from '../../core/chain/errors.ts';
import type { Hex } from '../../core/hex.ts';
import { getBlock } from './blocks.ts';
import { inconsistent, toHash, toHeader, toQuantity, toRecord } from './normalize.ts';
import type { RpcClient } from './rpc.ts';

/** Headers by number, in the order asked; `null` where the node has no such block. */
export function readHeaders(rpc: RpcClient, numbers: readonly bigint[]): Promise<(BlockHeader | null)[]> {
  if (numbers.length === 0) return Promise.resolve([]);
  const calls = numbers.map((number) => getBlock(number, false));
  return rpc.read(calls, (results, host) =>
    results.map((result, i) => {
      if (result === null) return null;
      const header = toHeader(toRecord(result, host, 'block'), host, rpc.latestTime());
      if (header.number !== numbers[i]) throw inconsistent(host, `block ${header.number} when asked for ${numbers[i]}`);
      return header;
    }),
  );
}

/**
 * The latest block. Unless it is `known` or its child, the block behind it is read too and must be its parent: behind a
 * balancer, a node may announce a head whose chain its sisters do not have.
 */
export async function readTip(rpc: RpcClient, known: BlockHeader | null): Promise<BlockHeader> {
  const tip = await rpc.read([getBlock('latest', false)], ([result], host) => {
    if (result === null) throw new ChainReadError('behind', `${host} has no block at all`, { host });
    return toHeader(toRecord(result, host, 'block'), host, rpc.latestTime());
  });
  if (tip.number === 0n || tip.hash === known?.hash || tip.parentHash === known?.hash) return tip;
  const [parent] = await readHeaders(rpc, [tip.number - 1n]);
  if (parent?.hash !== tip.parentHash) {
    throw new ChainReadError('inconsistent', `the block behind ${tip.number} is not its parent`);
  }
  return tip;
}

/** The chain id and the genesis block's hash. The id has been compared with the configured one by the client already. */
export function identify(rpc: RpcClient): Promise<{ readonly chainId: number; readonly genesisHash: Hex }> {
  return rpc.read([{ method: 'eth_chainId', params: [] }, getBlock(0n, false)], ([chainId, genesis], host) => ({
    chainId: Number(toQuantity(chainId, host, 'chain id')),
    genesisHash: toHash(toRecord(genesis, host, 'genesis block')['hash'], host, 'genesis hash'),
  }));
}
