import { createHash } from 'node:crypto';
import type { Finality } from '../core/chain/assurance.ts';
import type { BlockHeader, ChainTransfer } from '../core/chain/blocks.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { ChainWitness, Claim, Testimony } from '../core/chain/witness.ts';
import type { Hex } from '../core/hex.ts';
import type { Instant } from '../core/time.ts';

/** A movement to be mined. Native where `contract` is null. */
export interface LittleTransfer {
  readonly to: Hex;
  readonly amountAtomic: bigint;
  readonly contract: Hex | null;
  /** The same for several: one transaction. */
  readonly txHash?: Hex;
  readonly position?: string;
  /** The transaction failed: a node still lists it with its value. */
  readonly isReverted?: boolean;
}

interface LittleBlock {
  readonly header: BlockHeader;
  readonly transfers: readonly (ChainTransfer & { readonly isReverted: boolean })[];
}

export interface LittleChainOptions {
  readonly network: string;
  readonly chainId?: number;
  readonly watchedTokens: readonly Hex[];
  readonly startAt: Instant;
  /** Two chains with different names have different first blocks. */
  readonly name?: string;
}

const hashOf = (text: string): Hex => `0x${createHash('sha256').update(text).digest('hex')}`;
const PAYER: Hex = `0x${'99'.repeat(20)}`;

/** A real little chain in memory, with forks, and a node that can lag, hide logs or be down. Blocks are a second apart. */
export class LittleChain {
  #blocks: readonly LittleBlock[];
  #mined = 0;
  #transactions = 0;
  #skippedMs = 0;
  readonly #options: LittleChainOptions;
  readonly #listeners = new Set<() => void>();
  /** Thrown by every read while set. */
  down: Error | null = null;
  /** Heights whose token logs the node does not show yet in a block; a range read shows them. */
  readonly hiddenLogs = new Set<bigint>();
  /** How many of the latest blocks the node does not know yet. */
  lag = 0;
  /** Who else shows this chain, or says so. */
  witnesses: readonly ChainWitness[] = [];
  /** Where the tags stand. */
  readonly finality: Record<Finality, bigint> = { safe: 0n, finalized: 0n };
  /** Every `readBlocks` so far: the first and last height. */
  readonly blockReads: (readonly [bigint, bigint])[] = [];

  constructor(options: LittleChainOptions) {
    this.#options = options;
    const hash = hashOf(`genesis of ${options.name ?? options.network}`);
    const header = { number: 0n, hash, parentHash: hashOf('nothing'), timestamp: options.startAt };
    this.#blocks = [{ header, transfers: [] }];
  }

  get tip(): BlockHeader {
    return this.#blocks.at(-1)!.header;
  }

