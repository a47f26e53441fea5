import type { ChainTransfer } from '../../core/chain/blocks.ts';
import type { TransactionReceipt } from '../../core/chain/receipt.ts';
import type { Hex } from '../../core/hex.ts';
import { decodeTransferLogs, TRANSFER_TOPIC } from './logs.ts';
import { inconsistent, malformed, type Raw, toAddress, toHash, toQuantity, toRecord } from './normalize.ts';
import type { RpcClient } from './rpc.ts';

/**
 * What became of a transaction, by its receipt and, for the coin that it moved itself, by the transaction. Null where the
 * node has no receipt: unknown, or in no block yet. Coin that a contract moved inside it is not in a receipt, and not here.
 */
export function readTransactionReceipt(rpc: RpcClient, txHash: Hex): Promise<TransactionReceipt | null> {
  const calls = [
    { method: 'eth_getTransactionReceipt', params: [txHash] },
    { method: 'eth_getTransactionByHash', params: [txHash] },
  ];
  return rpc.read(calls, ([receipt, transaction], host) => {
    if (receipt === null) return null;
    return decode(toRecord(receipt, host, 'receipt'), toRecord(transaction, host, 'transaction'), txHash, host);
  });
}

function decode(receipt: Raw, transaction: Raw, txHash: Hex, host: string): TransactionReceipt {
  const blockHash = toHash(receipt['blockHash'], host, 'block hash');
  const isWhole =
    toHash(receipt['transactionHash'], host, 'transaction hash') === txHash &&
    toHash(transaction['hash'], host, 'transaction hash') === txHash &&
    // Null where a reorg has put it back among the pending ones between the two answers.
    transaction['blockHash'] !== null &&
    toHash(transaction['blockHash'], host, 'block hash') === blockHash;
  if (!isWhole) throw inconsistent(host, 'a receipt and a transaction that are not of one block');
  const succeeded = statusOf(receipt, host);
  return {
    txHash,
    blockNumber: toQuantity(receipt['blockNumber'], host, 'block number'),
    blockHash,
    succeeded,
    transfers: succeeded ? [...nativeOf(transaction, txHash, host), ...tokensOf(receipt, host)] : [],
  };
}

function statusOf(receipt: Raw, host: string): boolean {
  if (receipt['status'] === '0x1') return true;
  if (receipt['status'] === '0x0') return false;
  throw malformed(host, 'a receipt without status');
}

function nativeOf(transaction: Raw, txHash: Hex, host: string): readonly ChainTransfer[] {
  const amountAtomic = toQuantity(transaction['value'], host, 'value');
  // A contract's creation has no recipient.
  if (amountAtomic === 0n || transaction['to'] === null) return [];
  const from = toAddress(transaction['from'], host, 'sender');
  const to = toAddress(transaction['to'], host, 'recipient');
  return [{ txHash, position: 'tx', contract: null, from, to, amountAtomic }];
}

function tokensOf(receipt: Raw, host: string): readonly ChainTransfer[] {
  const { logs } = receipt;
  if (!Array.isArray(logs)) throw malformed(host, 'a receipt without logs');
  const isTransfer = (log: unknown) => {
    const { topics } = toRecord(log, host, 'log');
    return Array.isArray(topics) && topics[0] === TRANSFER_TOPIC;
  };
  return decodeTransferLogs(logs.filter(isTransfer), null, host).map(
    ({ txHash, position, contract, from, to, amountAtomic }) => ({
      txHash,
      position,
      contract,
      from,
      to,
      amountAtomic,
    }),
  );
}
