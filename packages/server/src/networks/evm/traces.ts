import type { BlockHeader, ChainTransfer } from '../../core/chain/blocks.ts';
import { ChainReadError, type ChainReadReason, OversizedAnswerError } from '../../core/chain/errors.ts';
import type { InternalTransfers } from '../../core/chain/source.ts';
import type { Instant, Milliseconds } from '../../core/time.ts';
import type { BlockBody } from './blocks.ts';
import { createRpcClient, type RpcClient, type RpcOptions } from './rpc.ts';
import {
  decodeTraces,
  saysAbsent,
  saysStateGone,
  TRACE_METHODS,
  type TraceMethod,
  traceCall,
} from './trace-methods.ts';
import { createUntraceable } from './untraceable.ts';

/** Null: nobody could tell. */
type Movements = readonly ChainTransfer[] | null;
type IsSettled = (number: bigint) => boolean;

export interface TraceReader {
  /**
   * The native coin that moved inside the transactions of each of `blocks`, in order; null where no node has traces.
   * Where a block is settled, no reorg is expected, and a node that has dropped what it needs to trace them will not get it back, nor does one
   * that failed at a block again and again get done with it; where its traces are larger than we take from anyone, it need not even
   * be settled: such movements are left to the balance audit.
   */
  read(blocks: readonly BlockBody[], isSettled: IsSettled): Promise<readonly Movements[]>;
  /** Whether some node has traces; null before the first one was asked. */
  internalTransfers(): InternalTransfers | null;
  close(): void;
}

/** Traces of a block are a thousand times its header. */
const BLOCKS_AT_ONCE = 10;
/** A node that had no traces is asked again after this long: plans and settings change. */
const ASK_AGAIN_MS: Milliseconds = 600_000;
/** One that answers, but so many times in a row with nothing that can be used, has none. */
const MOST_FAILED_PROBES = 3;
const USELESS: ReadonlySet<ChainReadReason> = new Set([
  'node_error',
  'range_limit',
  'malformed',
  'incomplete',
  'timeout',
]);

interface TracingNode {
  readonly rpc: RpcClient;
  /** Undefined until it was asked, and again when it lost what it had. Null: it has none. */
  method: TraceMethod | null | undefined;
  askedAt: Instant;
  failedProbes: number;
  /** The last block with transactions that it did trace. */
  lastTraced: BlockBody | null;
}

export interface TraceOptions extends RpcOptions {
  /** A settled block is read without traces, because its node cannot trace it. */
  readonly onUntraced?: (block: BlockHeader) => void;
}

