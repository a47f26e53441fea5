import type { ChainTransfer } from '../../core/chain/blocks.ts';
import type { Hex } from '../../core/hex.ts';
import { inconsistent, malformed, type Raw, toAddress, toHash, toIndex, toQuantity, toRecord } from './normalize.ts';

/** keccak256 of `Transfer(address,address,uint256)`, ERC-20's (and ERC-721's) event. */
export const TRANSFER_TOPIC: Hex = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';

/** A token transfer with the block that holds it. */
export interface LogTransfer extends ChainTransfer {
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly logIndex: number;
}

const WORD = 66;
const ZERO_WORD = `0x${'0'.repeat(64)}`;
const ADDRESS_PADDING = '0x000000000000000000000000';

/** An address as a topic: 32 bytes, padded on the left. */
export function toTopic(address: Hex): Hex {
  return `${ADDRESS_PADDING}${address.slice(2)}` as Hex;
}

/**
 * Decodes one entry of `eth_getLogs`, by hand: the hot path. `null` for what is no ERC-20 transfer of more than nothing.
 * `watched` tokens must look like ERC-20; any other contract may log any shape it likes and is passed over (ERC-721 logs
 * the same topic with the token's id as a fourth).
 */
function decodeTransferLog(
  entry: unknown,
  watched: ReadonlySet<string> | null,
  read: Readers,
  host: string,
): LogTransfer | null {
  const log = toRecord(entry, host, 'log');
  if (log['removed'] === true) throw inconsistent(host, 'a removed log');
  const contract = read.contract(log['address'], host, 'log address');
  if (watched && !watched.has(contract)) throw inconsistent(host, 'a log of a contract that was not asked for');
  const { topics, data } = log;
  if (!Array.isArray(topics) || topics[0] !== TRANSFER_TOPIC) throw inconsistent(host, 'a log of another event');
  const isWord = typeof data === 'string' && data.length === WORD;
  if (topics.length !== 3 || !isWord) {
    if (watched && !(topics.length === 4 && data === '0x')) throw malformed(host, "a truncated token's log");
    return null;
  }
  if (data === ZERO_WORD) return null;
  if (!watched && !topics.slice(1).every(isAddressTopic)) return null;
  return decodeFields(log, topics, contract, read, host);
}

function decodeFields(log: Raw, topics: readonly unknown[], contract: Hex, read: Readers, host: string): LogTransfer {
  const logIndex = toIndex(log['logIndex'], host, 'log index');
  return {
    txHash: toHash(log['transactionHash'], host, 'transaction hash'),
    position: `log:${logIndex}`,
    contract,
    from: read.sender(topics[1], host),
    to: topicToAddress(topics[2], host),
    amountAtomic: toQuantity(log['data'], host, 'amount'),
    blockNumber: read.blockNumber(log['blockNumber'], host, 'block number'),
    blockHash: read.blockHash(log['blockHash'], host, 'block hash'),
    logIndex,
  };
}

function topicToAddress(topic: unknown, host: string): Hex {
  if (!isAddressTopic(topic)) throw malformed(host, 'a topic that is no address');
  return toAddress(`0x${topic.slice(ADDRESS_PADDING.length)}`, host, 'address');
}

function isAddressTopic(topic: unknown): topic is string {
  return typeof topic === 'string' && topic.length === WORD && topic.startsWith(ADDRESS_PADDING);
}

/** What a log says as the one before it mostly did too: block, contract and sender are looked at once, not each time. */
interface Readers {
  readonly contract: typeof toAddress;
  readonly blockNumber: typeof toQuantity;
  readonly blockHash: typeof toHash;
  readonly sender: typeof topicToAddress;
}

const createReaders = (): Readers => ({
  contract: rememberLast(toAddress),
  blockNumber: rememberLast(toQuantity),
  blockHash: rememberLast(toHash),
  sender: rememberLast(topicToAddress),
});

function rememberLast<T, Rest extends readonly unknown[]>(read: (value: unknown, ...rest: Rest) => T) {
  let last: { readonly raw: unknown; readonly value: T } | undefined;
  return (raw: unknown, ...rest: Rest): T => {
    if (last === undefined || last.raw !== raw) last = { raw, value: read(raw, ...rest) };
    return last.value;
  };
}

/** A whole answer of `eth_getLogs`, decoded, in the order of the chain. */
export function decodeTransferLogs(result: unknown, watched: ReadonlySet<string> | null, host: string): LogTransfer[] {
  if (!Array.isArray(result)) throw malformed(host, 'no list of logs');
  const transfers: LogTransfer[] = [];
  const read = createReaders();
  for (const entry of result) {
    const transfer = decodeTransferLog(entry, watched, read, host);
    if (transfer) transfers.push(transfer);
  }
  return isInOrder(transfers) ? transfers : sorted(transfers, host);
}

/** As nodes answer: each after the one before. */
function isInOrder(transfers: readonly LogTransfer[]): boolean {
  for (let i = 1; i < transfers.length; i++) {
    if (compareInChain(transfers[i - 1]!, transfers[i]!) >= 0) return false;
  }
  return true;
}

function sorted(transfers: readonly LogTransfer[], host: string): LogTransfer[] {
  const inOrder = transfers.toSorted(compareInChain);
  for (let i = 1; i < inOrder.length; i++) {
    if (compareInChain(inOrder[i - 1]!, inOrder[i]!) === 0) throw inconsistent(host, 'two logs at one place');
  }
  return inOrder;
}

/** Blocks in order, and in each its logs. */
export function compareInChain(a: LogTransfer, b: LogTransfer): number {
  if (a.blockNumber !== b.blockNumber) return a.blockNumber < b.blockNumber ? -1 : 1;
  return a.logIndex - b.logIndex;
}
