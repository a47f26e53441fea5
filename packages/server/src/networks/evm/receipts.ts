import type { BlockHeader, ChainTransfer } from '../../core/chain/blocks.ts';
import { ChainReadError } from '../../core/chain/errors.ts';
import { inconsistent, malformed, toHash, toRecord } from './normalize.ts';
import type { RpcClient } from './rpc.ts';

/** What a transaction moved: its own value, or value moved inside it. */
const isOfTransaction = ({ position }: ChainTransfer) => position === 'tx' || position.startsWith('trace:');

/** Drops the candidates whose transaction failed, by its receipt, which must be of exactly this block. */
export async function dropReverted(
  rpc: RpcClient,
  block: BlockHeader,
  candidates: readonly ChainTransfer[],
): Promise<readonly ChainTransfer[]> {
  const hashes = [...new Set(candidates.filter(isOfTransaction).map(({ txHash }) => txHash))];
  if (hashes.length === 0) return candidates;
  const calls = hashes.map((hash) => ({ method: 'eth_getTransactionReceipt', params: [hash] }));
  const failed = await rpc.read(calls, (results, host) => {
    return new Set(hashes.filter((hash, i) => !succeeded(results[i], hash, block, host)));
  });
  return candidates.filter((each) => !isOfTransaction(each) || !failed.has(each.txHash));
}

function succeeded(result: unknown, hash: string, block: BlockHeader, host: string): boolean {
  if (result === null)
    throw new ChainReadError('behind', `${host} has no receipt of a transaction in a block`, { host });
  const receipt = toRecord(result, host, 'receipt');
  if (toHash(receipt['transactionHash'], host, 'transaction hash') !== hash)
    throw inconsistent(host, "another's receipt");
  if (toHash(receipt['blockHash'], host, 'block hash') !== block.hash) {
    throw inconsistent(host, `a receipt of another block than ${block.number}`);
  }
  if (receipt['status'] === '0x1') return true;
  if (receipt['status'] === '0x0') return false;
  throw malformed(host, 'a receipt without status');
}
