import type { Hex } from '../packages/server/src/core/hex.ts';
import { TRANSFER_TOPIC, toTopic } from '../packages/server/src/networks/evm/logs.ts';
import type { Branch, SimulatedBlock, SimulatedTransaction } from './chain.ts';
import { type LocatedMovement, movementsOf } from './movements.ts';

/** What a node says of its blocks, in the words of Ethereum's JSON-RPC. */

const PAYER: Hex = `0x${'99'.repeat(20)}`;
/** All zeros: this node's blooms say nothing, so that empty logs cannot be told by them. */
const NO_BLOOM = `0x${'0'.repeat(512)}`;
export const quantity = (value: bigint | number) => `0x${value.toString(16)}`;
const word = (value: bigint): Hex => `0x${value.toString(16).padStart(64, '0')}`;

export interface LogFilter {
  readonly blockHash?: Hex;
  readonly fromBlock?: Hex;
  readonly toBlock?: Hex;
  readonly address?: readonly Hex[];
  readonly topics?: readonly (Hex | null | readonly Hex[])[];
}

export function blockAnswer(branch: Branch, tag: string, isFull: boolean): object | null {
  const block = tag === 'latest' || tag === 'pending' ? branch.at(-1) : branch[Number(BigInt(tag))];
  if (!block) return null;
  return {
    number: quantity(block.number),
    hash: block.hash,
    parentHash: block.parentHash,
    timestamp: quantity(block.timestamp / 1000),
    logsBloom: NO_BLOOM,
    transactions: block.transactions.map((each) => (isFull ? describe(block, each) : each.hash)),
  };
}

export function transactionAnswer(branch: Branch, hash: Hex): object | null {
  const block = branch.find(({ transactions }) => transactions.some((each) => each.hash === hash));
  return block ? describe(block, block.transactions.find((each) => each.hash === hash)!) : null;
}

function describe(block: SimulatedBlock, { hash, movements }: SimulatedTransaction): object {
  const native = movements.find(({ contract }) => contract === null);
  const to = native?.to ?? movements[0]!.contract;
  const value = quantity(native?.amountAtomic ?? 0n);
  return { hash, blockHash: block.hash, blockNumber: quantity(block.number), from: PAYER, to, value };
}

export function logsAnswer(block: SimulatedBlock, { address, topics = [] }: LogFilter): readonly object[] {
  const recipients = topics[2];
  return movementsOf(block)
    .filter(({ contract }) => contract !== null && (address === undefined || address.includes(contract)))
    .filter(({ to }) => !recipients || recipients.includes(toTopic(to)))
    .map(logAnswer);
}

const logAnswer = ({ contract, to, amountAtomic, txHash, position, block }: LocatedMovement) => ({
  address: contract,
  topics: [TRANSFER_TOPIC, toTopic(PAYER), toTopic(to)],
  data: word(amountAtomic),
  blockHash: block.hash,
  blockNumber: quantity(block.number),
  transactionHash: txHash,
  logIndex: quantity(Number(position.slice(4))),
  removed: false,
});

export function receiptAnswer(branch: Branch, hash: Hex): object | null {
  for (const block of branch) {
    const transaction = block.transactions.find((each) => each.hash === hash);
    if (!transaction) continue;
    const logs = movementsOf(block).filter(({ txHash, contract }) => txHash === hash && contract !== null);
    return {
      transactionHash: hash,
      blockHash: block.hash,
      blockNumber: quantity(block.number),
      status: transaction.isReverted ? '0x0' : '0x1',
      logs: logs.map(logAnswer),
      logsBloom: NO_BLOOM,
    };
  }
  return null;
}
