import { ChainReadError } from '../packages/server/src/core/chain/errors.ts';
import type { Hex } from '../packages/server/src/core/hex.ts';
import { TRANSFER_TOPIC, toTopic } from '../packages/server/src/networks/evm/logs.ts';
import type { Transport } from '../packages/server/src/networks/evm/rpc-http.ts';
import { movementsOf, type SimulatedBlock, type SimulatedChain } from './chain.ts';
import type { Chance } from './random.ts';
import type { Scheduler } from './scheduler.ts';

/** What a node of this world can do wrong: lines 16 to 24 of the attacks. */
export const NODE_FAULTS = [
  'lagging',
  'empty_logs',
  'too_many_requests',
  'timeout',
  'wrong_chain',
  'truncated',
  'error_in_batch',
  'unreachable',
  'range_limit',
  'old_branch',
] as const;
export type NodeFault = (typeof NODE_FAULTS)[number];

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

const PAYER: Hex = `0x${'99'.repeat(20)}`;
const NO_BLOOM = `0x${'0'.repeat(512)}`;
const quantity = (value: bigint | number) => `0x${value.toString(16)}`;
const word = (value: bigint): Hex => `0x${value.toString(16).padStart(64, '0')}`;

/** A node as its clients see it: JSON-RPC text in and out, and faults while they last. */
export class SimulatedNode {
  readonly faults = new Set<NodeFault>();
  /** The branch that a node behind a balancer still shows. */
  oldBranch: readonly SimulatedBlock[] = [];
  readonly #chain: SimulatedChain;
  readonly #chainId: number;
  readonly #chance: Chance;

  constructor(chain: SimulatedChain, chainId: number, chance: Chance) {
    this.#chain = chain;
    this.#chainId = chainId;
    this.#chance = chance;
  }

  /** For the source of one process. */
  transport(scheduler: Scheduler, process: number): Transport {
    return (_endpoint, body) => {
      const methods = [...body.matchAll(/"method":"(\w+)"/g)].map(([, method]) => method).join('+');
      return scheduler.gate(process, `node: ${methods.slice(0, 60)}`, async () => this.#answer(body));
    };
  }

  #answer(body: string): string {
    const has = (fault: NodeFault) => this.faults.has(fault) && !this.#chance.oneIn(3);
    if (has('unreachable')) throw new ChainReadError('unreachable', 'the node is away');
    if (has('timeout')) throw new ChainReadError('timeout', 'the node did not answer');
    if (has('too_many_requests')) throw new ChainReadError('rate_limited', 'too many requests', { retryAfterMs: 10 });
    const parsed: Request | readonly Request[] = JSON.parse(body);
    const requests = Array.isArray(parsed) ? parsed : [parsed as Request];
    const branch = has('old_branch') && this.oldBranch.length > 0 ? this.oldBranch : this.#chain.branch;
    const visible = has('lagging') ? branch.slice(0, Math.max(1, branch.length - 2)) : branch;
    const answers: object[] = requests.map((request) => ({
      jsonrpc: '2.0',
      id: request.id,
      ...this.#result(request, visible, has),
    }));
    if (has('error_in_batch')) {
      const at = this.#chance.int(answers.length);
      answers[at] = { jsonrpc: '2.0', id: requests[at]!.id, error: { code: -32000, message: 'header not found' } };
    }
    const text = JSON.stringify(Array.isArray(parsed) ? answers : answers[0]);
    return has('truncated') ? text.slice(0, Math.floor(text.length / 2)) : text;
  }

  #result({ method, params }: Request, branch: readonly SimulatedBlock[], has: (fault: NodeFault) => boolean): object {
    switch (method) {
      case 'eth_chainId':
        return { result: quantity(has('wrong_chain') ? 1 : this.#chainId) };
      case 'eth_blockNumber':
        return { result: quantity(branch.at(-1)!.number) };
      case 'eth_getBlockByNumber':
        return { result: blockOf(branch, params[0] as string, params[1] === true) };
      case 'eth_getLogs':
        return this.#logs(params[0] as LogFilter, branch, has);
      case 'eth_getTransactionReceipt':
        return { result: receiptOf(branch, params[0] as Hex) };
      default:
        return { error: { code: -32601, message: `the method ${method} does not exist` } };
    }
  }

  #logs(filter: LogFilter, branch: readonly SimulatedBlock[], has: (fault: NodeFault) => boolean): object {
    if (filter.blockHash !== undefined) {
      const block = branch.find(({ hash }) => hash === filter.blockHash);
      if (!block) return { error: { code: -32000, message: 'unknown block' } };
      // Logs that fill later: only the newest blocks' are not there yet.
      const isNew = branch.length - Number(block.number) < 6;
      return { result: has('empty_logs') && isNew ? [] : logsOf(block, filter) };
    }
    const [from, to] = [BigInt(filter.fromBlock!), BigInt(filter.toBlock!)];
    if (has('range_limit') && to - from > 3n)
      return { error: { code: -32005, message: 'query exceeds max block range' } };
    return {
      result: branch.filter(({ number }) => number >= from && number <= to).flatMap((block) => logsOf(block, filter)),
    };
  }
}

interface LogFilter {
  readonly blockHash?: Hex;
  readonly fromBlock?: Hex;
  readonly toBlock?: Hex;
  readonly address?: readonly Hex[];
  readonly topics?: readonly (Hex | null | readonly Hex[])[];
}

function blockOf(branch: readonly SimulatedBlock[], tag: string, isFull: boolean): object | null {
  const block = tag === 'latest' || tag === 'pending' ? branch.at(-1) : branch[Number(BigInt(tag))];
  if (!block) return null;
  return {
    number: quantity(block.number),
    hash: block.hash,
    parentHash: block.parentHash,
    timestamp: quantity(block.timestamp / 1000),
    logsBloom: NO_BLOOM,
    transactions: block.transactions.map(({ hash, movements }) => {
      if (!isFull) return hash;
      const native = movements.find(({ contract }) => contract === null);
      const to = native?.to ?? movements[0]!.contract;
      return { hash, blockHash: block.hash, from: PAYER, to, value: quantity(native?.amountAtomic ?? 0n) };
    }),
  };
}

function logsOf(block: SimulatedBlock, { address, topics = [] }: LogFilter): readonly object[] {
  const recipients = topics[2];
  return movementsOf(block)
    .filter(({ contract }) => contract !== null && (address === undefined || address.includes(contract)))
    .filter(({ to }) => !recipients || recipients.includes(toTopic(to)))
    .map(({ contract, to, amountAtomic, txHash, position }) => ({
      address: contract,
      topics: [TRANSFER_TOPIC, toTopic(PAYER), toTopic(to)],
      data: word(amountAtomic),
      blockHash: block.hash,
      blockNumber: quantity(block.number),
      transactionHash: txHash,
      logIndex: quantity(Number(position.slice(4))),
      removed: false,
    }));
}

function receiptOf(branch: readonly SimulatedBlock[], hash: Hex): object | null {
  for (const block of branch) {
    const transaction = block.transactions.find((each) => each.hash === hash);
    if (transaction) {
      return { transactionHash: hash, blockHash: block.hash, status: transaction.isReverted ? '0x0' : '0x1' };
    }
  }
  return null;
}
