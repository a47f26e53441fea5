import { ChainReadError } from '../../core/chain/errors.ts';
import type { Hex } from '../../core/hex.ts';
import { getBlock } from './blocks.ts';
import { inconsistent, malformed, quantity, toHash, toQuantity, toRecord } from './normalize.ts';
import type { RpcClient } from './rpc.ts';
import type { RpcCall } from './rpc-asker.ts';

/** `balanceOf(address)`: selector and padded owner. */
const BALANCE_OF = '0x70a08231000000000000000000000000';
const WORD = 66;

export interface BalanceQuestion {
  readonly owner: Hex;
  /** The token's contract; `null` for the native coin. */
  readonly contract: Hex | null;
}

/**
 * What these owners held at one block, in the order asked; `null` for a token without a contract there. Throws unless the
 * node's block of that height is the one asked about. The block must be so recent that the node still has its state.
 */
export function readBalances(
  rpc: RpcClient,
  block: { readonly number: bigint; readonly hash: Hex },
  questions: readonly BalanceQuestion[],
): Promise<readonly (bigint | null)[]> {
  if (questions.length === 0) return Promise.resolve([]);
  const calls = [getBlock(block.number, false), ...questions.map((question) => ask(question, block.number))];
  return rpc.read(calls, ([header, ...results], host) => {
    if (header === null) throw new ChainReadError('behind', `${host} does not have block ${block.number}`, { host });
    const { hash } = toRecord(header, host, 'block');
    if (toHash(hash, host, 'block hash') !== block.hash) {
      throw inconsistent(host, `another block ${block.number} than the one in the books`);
    }
    return results.map((result, i) => decode(result, questions[i]!, host));
  });
}

function ask({ owner, contract }: BalanceQuestion, at: bigint): RpcCall {
  if (contract === null) return { method: 'eth_getBalance', params: [owner, quantity(at)] };
  const data = `${BALANCE_OF}${owner.slice(2)}`;
  return { method: 'eth_call', params: [{ to: contract, data }, quantity(at)] };
}

function decode(result: unknown, { contract }: BalanceQuestion, host: string): bigint | null {
  if (contract === null) return toQuantity(result, host, 'balance');
  if (result === '0x') return null;
  if (typeof result !== 'string' || result.length !== WORD) throw malformed(host, "no token's balance");
  return toQuantity(result, host, "token's balance");
}