  /** Mines one block with these transfers, each in a transaction of its own unless they name one. */
  mine(...transfers: readonly LittleTransfer[]): BlockHeader {
    const parent = this.tip;
    const number = parent.number + 1n;
    this.#mined += 1;
    const header = {
      number,
      hash: hashOf(`${parent.hash} ${number} ${this.#mined}`),
      parentHash: parent.hash,
      timestamp: parent.timestamp + 1000 + this.#skippedMs,
    };
    this.#skippedMs = 0;
    this.#blocks = [...this.#blocks, { header, transfers: transfers.map((each, index) => this.#toMined(each, index)) }];
    for (const listener of this.#listeners) listener();
    return header;
  }

  mineEmpty(count: number): void {
    for (let i = 0; i < count; i++) this.mine();
  }

  /** The next block comes so much later. */
  skip(seconds: number): void {
    this.#skippedMs += seconds * 1000;
  }

  /** Takes back the latest `depth` blocks; what is mined from now on is another fork. */
  fork(depth: number): void {
    this.#blocks = this.#blocks.slice(0, this.#blocks.length - depth);
  }

  /** The chain as it is now, to be returned to. */
  remember(): () => void {
    const blocks = this.#blocks;
    return () => {
      this.#blocks = blocks;
      for (const listener of this.#listeners) listener();
    };
  }

  #toMined(transfer: LittleTransfer, index: number) {
    const { to, amountAtomic, contract, txHash, position, isReverted = false } = transfer;
    this.#transactions += 1;
    return {
      to,
      amountAtomic,
      contract,
      isReverted,
      from: PAYER,
      txHash: txHash ?? hashOf(`transaction ${this.#transactions}`),
      position: position ?? (contract === null ? 'tx' : `log:${index}`),
    };
  }

  /** A node of this chain under a name of its own, which tells the truth as far as the chain goes. */
  witness(host: string): ChainWitness {
    const { readHeaders, readBlocks, withoutReverted, readTokenTransfers } = this.source();
    return {
      host,
      readHeaders,
      readBlocks,
      withoutReverted,
      readTokenTransfers: (from, to) => readTokenTransfers(from, to),
      readFinality: async (tag) => this.finality[tag],
      testify: async (claims) => claims.map((claim) => this.#testify(claim)),
    };
  }

  #testify({ block, transfer, confirming, finality }: Claim): Testimony {
    if (this.tip.number < confirming.number) return 'behind';
    if (finality !== null && this.finality[finality] < block.number) return 'behind';
    const mined = this.#blocks[Number(block.number)]!;
    if (mined.header.hash !== block.hash || mined.header.timestamp !== block.timestamp) return 'not_seen';
    if (this.#blocks[Number(confirming.number)]!.header.hash !== confirming.hash) return 'not_seen';
    const same = mined.transfers.filter(({ txHash, position }) => `${txHash} ${position}` === identityOf(transfer));
    const isSeen = same.some(
      (each) => each.to === transfer.to && each.amountAtomic === transfer.amountAtomic && !each.isReverted,
    );
    return isSeen ? 'seen' : 'not_seen';
  }

  /** A node of this chain. */
  source(): ChainSource {
    const { network, chainId = 31_337, watchedTokens } = this.#options;
    const answer = async <T>(read: (blocks: readonly LittleBlock[]) => T): Promise<T> => {
      // A node answers later, never within the call.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.down) throw this.down;
      return read(this.#blocks.slice(0, this.#blocks.length - this.lag));
    };
    const isShown = ({ header }: LittleBlock, { contract }: ChainTransfer) =>
      contract === null || (watchedTokens.includes(contract) && !this.hiddenLogs.has(header.number));
    return {
      network,
      identify: () => answer((blocks) => ({ chainId, genesisHash: blocks[0]!.header.hash })),
      readTip: () => answer((blocks) => blocks.at(-1)!.header),
      readHighestTip: () => answer((blocks) => blocks.at(-1)!.header),
      doubt: () => {},
      readHeaders: (numbers) => answer((blocks) => numbers.map((number) => blocks[Number(number)]?.header ?? null)),
      readBlocks: (from, to) => {
        this.blockReads.push([from, to]);
        return answer((blocks) => {
          if (blocks.at(-1)!.header.number < to) throw new ChainReadError('behind', `no block ${to} yet`);
          return blocks.slice(Number(from), Number(to) + 1).map((block) => ({
            ...block.header,
            transfers: block.transfers.filter((each) => isShown(block, each)).map(toTransfer),
          }));
        });
      },
      withoutReverted: (block, candidates) =>
        answer((blocks) => {
          const mined = blocks[Number(block.number)];
          if (mined?.header.hash !== block.hash) throw new ChainReadError('inconsistent', 'a receipt of another block');
          const failed = new Set(mined.transfers.filter((each) => each.isReverted).map(({ txHash }) => txHash));
          return candidates.filter(({ txHash }) => !failed.has(txHash));
        }),
      readTokenTransfers: (from, to, recipients) =>
        answer((blocks) =>
          blocks.slice(Number(from), Number(to) + 1).flatMap(({ header, transfers }) =>
            transfers
              .filter(
                ({ contract }) => contract !== null && (recipients !== undefined || watchedTokens.includes(contract)),
              )
              .filter((each) => recipients?.includes(each.to) ?? true)
              .map((each) => ({ ...toTransfer(each), blockNumber: header.number, blockHash: header.hash })),
          ),
        ),
      internalTransfers: () => 'manual',
      readBalances: ({ number }, questions) =>
        answer((blocks) => {
          const moved = blocks.slice(0, Number(number) + 1).flatMap(({ transfers }) => transfers);
          return questions.map(({ owner, contract }) =>
            moved
              .filter((each) => each.to === owner && each.contract === contract && !each.isReverted)
              .reduce((sum, { amountAtomic }) => sum + amountAtomic, 0n),
          );
        }),
      readReceipt: (hash) =>
        answer((blocks) => {
          const block = blocks.find(({ transfers }) => transfers.some(({ txHash }) => txHash === hash));
          if (!block) return null;
          const moved = block.transfers.filter(({ txHash }) => txHash === hash);
          const succeeded = !moved.some(({ isReverted }) => isReverted);
          const { number, hash: blockHash } = block.header;
          const transfers = succeeded ? moved.map(toTransfer) : [];
          return { txHash: hash, blockNumber: number, blockHash, succeeded, transfers };
        }),
      witnesses: () => this.witnesses,
      firstReader: () => null,
      readPending: async () => [],
      watchHeads: (onHead) => {
        this.#listeners.add(onHead);
        return () => this.#listeners.delete(onHead);
      },
      close: async () => {},
    };
  }
}

const identityOf = ({ txHash, position }: ChainTransfer) => `${txHash} ${position}`;

function toTransfer({ txHash, position, contract, from, to, amountAtomic }: ChainTransfer): ChainTransfer {
  return { txHash, position, contract, from, to, amountAtomic };
}
