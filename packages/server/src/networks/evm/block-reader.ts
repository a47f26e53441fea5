import type { BlockHeader, ChainBlock, ChainTransfer } from '../../core/chain/blocks.ts';
import { ChainReadError } from '../../core/chain/errors.ts';
import type { Hex } from '../../core/hex.ts';
import { type BlockBody, readBodies } from './blocks.ts';
import { compareInChain, type LogTransfer, TRANSFER_TOPIC, toTopic } from './logs.ts';
import { createRangeReader } from './range.ts';
import { LARGEST_BATCH, type RpcClient } from './rpc.ts';
import { createTokenLogReader } from './token-logs.ts';
import type { TraceReader } from './traces.ts';

export interface BlockReaderParts {
  readonly rpc: RpcClient;
  /** Contracts whose transfers count, in lower case. */
  readonly tokens: readonly Hex[];
  /** Null: native coin moved inside transactions is not looked for. */
  readonly traces: TraceReader | null;
  /** Whether no reorg is expected of blocks up to this one. */
  readonly isSettled: (number: bigint) => boolean;
}

export type RangeTransfer = ChainTransfer & { readonly blockNumber: bigint; readonly blockHash: Hex };

/** Reads blocks with what moved in them through one client: of all nodes, or of one of them. */
export interface BlockReader {
  readBlocks(from: bigint, to: bigint): Promise<readonly ChainBlock[]>;
  readTokenTransfers(
    from: bigint,
    to: bigint,
    recipients?: readonly Hex[],
    endHash?: Hex,
  ): Promise<readonly RangeTransfer[]>;
}

/** How many recipients one log filter may name: nodes cap the list. */
const RECIPIENTS_PER_FILTER = 100;

export function createBlockReader({ rpc, tokens, traces, isSettled }: BlockReaderParts): BlockReader {
  const ranges = createRangeReader(rpc);
  const searches = createRangeReader(rpc);
  const tokenLogs = createTokenLogReader(rpc, ranges, tokens);

  async function readChunk(numbers: readonly bigint[]): Promise<ChainBlock[]> {
    const bodies = await readBodies(rpc, numbers);
    const settled = isSettled(numbers.at(-1)!);
    const [logs, moved] = await Promise.all([tokenLogs.read(bodies, settled), traces?.read(bodies, isSettled)]);
    return bodies.map((body, i) => toChainBlock(body, moved?.[i] ?? null, logs[i]!));
  }

  return {
    async readBlocks(from, to) {
      const blocks: ChainBlock[] = [];
      for (const numbers of chunks(from, to)) {
        const chunk = await readChunk(numbers);
        checkJoint(blocks.at(-1), chunk[0]);
        blocks.push(...chunk);
      }
      return blocks;
    },
    async readTokenTransfers(from, to, recipients, endHash) {
      if (!recipients) {
        if (tokens.length === 0) return [];
        const filter = { address: tokens, topics: [TRANSFER_TOPIC] };
        return inChainOrder(await ranges.read(from, to, filter, new Set(tokens), endHash));
      }
      let found: LogTransfer[] = [];
      for (let i = 0; i < recipients.length; i += RECIPIENTS_PER_FILTER) {
        const some = recipients.slice(i, i + RECIPIENTS_PER_FILTER).map(toTopic);
        found = found.concat(await searches.read(from, to, { topics: [TRANSFER_TOPIC, null, some] }, null, endHash));
      }
      return inChainOrder(found);
    },
  };
}

function* chunks(from: bigint, to: bigint): Generator<bigint[]> {
  for (let start = from; start <= to; start += BigInt(LARGEST_BATCH)) {
    const length = Math.min(LARGEST_BATCH, Number(to - start) + 1);
    yield Array.from({ length }, (_, i) => start + BigInt(i));
  }
}

/** Two batches may be answered across a reorg, or by two nodes. */
function checkJoint(last: BlockHeader | undefined, next: BlockHeader | undefined): void {
  if (last && next && next.parentHash !== last.hash) {
    throw new ChainReadError('inconsistent', `block ${next.number} is no child of the block read before it`);
  }
}

function toChainBlock(
  { header, natives }: BlockBody,
  moved: readonly ChainTransfer[] | null,
  logs: readonly LogTransfer[],
): ChainBlock {
  const transfers = [...natives, ...(moved ?? []), ...logs.map(toTransfer)];
  return { ...header, transfers, isTraced: moved !== null };
}

function toTransfer({ txHash, position, contract, from, to, amountAtomic }: LogTransfer) {
  return { txHash, position, contract, from, to, amountAtomic };
}

function inChainOrder(transfers: LogTransfer[]): readonly RangeTransfer[] {
  return transfers
    .sort(compareInChain)
    .map((transfer) => ({ ...toTransfer(transfer), blockNumber: transfer.blockNumber, blockHash: transfer.blockHash }));
}
