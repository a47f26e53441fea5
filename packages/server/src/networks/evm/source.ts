import type { NetworkConfig } from '../../config/network-spec.ts';
import { assuranceOf } from '../../core/chain/assurance.ts';
import type { BlockHeader, ChainBlock } from '../../core/chain/blocks.ts';
import { ChainReadError, FutureBlockError } from '../../core/chain/errors.ts';
import type { NodeHealth, NodeProbe } from '../../core/chain/node-health.ts';
import type { ChainSource, InternalTransfers } from '../../core/chain/source.ts';
import type { ChainWitness } from '../../core/chain/witness.ts';
import type { Hex } from '../../core/hex.ts';
import type { Instant, Milliseconds } from '../../core/time.ts';
import { readBalances } from './balances.ts';
import { type BlockReader, createBlockReader } from './block-reader.ts';
import { createChainClock } from './chain-clock.ts';
import { watchHeads } from './heads.ts';
import { createHostHeads } from './host-heads.ts';
import { toQuantity } from './normalize.ts';
import { readPending } from './pending.ts';
import { dropReverted } from './receipts.ts';
import { createRpcClient, type RpcClient, type RpcOptions } from './rpc.ts';
import type { Transport } from './rpc-http.ts';
import { identify, readHeaders } from './tip.ts';
import { createToldTip } from './told-tip.ts';
import { createTraceReader, type TraceReader } from './traces.ts';
import { readTransactionReceipt } from './transaction-receipt.ts';
import { createWitness } from './witness.ts';

export interface EvmSourceOptions {
  readonly network: NetworkConfig;
  /** Contracts whose transfers count. */
  readonly watchedTokens: readonly Hex[];
  readonly now: () => Instant;
  readonly timeoutMs?: Milliseconds;
  /** Told of each failure of a node, also when another could answer instead. */
  readonly onFault?: (fault: ChainReadError) => void;
  /** Told of each settled block that is read without traces because a node with traces cannot trace it. */
  readonly onUntraced?: (block: BlockHeader) => void;
  /** How a body reaches a node; over HTTP where absent. */
  readonly transport?: Transport;
}

/** An EVM network's source, and how its nodes fare. */
export interface EvmSource extends ChainSource {
  nodes(): readonly NodeHealth[];
  /** Asks every node for its chain id, and believes none of another chain. Never throws. */
  probe(): Promise<readonly NodeProbe[]>;
}

/** A main network's head that is older is no ground to say that nothing has come. */
const OLDEST_TIP_MS: Milliseconds = 60_000;
/** By whom the latest blocks were read first: enough for all that two nodes are apart. */
const MOST_FIRST_READERS = 4096;

