import type { NetworkConfig } from '../../config/network-spec.ts';
import type { BlockHeader, ChainBlock } from '../../core/chain/blocks.ts';
import { ChainReadError } from '../../core/chain/errors.ts';
import type { ChainSource } from '../../core/chain/source.ts';
import type { Hex } from '../../core/hex.ts';
import type { Instant, Milliseconds } from '../../core/time.ts';
import { type BlockBody, readBodies } from './blocks.ts';
import { watchHeads } from './heads.ts';
import { compareInChain, type LogTransfer, TRANSFER_TOPIC, toTopic } from './logs.ts';
import { toQuantity } from './normalize.ts';
import { readPending } from './pending.ts';
import { createRangeReader } from './range.ts';
import { dropReverted } from './receipts.ts';
import { createRpcClient, LARGEST_BATCH } from './rpc.ts';
import type { Transport } from './rpc-http.ts';
import { identify, readHeaders, readTip } from './tip.ts';
import { createTokenLogReader } from './token-logs.ts';

export interface EvmSourceOptions {
  readonly network: NetworkConfig;
  /** Contracts whose transfers count. */
  readonly watchedTokens: readonly Hex[];
  readonly now: () => Instant;
  readonly timeoutMs?: Milliseconds;
  /** Told of each failure of a node, also when another could answer instead. */
  readonly onFault?: (fault: ChainReadError) => void;
  /** How a body reaches a node; over HTTP where absent. */
  readonly transport?: Transport;
}

/** How many recipients one log filter may name: nodes cap the list. */
const RECIPIENTS_PER_FILTER = 100;

/** An EVM network, read over JSON-RPC. */
export function createEvmSource(options: EvmSourceOptions): ChainSource {
  const { network, now, timeoutMs, onFault } = options;
  const { spec } = network;
  const tokens = [...new Set(options.watchedTokens.map((token) => token.toLowerCase() as Hex))];
  const rpc = createRpcClient({
    urls: network.rpcUrls,
    chainId: spec.chainId,
    now,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(onFault === undefined ? {} : { onFault }),
    ...(options.transport === undefined ? {} : { transport: options.transport }),
  });
  const ranges = createRangeReader(rpc);
  const searches = createRangeReader(rpc);
  const tokenLogs = createTokenLogReader(rpc, ranges, tokens);
  const stops = new Set<() => void>();
  let tip: BlockHeader | null = null;

  async function readChunk(numbers: readonly bigint[]): Promise<ChainBlock[]> {
    const bodies = await readBodies(rpc, numbers);
    const settled = tip !== null && numbers.at(-1)! <= tip.number - BigInt(network.confirmations);
    const logs = await tokenLogs.read(bodies, settled);
    return bodies.map((body, i) => toChainBlock(body, logs[i]!));
  }

  return {
    network: spec.name,
    identify: () => identify(rpc),
    async readTip() {
      tip = await readTip(rpc, tip);
      return tip;
    },
    readHeaders: (numbers) => readHeaders(rpc, numbers),
    async readBlocks(from, to) {
      const blocks: ChainBlock[] = [];
      for (const numbers of chunks(from, to)) {
        const chunk = await readChunk(numbers);
        checkJoint(blocks.at(-1), chunk[0]);
        blocks.push(...chunk);
      }
      return blocks;
    },
    withoutReverted: (block, candidates) => dropReverted(rpc, block, candidates),
    async readTokenTransfers(from, to, recipients) {
      if (!recipients) {
        if (tokens.length === 0) return [];
        return inChainOrder(
          await ranges.read(from, to, { address: tokens, topics: [TRANSFER_TOPIC] }, new Set(tokens)),
        );
      }
      let found: LogTransfer[] = [];
      for (let i = 0; i < recipients.length; i += RECIPIENTS_PER_FILTER) {
        const some = recipients.slice(i, i + RECIPIENTS_PER_FILTER).map(toTopic);
        found = found.concat(await searches.read(from, to, { topics: [TRANSFER_TOPIC, null, some] }, null));
      }
      return inChainOrder(found);
    },
    readPending: (recipients) => readPending(rpc, tokens, recipients),
    watchHeads(onHead) {
      const readHeight = () =>
        rpc.read([{ method: 'eth_blockNumber', params: [] }], ([height], host) => toQuantity(height, host, 'height'));
      const stop = watchHeads({ wsUrl: network.wsUrl, blockTimeMs: spec.blockTimeMs, readHeight }, onHead);
      stops.add(stop);
      return () => {
        stops.delete(stop);
        stop();
      };
    },
    async close() {
      for (const stop of stops) stop();
      stops.clear();
      rpc.close();
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

function toChainBlock({ header, natives }: BlockBody, logs: readonly LogTransfer[]): ChainBlock {
  return { ...header, transfers: [...natives, ...logs.map(toTransfer)] };
}

function toTransfer({ txHash, position, contract, from, to, amountAtomic }: LogTransfer) {
  return { txHash, position, contract, from, to, amountAtomic };
}

function inChainOrder(transfers: LogTransfer[]) {
  return transfers
    .sort(compareInChain)
    .map((transfer) => ({ ...toTransfer(transfer), blockNumber: transfer.blockNumber, blockHash: transfer.blockHash }));
}
