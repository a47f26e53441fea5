import type { Finality } from '../../core/chain/assurance.ts';
import type { ChainTransfer } from '../../core/chain/blocks.ts';
import type { Claim, Testimony } from '../../core/chain/witness.ts';
import { getBlock } from './blocks.ts';
import { TRANSFER_TOPIC, toTopic } from './logs.ts';
import { type Raw, toAddress, toHash, toHeader, toIndex, toQuantity, toRecord } from './normalize.ts';
import type { RpcClient } from './rpc.ts';
import type { RpcCall } from './rpc-asker.ts';

/**
 * Asks one node about transfers, in one batch: the blocks that hold and confirm them, the transactions' receipts, and for
 * coins the transactions themselves. Only positions `log:…` and `tx` can be told so.
 */
export function testify(rpc: RpcClient, claims: readonly Claim[]): Promise<readonly Testimony[]> {
  const heights = unique(claims.flatMap(({ block, confirming }) => [block.number, confirming.number]));
  const receipts = unique(claims.map(({ transfer }) => transfer.txHash));
  const tags = unique(claims.flatMap(({ finality }) => finality ?? []));
  const coins = unique(claims.filter(isCoin).map(({ transfer }) => transfer.txHash));
  const calls: RpcCall[] = [
    ...heights.map((number) => getBlock(number, false)),
    ...tags.map((tag) => getBlock(tag, false)),
    ...receipts.map((hash) => ({ method: 'eth_getTransactionReceipt', params: [hash] })),
    ...coins.map((hash) => ({ method: 'eth_getTransactionByHash', params: [hash] })),
  ];
  return rpc.read(calls, (results, host) => {
    const answers = results.values();
    const take = <K>(keys: readonly K[]) => new Map(keys.map((key) => [key, answers.next().value]));
    // In the order of the calls.
    const told: Told = {
      host,
      blocks: take(heights),
      tags: take(tags),
      receipts: take(receipts),
      transactions: take(coins),
    };
    return claims.map((claim) => judge(claim, told));
  });
}

interface Told {
  readonly host: string;
  readonly blocks: ReadonlyMap<bigint, unknown>;
  readonly tags: ReadonlyMap<Finality, unknown>;
  readonly receipts: ReadonlyMap<string, unknown>;
  readonly transactions: ReadonlyMap<string, unknown>;
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
const isCoin = ({ transfer }: Claim) => transfer.position === 'tx';

function judge(claim: Claim, told: Told): Testimony {
  const { host, blocks, receipts, transactions } = told;
  const { block, transfer, confirming } = claim;
  const shown = [block, confirming].map(({ number }) => blocks.get(number));
  if (shown.some(isAbsent)) return 'behind';
  const headers = shown.map((each) => toHeader(toRecord(each, host, 'block'), host));
  if (!isSameBlock(headers[0]!, block) || !isSameBlock(headers[1]!, confirming)) return 'not_seen';
  if (!isFinal(claim, told)) return 'behind';
  const receipt = receipts.get(transfer.txHash);
  if (isAbsent(receipt) || !succeededIn(toRecord(receipt, host, 'receipt'), claim, host)) return 'not_seen';
  const isSeen = isCoin(claim)
    ? carries(transactions.get(transfer.txHash), claim, host)
    : hasLog(toRecord(receipt, host, 'receipt')['logs'], transfer, host);
  return isSeen ? 'seen' : 'not_seen';
}

/** Of one node's answer to one batch, so that the tag is one of the chain that holds the block. */
function isFinal({ block, finality }: Claim, { host, tags }: Told): boolean {
  if (finality === null) return true;
  const tagged = tags.get(finality);
  return !isAbsent(tagged) && toHeader(toRecord(tagged, host, 'block'), host).number >= block.number;
}

type Known = Claim['block'];

export function isSameBlock(a: Known, b: Known): boolean {
  return a.number === b.number && a.hash === b.hash && a.timestamp === b.timestamp;
}

const isAbsent = (result: unknown) => result === null || result === undefined;

function succeededIn(receipt: Raw, { block, transfer }: Claim, host: string): boolean {
  return (
    toHash(receipt['transactionHash'], host, 'transaction hash') === transfer.txHash &&
    toHash(receipt['blockHash'], host, 'block hash') === block.hash &&
    receipt['status'] === '0x1'
  );
}

/** A transaction may pay a coin only by its own value: the very one that was booked. */
function carries(result: unknown, { block, transfer }: Claim, host: string): boolean {
  if (isAbsent(result)) return false;
  const transaction = toRecord(result, host, 'transaction');
  return (
    toHash(transaction['hash'], host, 'transaction hash') === transfer.txHash &&
    transaction['blockHash'] === block.hash &&
    typeof transaction['to'] === 'string' &&
    toAddress(transaction['to'], host, 'recipient') === transfer.to &&
    toAddress(transaction['from'], host, 'sender') === transfer.from &&
    toQuantity(transaction['value'], host, 'transaction value') === transfer.amountAtomic
  );
}

/** The log at that very index: of the same contract, with the same topics and data. */
function hasLog(logs: unknown, transfer: ChainTransfer, host: string): boolean {
  if (!Array.isArray(logs)) return false;
  const topics = [TRANSFER_TOPIC, toTopic(transfer.from), toTopic(transfer.to)];
  return logs.some((entry) => {
    const log = toRecord(entry, host, 'log');
    return (
      `log:${toIndex(log['logIndex'], host, 'log index')}` === transfer.position &&
      toAddress(log['address'], host, 'log address') === transfer.contract &&
      Array.isArray(log['topics']) &&
      log['topics'].length === topics.length &&
      topics.every((topic, i) => toHash((log['topics'] as unknown[])[i], host, 'topic') === topic) &&
      toQuantity(log['data'], host, 'amount') === transfer.amountAtomic
    );
  });
}
