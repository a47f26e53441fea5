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

/** A movement with its place, as the books identify it. */
export interface LocatedMovement extends Movement {
  readonly block: SimulatedBlock;
  readonly txHash: Hex;
  readonly position: string;
}

const hashOf = (text: string): Hex => `0x${createHash('sha256').update(text).digest('hex')}`;

/** A chain of blocks with forks. Every block ever mined is kept, so that what was once true can be told from what never was. */
export class SimulatedChain {
  readonly name: string;
  #branch: SimulatedBlock[];
  readonly everMined = new Map<Hex, SimulatedBlock>();
  #mined = 0;

  constructor(name: string, startAt: number) {
    this.name = name;
    const genesis = { number: 0n, hash: hashOf(`${name} 0`), parentHash: hashOf(name), timestamp: startAt };
    this.#branch = [{ ...genesis, transactions: [] }];
    this.everMined.set(genesis.hash, this.#branch[0]!);
  }

  get tip(): SimulatedBlock {
    return this.#branch.at(-1)!;
  }

  get branch(): readonly SimulatedBlock[] {
    return this.#branch;
  }

  blockAt(number: bigint): SimulatedBlock | undefined {
    return this.#branch[Number(number)];
  }

  newTransaction(movements: readonly Movement[], isReverted = false): SimulatedTransaction {
    this.#mined += 1;
    return { hash: hashOf(`${this.name} tx ${this.#mined}`), movements, isReverted };
  }

  /** Chain time is in whole seconds and never goes back. */
  mine(transactions: readonly SimulatedTransaction[], at: number): SimulatedBlock {
    this.#mined += 1;
    const { number, hash, timestamp } = this.tip;
    const block = {
      number: number + 1n,
      hash: hashOf(`${this.name} block ${this.#mined}`),
      parentHash: hash,
      timestamp: Math.max(timestamp, Math.floor(at / 1000) * 1000),
      transactions,
    };
    this.#branch = [...this.#branch, block];
    this.everMined.set(block.hash, block);
    return block;
  }

  /** Takes the last blocks away and returns their transactions, in order. The caller mines the longer branch. */
  fork(depth: number): readonly SimulatedTransaction[] {
    const kept = Math.max(1, this.#branch.length - depth);
    const gone = this.#branch.slice(kept);
    this.#branch = this.#branch.slice(0, kept);
    return gone.flatMap(({ transactions }) => transactions);
  }

  /** Whether some branch that was once mined had so many blocks from this one on. */
  wasConfirmed(hash: Hex, required: number): boolean {
    const block = this.everMined.get(hash);
    if (!block) return false;
    for (let each of this.everMined.values()) {
      if (each.number !== block.number + BigInt(required) - 1n) continue;
      while (each.number > block.number) each = this.everMined.get(each.parentHash)!;
      if (each.hash === hash) return true;
    }
    return false;
  }
}

/** What a block moved, each with its place: logs are numbered through the block, as nodes do. */
export function movementsOf(block: SimulatedBlock): readonly LocatedMovement[] {
  let logIndex = 0;
  return block.transactions.flatMap(({ hash, movements, isReverted }) =>
    isReverted
      ? []
      : movements.map((movement) => ({
          ...movement,
          block,
          txHash: hash,
          position: movement.contract === null ? 'tx' : `log:${logIndex++}`,
        })),
  );
}
