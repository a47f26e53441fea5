import type { PendingTransfer } from '../../core/chain/blocks.ts';
import { ChainReadError } from '../../core/chain/errors.ts';
import type { Hex } from '../../core/hex.ts';
import { decodeNative, getBlock } from './blocks.ts';
import { decodeTransferLogs, TRANSFER_TOPIC, toTopic } from './logs.ts';
import { type Raw, toHash, toRecord } from './normalize.ts';
import type { RpcClient } from './rpc.ts';

/** `transfer(address,uint256)`: selector, padded recipient, amount. */
const TRANSFER_CALL = /^0xa9059cbb0{24}([0-9a-f]{40})([0-9a-f]{64})$/;

/**
 * What the node shows in its pending block for these recipients: coins, direct calls of a watched token's `transfer`, and,
 * where it gives pending logs, tokens moved inside other calls. Only a sighting: it may fail, be replaced, or never be mined.
 */
export async function readPending(
  rpc: RpcClient,
  tokens: readonly Hex[],
  recipients: readonly Hex[],
): Promise<readonly PendingTransfer[]> {
  if (recipients.length === 0) return [];
  const wanted = new Set<string>(recipients);
  const [direct, logged] = await Promise.all([
    emptyIfRefused(() => readTransactions(rpc, new Set<string>(tokens))),
    tokens.length === 0 ? [] : emptyIfRefused(() => readLogs(rpc, tokens, recipients)),
  ]);
  const known = new Set(logged.map(identity));
  return [...logged, ...direct.filter((transfer) => !known.has(identity(transfer)))].filter(({ to }) => wanted.has(to));
}

function identity({ txHash, contract, to, amountAtomic }: PendingTransfer): string {
  return `${txHash} ${contract} ${to} ${amountAtomic}`;
}

/** A node that does not know «pending» answers an error, which here means: it shows nothing. */
async function emptyIfRefused(read: () => Promise<PendingTransfer[]>): Promise<PendingTransfer[]> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ChainReadError && (error.reason === 'node_error' || error.reason === 'range_limit')) return [];
    throw error;
  }
}

function readTransactions(rpc: RpcClient, tokens: ReadonlySet<string>): Promise<PendingTransfer[]> {
  return rpc.read([getBlock('pending', true)], ([block], host) => {
    const transactions = block === null ? [] : toRecord(block, host, 'pending block')['transactions'];
    if (!Array.isArray(transactions)) return [];
    return transactions.flatMap((entry) => {
      const transaction = toRecord(entry, host, 'transaction');
      const native = decodeNative(transaction, host);
      const token = decodeCall(transaction, tokens, host);
      return [...(native ? [toPending(native)] : []), ...(token ? [token] : [])];
    });
  });
}

function toPending({ txHash, contract, to, amountAtomic }: PendingTransfer): PendingTransfer {
  return { txHash, contract, to, amountAtomic };
}

function decodeCall(transaction: Raw, tokens: ReadonlySet<string>, host: string): PendingTransfer | null {
  const { to, input } = transaction;
  if (typeof to !== 'string' || typeof input !== 'string' || !tokens.has(to.toLowerCase())) return null;
  const match = TRANSFER_CALL.exec(input.toLowerCase());
  if (!match) return null;
  const amountAtomic = BigInt(`0x${match[2]}`);
  if (amountAtomic === 0n) return null;
  const txHash = toHash(transaction['hash'], host, 'transaction hash');
  return { txHash, contract: to.toLowerCase() as Hex, to: `0x${match[1]}`, amountAtomic };
}

function readLogs(rpc: RpcClient, tokens: readonly Hex[], recipients: readonly Hex[]): Promise<PendingTransfer[]> {
  const topics = [TRANSFER_TOPIC, null, recipients.map(toTopic)];
  const params = [{ fromBlock: 'pending', toBlock: 'pending', address: tokens, topics }];
  return rpc.read([{ method: 'eth_getLogs', params }], ([result], host) =>
    decodePendingLogs(result, new Set<string>(tokens), host),
  );
}

/** Pending logs have no block yet: the fields that a block would give are filled in, and left out again. */
function decodePendingLogs(result: unknown, tokens: ReadonlySet<string>, host: string): PendingTransfer[] {
  if (!Array.isArray(result)) return [];
  const zeroHash = `0x${'0'.repeat(64)}`;
  const entries = result.map((entry) => {
    const log = toRecord(entry, host, 'log');
    return {
      ...log,
      blockHash: log['blockHash'] ?? zeroHash,
      blockNumber: log['blockNumber'] ?? '0x0',
      logIndex: log['logIndex'] ?? '0x0',
    };
  });
  return entries.flatMap((entry) => decodeTransferLogs([entry], tokens, host)).map(toPending);
}
