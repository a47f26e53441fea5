import { createHash } from 'node:crypto';
import type { BlockHeader } from '../packages/server/src/core/chain/blocks.ts';
import type { Hex } from '../packages/server/src/core/hex.ts';

/** One log or, with `contract` null, the transaction's own value. */
export interface Movement {
  readonly contract: Hex | null;
  readonly to: Hex;
  readonly amountAtomic: bigint;
}

export interface SimulatedTransaction {
  readonly hash: Hex;
  readonly movements: readonly Movement[];
  /** It is in the block, and moved nothing. */
  readonly isReverted: boolean;
}

export interface SimulatedBlock extends BlockHeader {
  readonly transactions: readonly SimulatedTransaction[];
}

export type Branch = readonly SimulatedBlock[];

const hashOf = (text: string): Hex => `0x${createHash('sha256').update(text).digest('hex')}`;

/** A chain of blocks with forks. Every block ever mined is kept, so that what was once true can be told from what never was. */
export class SimulatedChain {
  readonly name: string;
  #branch: Branch;
  /** The branch that the last reorg left. */
  #former: Branch | null = null;
  readonly everMined = new Map<Hex, SimulatedBlock>();
  /** When each came into the world: its own timestamp may say otherwise. */
  readonly #minedAt = new Map<Hex, number>();
  readonly #now: () => number;
  #made = 0;

  constructor(name: string, now: () => number) {
    this.name = name;
    this.#now = now;
    const startAt = now();
    const genesis = { number: 0n, hash: hashOf(`${name} 0`), parentHash: hashOf(name), timestamp: startAt };
    this.#branch = [{ ...genesis, transactions: [] }];
    this.everMined.set(genesis.hash, this.#branch[0]!);
  }

  get tip(): SimulatedBlock {
    return this.#branch.at(-1)!;
  }

  get branch(): Branch {
    return this.#branch;
  }

  get former(): Branch | null {
    return this.#former;
  }

  blockAt(number: bigint): SimulatedBlock | undefined {
    return this.#branch[Number(number)];
  }

  newTransaction(movements: readonly Movement[], isReverted = false): SimulatedTransaction {
    this.#made += 1;
    return { hash: hashOf(`${this.name} tx ${this.#made}`), movements, isReverted };
  }

  /** Chain time is in whole seconds and never goes back. */
  mine(transactions: readonly SimulatedTransaction[], at: number): SimulatedBlock {
    this.#made += 1;
    const { number, hash, timestamp } = this.tip;
    const block = {
      number: number + 1n,
      hash: hashOf(`${this.name} block ${this.#made}`),
      parentHash: hash,
      timestamp: Math.max(timestamp, Math.floor(at / 1000) * 1000),
      transactions,
    };
    this.#branch = [...this.#branch, block];
    this.everMined.set(block.hash, block);
    this.#minedAt.set(block.hash, this.#now());
    return block;
  }

  /** Goes over to another branch, which the caller makes the longer one. Returns the transactions that are on it no more. */
  switchTo(branch: Branch): readonly SimulatedTransaction[] {
    const there = new Set(transactionsOf(branch));
    const gone = transactionsOf(this.#branch).filter((each) => !there.has(each));
    this.#former = this.#branch;
    this.#branch = branch;
    return gone;
  }

  /** The block and what stands under it, from the first one on. */
  branchTo(hash: Hex): Branch {
    const branch: SimulatedBlock[] = [];
    for (let each = this.everMined.get(hash); each !== undefined; each = this.everMined.get(each.parentHash)) {
      branch.push(each);
    }
    return branch.reverse();
  }

  /** The timestamps at which blocks that had been mined on this one by then gave it so many confirmations. */
  confirmationTimes(hash: Hex, required: number, by = Number.POSITIVE_INFINITY): ReadonlySet<number> {
    const block = this.everMined.get(hash);
    const times = new Set<number>();
    if (block === undefined) return times;
    for (const top of this.everMined.values()) {
      if (top.number !== block.number + BigInt(required) - 1n || this.#minedAt.get(top.hash)! > by) continue;
      let each = top;
      while (each.number > block.number) each = this.everMined.get(each.parentHash)!;
      if (each.hash === hash) times.add(top.timestamp);
    }
    return times;
  }
}

export const transactionsOf = (branch: Branch): readonly SimulatedTransaction[] =>
  branch.flatMap(({ transactions }) => transactions);
