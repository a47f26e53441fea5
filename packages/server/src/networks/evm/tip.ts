import type { BlockHeader } from '../../core/chain/blocks.ts';
import { ChainReadError } from '../../core/chain/errors.ts';
import type { Hex } from '../../core/hex.ts';
import { getBlock } from './blocks.ts';
import type { HostHead } from './host-head.ts';
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

/** The latest block, and whose word that is. */
export function readHead(rpc: RpcClient): Promise<HostHead> {
  return rpc.read([getBlock('latest', false)], ([result], host) => {
    if (result === null) throw new ChainReadError('behind', `${host} has no block at all`, { host });
    return { host, head: toHeader(toRecord(result, host, 'block'), host, rpc.latestTime()) };
  });
}

/**
 * Whether the block behind a head is its parent. It is read, unless the head is `known` or its child: behind a balancer, a
 * node may announce a head whose chain its sisters do not have.
 */
export async function followsFromParent(
  rpc: RpcClient,
  head: BlockHeader,
  known: BlockHeader | null,
): Promise<boolean> {
  if (head.number === 0n || head.hash === known?.hash || head.parentHash === known?.hash) return true;
  const [parent] = await readHeaders(rpc, [head.number - 1n]);
  return parent?.hash === head.parentHash;
}

/** The chain id and the genesis block's hash. The id has been compared with the configured one by the client already. */
export function identify(rpc: RpcClient): Promise<{ readonly chainId: number; readonly genesisHash: Hex }> {
  return rpc.read([{ method: 'eth_chainId', params: [] }, getBlock(0n, false)], ([chainId, genesis], host) => ({
    chainId: Number(toQuantity(chainId, host, 'chain id')),
    genesisHash: toHash(toRecord(genesis, host, 'genesis block')['hash'], host, 'genesis hash'),
  }));
}
