import { ChainReadError } from '../packages/server/src/core/chain/errors.ts';
import type { Hex } from '../packages/server/src/core/hex.ts';
import type { Branch, SimulatedBlock, SimulatedChain } from './chain.ts';
import { blockAnswer, type LogFilter, logsAnswer, quantity, receiptAnswer, transactionAnswer } from './node-answers.ts';
import type { Chance } from './random.ts';
import type { Scheduler } from './scheduler.ts';

/** What a node of this world can do wrong: lines 16 to 24 of the attacks. */
export const NODE_FAULTS = [
  'stuck',
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
/** Those that do not fail but mislead. */
export const LIES = ['lagging', 'empty_logs', 'old_branch'] as const satisfies readonly NodeFault[];

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** Whether this answer suffers from that fault. */
type Has = (fault: NodeFault) => boolean;

/** Blocks so close to the tip can be without their logs for a while. */
const LOGS_FILL_WITHIN = 6;

/** A node as its clients see it: JSON-RPC text in and out, and faults while they last. */
export class SimulatedNode {
  readonly faults = new Set<NodeFault>();
  /** Blocks that were once shown without their logs: until they are read again, the books cannot know. */
  readonly shownEmpty = new Set<Hex>();
  /** The branch that a node behind a balancer still shows. */
  oldBranch: Branch = [];
  /** What it shows of blocks with payments, as one who may lie: the block itself, or another in its place. */
  readonly lies = new Map<Hex, SimulatedBlock>();
  readonly url: string;
  readonly #chain: SimulatedChain;
  readonly #chainId: number;
  readonly #chance: Chance;
  #isLiar: boolean;

  constructor(url: string, chain: SimulatedChain, chainId: number, chance: Chance, isLiar: boolean) {
    this.url = url;
    this.#chain = chain;
    this.#chainId = chainId;
    this.#chance = chance;
    this.#isLiar = isLiar;
  }

  /** To a process. */
  answer(scheduler: Scheduler, process: number, body: string): Promise<string> {
    return scheduler.gate(process, `node ${this.url}`, async () => this.#answer(body));
  }

  /** From now on it is well, and tells the truth. */
  heal(): void {
    this.faults.clear();
    this.#isLiar = false;
  }

  #answer(body: string): string {
    const has: Has = (fault) => this.faults.has(fault) && !this.#chance.oneIn(3);
    if (this.faults.has('stuck') || has('unreachable')) throw new ChainReadError('unreachable', 'the node is away');
    if (has('timeout')) throw new ChainReadError('timeout', 'the node did not answer');
    if (has('too_many_requests')) throw new ChainReadError('rate_limited', 'too many requests', { retryAfterMs: 10 });
    const parsed: Request | readonly Request[] = JSON.parse(body);
    const requests = Array.isArray(parsed) ? parsed : [parsed as Request];
    const branch = this.#visible(has);
    const answers: object[] = requests.map((request) => ({
      jsonrpc: '2.0',
      id: request.id,
      ...this.#result(request, branch, has),
    }));
    if (has('error_in_batch')) {
      const at = this.#chance.int(answers.length);
      answers[at] = { jsonrpc: '2.0', id: requests[at]!.id, error: { code: -32000, message: 'header not found' } };
    }
    const text = JSON.stringify(Array.isArray(parsed) ? answers : answers[0]);
    return has('truncated') ? text.slice(0, Math.floor(text.length / 2)) : text;
  }

  #visible(has: Has): Branch {
    const branch = has('old_branch') && this.oldBranch.length > 0 ? this.oldBranch : this.#chain.branch;
    const known = has('lagging') ? branch.slice(0, Math.max(1, branch.length - 2)) : branch;
    return this.#isLiar ? known.map((block) => this.#told(block)) : known;
  }

  /** A liar makes up its mind about each block that holds payments, once: it makes them larger, or keeps them to itself. */
  #told(block: SimulatedBlock): SimulatedBlock {
    if (block.transactions.length === 0) return block;
    const known = this.lies.get(block.hash);
    if (known !== undefined) return known;
    const told = this.#chance.pick([block, inflated(block), inflated(block), { ...block, transactions: [] }]);
    this.lies.set(block.hash, told);
    return told;
  }

  #result({ method, params }: Request, branch: Branch, has: Has): object {
    switch (method) {
      case 'eth_chainId':
        return { result: quantity(has('wrong_chain') ? 1 : this.#chainId) };
      case 'eth_blockNumber':
        return { result: quantity(branch.at(-1)!.number) };
      case 'eth_getBlockByNumber':
        return { result: blockAnswer(branch, params[0] as string, params[1] === true) };
      case 'eth_getLogs':
        return this.#logs(params[0] as LogFilter, branch, has);
      case 'eth_getTransactionByHash':
        return { result: transactionAnswer(branch, params[0] as Hex) };
      case 'eth_getTransactionReceipt':
        return { result: receiptAnswer(branch, params[0] as Hex) };
      default:
        return { error: { code: -32601, message: `the method ${method} does not exist` } };
    }
  }

  #logs(filter: LogFilter, branch: Branch, has: Has): object {
    if (filter.blockHash !== undefined) {
      const block = branch.find(({ hash }) => hash === filter.blockHash);
      if (!block) return { error: { code: -32000, message: 'unknown block' } };
      return { result: this.#logsOf(block, filter, branch, has) };
    }
    const [from, to] = [BigInt(filter.fromBlock!), BigInt(filter.toBlock!)];
    if (has('range_limit') && to - from > 3n) {
      return { error: { code: -32005, message: 'query exceeds max block range' } };
    }
    const isAsked = ({ number }: SimulatedBlock) => number >= from && number <= to;
    const inRange = branch.filter(isAsked);
    // Asked by their heights, logs of another branch are an answer that lacks those of the one that was meant.
    for (const block of this.#chain.everMined.values()) {
      if (isAsked(block) && !inRange.includes(block)) this.shownEmpty.add(block.hash);
    }
    return { result: inRange.flatMap((block) => this.#logsOf(block, filter, branch, has)) };
  }

  #logsOf(block: SimulatedBlock, filter: LogFilter, branch: Branch, has: Has): readonly object[] {
    const isNew = branch.length - Number(block.number) < LOGS_FILL_WITHIN;
    if (!isNew || !has('empty_logs')) return logsAnswer(block, filter);
    this.shownEmpty.add(block.hash);
    return [];
  }
}

const inflated = (block: SimulatedBlock): SimulatedBlock => ({
  ...block,
  transactions: block.transactions.map((transaction) => ({
    ...transaction,
    movements: transaction.movements.map((movement) => ({ ...movement, amountAtomic: movement.amountAtomic * 1000n })),
  })),
});
