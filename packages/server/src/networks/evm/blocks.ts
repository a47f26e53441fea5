import type { Finality } from '../../core/chain/assurance.ts';
import type { BlockHeader, ChainTransfer } from '../../core/chain/blocks.ts';
import { ChainReadError } from '../../core/chain/errors.ts';
import type { Instant } from '../../core/time.ts';
import {
  inconsistent,
  malformed,
  quantity,
  type Raw,
  toAddress,
  toHash,
  toHeader,
  toQuantity,
  toRecord,
} from './normalize.ts';
import type { RpcClient } from './rpc.ts';
import type { RpcCall } from './rpc-asker.ts';
import { decodeWithdrawals } from './withdrawals.ts';

/** A block with its native candidates, before its logs were read. */
export interface BlockBody {
  readonly header: BlockHeader;
  /** `0x` and 512 digits; `null` where the node gives none. */
  readonly logsBloom: string | null;
  /** Transactions that carry value, whether or not they succeeded; and withdrawals from the beacon chain. */
  readonly natives: readonly ChainTransfer[];
  /** The hashes of all transactions that someone sent, as the node gave them. */
  readonly sent: readonly unknown[];
}

/** Sends what a network does of its own accord (Polygon's state sync): nodes give no trace of it. */
const SYSTEM = '0x0000000000000000000000000000000000000000';

export function getBlock(number: bigint | 'latest' | 'pending' | Finality, full: boolean): RpcCall {
  return { method: 'eth_getBlockByNumber', params: [typeof number === 'bigint' ? quantity(number) : number, full] };
}

/** Reads blocks with their transactions, in order, each the child of the one before. */
export function readBodies(rpc: RpcClient, numbers: readonly bigint[]): Promise<BlockBody[]> {
  return rpc.read(
    numbers.map((number) => getBlock(number, true)),
    (results, host) => {
      const bodies = results.map((result, i) => decodeBody(result, numbers[i]!, host, rpc.latestTime()));
      checkLinks(bodies, host);
      return bodies;
    },
  );
}

/** Throws unless each block names the one before it as its parent. */
function checkLinks(bodies: readonly BlockBody[], host: string): void {
  for (let i = 1; i < bodies.length; i++) {
    if (bodies[i]!.header.parentHash !== bodies[i - 1]!.header.hash) {
      throw inconsistent(host, `block ${bodies[i]!.header.number}, which is no child of the block before it`);
    }
  }
}

function decodeBody(result: unknown, number: bigint, host: string, latest: Instant): BlockBody {
  if (result === null) throw new ChainReadError('behind', `${host} does not have block ${number}`, { host });
  const block = toRecord(result, host, 'block');
  const header = toHeader(block, host, latest);
  if (header.number !== number) throw inconsistent(host, `block ${header.number} when asked for ${number}`);
  const { natives, sent } = decodeTransactions(block, header.hash, host);
  const withdrawals = decodeWithdrawals(block, header.hash, host);
  const moved = withdrawals.length > 0 ? [...natives, ...withdrawals] : natives;
  return { header, logsBloom: toBloom(block['logsBloom'], host), natives: moved, sent };
}

function toBloom(value: unknown, host: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || value.length !== 514) throw malformed(host, 'no logs bloom');
  return value;
}

function decodeTransactions(block: Raw, blockHash: string, host: string) {
  const transactions = block['transactions'];
  if (!Array.isArray(transactions)) throw malformed(host, 'a block without transactions');
  const natives: ChainTransfer[] = [];
  const sent: unknown[] = [];
  const seen = new Set<string>();
  for (const entry of transactions) {
    // Hot: most transactions move no coin, and are left after two looks.
    const transaction = toRecord(entry, host, 'transaction');
    if (transaction['blockHash'] !== blockHash) throw inconsistent(host, "another block's transaction");
    if (transaction['from'] !== SYSTEM) sent.push(transaction['hash']);
    if (transaction['value'] === '0x0' || transaction['to'] === null) continue;
    const native = decodeNative(transaction, host);
    if (native === null) continue;
    if (seen.has(native.txHash)) throw inconsistent(host, 'a block that lists one transaction twice');
    seen.add(native.txHash);
    natives.push(native);
  }
  return { natives, sent };
}

/** The coin that a transaction carries; `null` when it carries none, or makes a contract instead of paying someone. */
export function decodeNative(transaction: Raw, host: string): ChainTransfer | null {
  const { value, to } = transaction;
  if (value === '0x0' || to === null || to === undefined) return null;
  const amountAtomic = toQuantity(value, host, 'transaction value');
  if (amountAtomic === 0n) return null;
  return {
    txHash: toHash(transaction['hash'], host, 'transaction hash'),
    position: 'tx',
    contract: null,
    from: toAddress(transaction['from'], host, 'sender'),
    to: toAddress(to, host, 'recipient'),
    amountAtomic,
  };
}
