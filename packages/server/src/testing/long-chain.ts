import type { BlockHeader, ChainTransfer } from '../core/chain/blocks.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';
import { LittleChain } from './little-chain.ts';

export interface LongChainOptions {
  readonly network: string;
  readonly startAt: Instant;
  readonly length: number;
  /** What a few of its blocks hold; all others are empty. */
  readonly transfers?: ReadonlyMap<bigint, readonly ChainTransfer[]>;
}

export type LongChain = ChainSource & {
  /** What was asked for, block by block. */
  readonly asked: (readonly [from: bigint, to: bigint])[];
  /** The height of its tip; it may grow. */
  length: number;
};

/** A node of a chain so long that it is not kept but told: every block follows from its height, a second after the other. */
export function createLongChain({ network, startAt, length, transfers = new Map() }: LongChainOptions): LongChain {
  const asked: (readonly [bigint, bigint])[] = [];
  const hashOf = (number: bigint): Hex => `0x${(number + 1n).toString(16).padStart(64, '0')}`;
  const headerOf = (number: bigint): BlockHeader => ({
    number,
    hash: hashOf(number),
    parentHash: hashOf(number - 1n),
    timestamp: startAt + Number(number) * 1000,
  });
  const later = () => new Promise<void>((resolve) => setImmediate(resolve));
  const chain: LongChain = {
    // For whatever else a node is asked.
    ...new LittleChain({ network, watchedTokens: [], startAt }).source(),
    asked,
    length,
    identify: async () => ({ chainId: 31_337, genesisHash: hashOf(0n) }),
    readTip: async () => headerOf(BigInt(chain.length)),
    readHeaders: async (numbers) => numbers.map((number) => (number <= chain.length ? headerOf(number) : null)),
    async readBlocks(from, to) {
      asked.push([from, to]);
      await later();
      const numbers = Array.from({ length: Number(to - from) + 1 }, (_, i) => from + BigInt(i));
      return numbers.map((number) => ({ ...headerOf(number), transfers: transfers.get(number) ?? [] }));
    },
    withoutReverted: async (_, candidates) => candidates,
    async readTokenTransfers(from, to) {
      const within = [...transfers].filter(([number]) => from <= number && number <= to);
      return within.flatMap(([number, all]) =>
        all
          .filter(({ contract }) => contract !== null)
          .map((each) => ({ ...each, blockNumber: number, blockHash: hashOf(number) })),
      );
    },
    watchHeads: () => () => {},
  };
  return chain;
}