/** An EVM network, read over JSON-RPC. */
export function createEvmSource(options: EvmSourceOptions): EvmSource {
  const { network, now, timeoutMs, onFault, onUntraced = () => {} } = options;
  const { spec } = network;
  const tokens = [...new Set(options.watchedTokens.map((token) => token.toLowerCase() as Hex))];
  const clock = createChainClock(now);
  const rpcOptions = {
    urls: network.rpcUrls,
    chainId: spec.chainId,
    blockTimeMs: spec.blockTimeMs,
    now,
    latestTime: clock.latest,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(onFault === undefined ? {} : { onFault }),
    ...(options.transport === undefined ? {} : { transport: options.transport }),
  };
  const rpc = createRpcClient(rpcOptions);
  const isQuorum = assuranceOf(network).quorum > 1;
  const hosts = new Map<string, HostReader>();
  const all = openReader(rpc, rpcOptions);
  const stops = new Set<() => void>();
  const firstReaders = new Map<Hex, string>();

  const heads = createHostHeads({
    rpc,
    now,
    blockTimeMs: spec.blockTimeMs,
    confirmations: network.confirmations,
    quorum: assuranceOf(network).quorum,
    // Without traces: that a node has none says nothing about its head, nor about how the network is read.
    readBlocks: (host, { from, to }) =>
      createBlockReader({ rpc: rpc.at(host), tokens, traces: null, isSettled: () => false }).readBlocks(from, to),
  });
  const tip = createToldTip(rpc, heads);

  function openReader(through: RpcClient, { urls, ...rest }: RpcOptions): HostReader {
    const traces = network.readsTraces === true ? createTraceReader({ urls, ...rest, onUntraced }) : null;
    const isSettled = (number: bigint) => {
      const head = tip.head();
      return head !== null && number <= head.number - BigInt(network.confirmations);
    };
    return { traces, rpc: through, blocks: createBlockReader({ rpc: through, tokens, traces, isSettled }) };
  }

  function readerAt(host: string): HostReader {
    const known = hosts.get(host);
    if (known) return known;
    const urls = network.rpcUrls.filter((url) => new URL(url).host === host);
    const opened = openReader(rpc.at(host), { ...rpcOptions, urls });
    hosts.set(host, opened);
    return opened;
  }

  function witnessAt(host: string): ChainWitness {
    const { rpc: own, blocks, traces } = readerAt(host);
    return createWitness(host, own, blocks, () => (traces ? traces.internalTransfers() : 'manual'));
  }

  /** Where several nodes must read each block, each reading is one node's alone, and it is remembered whose. */
  async function readByOne(from: bigint, to: bigint): Promise<readonly ChainBlock[]> {
    for (const host of rpc.readyHosts()) {
      try {
        const blocks = await readerAt(host).blocks.readBlocks(from, to);
        for (const { hash } of blocks) remember(hash, host);
        return blocks;
      } catch (error) {
        if (!(error instanceof ChainReadError)) throw error;
      }
    }
    return all.blocks.readBlocks(from, to);
  }

  /** Where several nodes read, each its own blocks, all of them must have traces. */
  function internalTransfers(): InternalTransfers | null {
    if (network.readsTraces !== true) return 'manual';
    const known = [all, ...hosts.values()].flatMap(({ traces }) => traces?.internalTransfers() ?? []);
    if (known.length === 0) return null;
    return known.includes('manual') ? 'manual' : 'automatic';
  }

  function remember(hash: Hex, host: string): void {
    firstReaders.set(hash, host);
    if (firstReaders.size > MOST_FIRST_READERS) firstReaders.delete(firstReaders.keys().next().value!);
  }

  return {
    network: spec.name,
    identify: () => identify(rpc),
    async readTip() {
      try {
        const head = await tip.read();
        clock.noteTip(head.timestamp);
        heads.note(head);
        return head;
      } catch (error) {
        if (error instanceof FutureBlockError) clock.noteDenied();
        throw error;
      }
    },
    async readHighestTip() {
      const [best] = await heads.compare();
      if (best === undefined) throw new ChainReadError('unreachable', `no node of ${spec.name} shows its head`);
      const ageMs = now() - best.head.timestamp;
      // A test network may rightly stand still.
      if (!spec.livemode || ageMs <= OLDEST_TIP_MS) return best.head;
      throw new ChainReadError('behind', `the highest head of ${spec.name} is ${Math.round(ageMs / 1000)} s old`);
    },
    doubt(fault) {
      if (rpc.readyHosts().length > 1) rpc.setAside(rpc.firstHost(), fault);
      heads.suspect();
    },
    readHeaders: (numbers) => readHeaders(rpc, numbers),
    readBlocks: (from, to) =>
      tip.readBelow({ from, to }, () => (isQuorum ? readByOne(from, to) : all.blocks.readBlocks(from, to))),
    withoutReverted: (block, candidates) => dropReverted(rpc, block, candidates),
    readTokenTransfers: all.blocks.readTokenTransfers,
    witnesses: () => rpc.readyHosts().map(witnessAt),
    firstReader: (hash) => firstReaders.get(hash) ?? null,
    nodes: rpc.health,
    probe: rpc.probe,
    internalTransfers,
    readBalances: (block, questions) => readBalances(rpc, block, questions),
    readReceipt: (txHash) => readTransactionReceipt(rpc, txHash),
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
      for (const { traces } of [all, ...hosts.values()]) traces?.close();
    },
  };
}

interface HostReader {
  readonly rpc: RpcClient;
  readonly traces: TraceReader | null;
  readonly blocks: BlockReader;
}