/** Reads traces from whichever of the nodes has them, each asked once in its own way of giving them. */
export function createTraceReader(options: TraceOptions): TraceReader {
  // That a node has no traces is no fault of its.
  const tellFault = (fault: ChainReadError) => {
    if (!saysAbsent(fault)) options.onFault?.(fault);
  };
  const nodes: TracingNode[] = options.urls.map((url) => ({
    rpc: createRpcClient({ ...options, urls: [url], largestBatch: BLOCKS_AT_ONCE, onFault: tellFault }),
    method: undefined,
    askedAt: 0,
    failedProbes: 0,
    lastTraced: null,
  }));
  const untraceable = createUntraceable(async () => {
    for (const node of nodes) if (await stillTraces(node)) return true;
    return false;
  });

  /** How this node gives traces; null if not at all. Throws when it cannot be asked. */
  async function methodOf(node: TracingNode, block: BlockBody): Promise<TraceMethod | null> {
    const isDue = node.method === null && options.now() - node.askedAt >= ASK_AGAIN_MS;
    if (node.method !== undefined && !isDue) return node.method;
    try {
      node.method = await probe(node, block);
    } catch (error) {
      if (!(error instanceof ChainReadError) || !USELESS.has(error.reason)) throw error;
      node.failedProbes += 1;
      if (node.failedProbes < MOST_FAILED_PROBES) throw error;
      node.method = null;
    }
    node.failedProbes = 0;
    node.askedAt = options.now();
    return node.method;
  }

  async function readPiece(blocks: readonly BlockBody[], isSettled: IsSettled): Promise<Movements[]> {
    let failure: ChainReadError | undefined;
    let hasStumbled = false;
    for (const node of inOrder(nodes)) {
      const hadTraces = typeof node.method === 'string';
      try {
        const method = await methodOf(node, blocks.at(-1)!);
        if (method !== null) {
          const movements = await readFrom(node, method, blocks);
          node.lastTraced = blocks.at(-1)!;
          return movements;
        }
      } catch (error) {
        if (!(error instanceof ChainReadError)) throw error;
        if (hadTraces && saysAbsent(error)) node.method = undefined;
        hasStumbled ||= hadTraces && USELESS.has(error.reason);
        // Of a node that never showed traces nothing is lost while others are known to have none either.
        if (hadTraces || failure === undefined) failure = error;
      }
    }
    if (failure === undefined || !mustWait(nodes)) return blocks.map(() => null);
    const isGone = saysStateGone(failure);
    if (!isGone && !hasStumbled) throw failure;
    const [block, ...others] = blocks;
    if (others.length > 0) return oneByOne(blocks, isSettled);
    if (isGone && isSettled(block!.header.number)) return [null];
    if (isGone) throw failure;
    return giveUpOrThrow(block!, failure, isSettled);
  }

  /**
   * The block that cannot be traced is passed over, at the cost of no pause: else whoever has one made after another keeps the
   * whole network waiting. Before it is settled only what is hopeless is: other failures may pass meanwhile.
   */
  async function giveUpOrThrow(block: BlockBody, failure: ChainReadError, isSettled: IsSettled): Promise<Movements[]> {
    const { number, hash } = block.header;
    const isHopeless = failure instanceof OversizedAnswerError;
    const verdict = await untraceable.judge(hash, isHopeless);
    if (verdict === 'node' || !(isHopeless || isSettled(number))) throw failure;
    if (verdict === 'again') return readPiece([block], isSettled);
    options.onUntraced?.(block.header);
    return [null];
  }

  /** Whether it traces the last block that it traced before. */
  async function stillTraces(node: TracingNode): Promise<boolean> {
    const { method, lastTraced } = node;
    if (typeof method !== 'string' || lastTraced === null) return false;
    try {
      await readFrom(node, method, [lastTraced]);
      return true;
    } catch (error) {
      if (error instanceof ChainReadError) return saysStateGone(error);
      throw error;
    }
  }

  const hasTraces = () => nodes.some(({ method }) => typeof method === 'string');

  /** The node cannot trace some of these blocks: the others are read. */
  async function oneByOne(blocks: readonly BlockBody[], isSettled: IsSettled): Promise<Movements[]> {
    const read: Movements[] = [];
    for (const block of blocks) read.push(...(await readPiece([block], isSettled)));
    return read;
  }

  return {
    async read(blocks, isSettled) {
      const found = new Map<BlockBody, Movements>();
      const full = blocks.filter(({ sent }) => sent.length > 0);
      // Before the first transaction comes, too, it is good to know whether it can be traced.
      if (full.length === 0 && nodes.some(({ method }) => method === undefined)) await probeWith(blocks.at(-1));
      for (let i = 0; i < full.length; i += BLOCKS_AT_ONCE) {
        const piece = full.slice(i, i + BLOCKS_AT_ONCE);
        const read = await readPiece(piece, isSettled);
        piece.forEach((block, at) => void found.set(block, read[at]!));
      }
      // Where nobody sent anything, nothing moved.
      const nothing = hasTraces() ? [] : null;
      return blocks.map((block) => (found.has(block) ? (found.get(block) ?? null) : nothing));
    },
    internalTransfers() {
      if (hasTraces()) return 'automatic';
      return nodes.some(({ method }) => method === null) ? 'manual' : null;
    },
    close() {
      for (const { rpc } of nodes) rpc.close();
    },
  };

  async function probeWith(block: BlockBody | undefined): Promise<void> {
    if (block === undefined) return;
    for (const node of nodes) {
      await methodOf(node, block).catch((error: unknown) => {
        if (!(error instanceof ChainReadError)) throw error;
      });
    }
  }
}

/** Those that are known to have traces first. */
function inOrder(nodes: readonly TracingNode[]): readonly TracingNode[] {
  const has = nodes.filter(({ method }) => typeof method === 'string');
  return [...has, ...nodes.filter((node) => !has.includes(node))];
}

/** Whether a failure means that something may be missed: of a node with traces, or of all that were asked. */
function mustWait(nodes: readonly TracingNode[]): boolean {
  return nodes.some(({ method }) => typeof method === 'string') || nodes.every(({ method }) => method !== null);
}

/** Finds the first method that a node has; null when it refuses all. Any other failure says nothing and is thrown. */
async function probe({ rpc }: TracingNode, block: BlockBody): Promise<TraceMethod | null> {
  for (const method of TRACE_METHODS) {
    try {
      await rpc.read([traceCall(method, block)], ([result], host) => decodeTraces(method, result, block, host));
      return method;
    } catch (error) {
      if (!(error instanceof ChainReadError)) throw error;
      if (saysStateGone(error)) return method;
      if (!saysAbsent(error)) throw error;
    }
  }
  return null;
}

function readFrom({ rpc }: TracingNode, method: TraceMethod, blocks: readonly BlockBody[]): Promise<ChainTransfer[][]> {
  const calls = blocks.map((block) => traceCall(method, block));
  return rpc.read(calls, (results, host) => blocks.map((block, i) => decodeTraces(method, results[i], block, host)));
}
