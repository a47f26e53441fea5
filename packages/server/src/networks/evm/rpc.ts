import { ChainReadError, WrongChainError } from '../../core/chain/errors.ts';
import type { NodeHealth, NodeProbe } from '../../core/chain/node-health.ts';
import type { Instant, Milliseconds } from '../../core/time.ts';
import { createAsker, type Decode, type RpcCall } from './rpc-asker.ts';
import { createRpcEndpoint, inOrderOfTrust, noteFailure, type RpcEndpoint, stateOf } from './rpc-endpoint.ts';
import { describeHealth, latencyOf } from './rpc-health.ts';
import { post, type Transport } from './rpc-http.ts';
import { raceNodes } from './rpc-race.ts';

export const LARGEST_BATCH = 100;
const TIMEOUT_MS = 15_000;
/** How long a node may be silent before another is asked beside it: half a block time, within these bounds. */
const LEAST_PATIENCE_MS = 250;
const MOST_PATIENCE_MS = 3_000;
/** Large batches rightly take longer. */
const PATIENCE_PER_CALL_MS = 20;
/** A witness has nobody to stand in for it: silent for so long, it says nothing. */
const LEAST_WITNESS_TIMEOUT_MS = 1_000;
const MOST_WITNESS_TIMEOUT_MS = 5_000;
const PROBE_TIMEOUT_MS = 3_000;

export interface RpcClient {
  /**
   * Asks one node for all of `calls`, in as few HTTP requests as it takes, and decodes them together; on any failure, also
   * of `decode`, asks the next node for all of them, and beside it when it is silent for about half a block time. Throws
   * `ChainReadError` when no node has answered in full.
   * With `canAskLess` a node that finds it too much (`range_limit`) ends it: to ask that one for less is cheaper than to ask
   * every node for too much.
   */
  read<T>(calls: readonly RpcCall[], decode: Decode<T>, canAskLess?: boolean): Promise<T>;
  /** No block of after this is believed. */
  latestTime(): Instant;
  /** The host that the next read asks first. */
  firstHost(): string;
  close(): void;
}

/** A client of all of a network's nodes, which also knows each by itself. */
export interface NodesClient extends RpcClient {
  /** A client of the nodes under this host name alone, with a short time limit. */
  at(host: string): RpcClient;
  /** The hosts that can be asked now, the best first. */
  readyHosts(): readonly string[];
  /** Those, and the ones that were set aside. */
  comparableHosts(): readonly string[];
  /** Asks the nodes under this host name last, for this fault; null: not any more. */
  setAside(host: string, fault: ChainReadError | null): void;
  health(): readonly NodeHealth[];
  /** Asks every node for its chain id. Never throws. */
  probe(): Promise<readonly NodeProbe[]>;
}

export interface RpcOptions {
  readonly urls: readonly string[];
  /** Each node is asked for its chain id before its first answer is believed, and after each outage. */
  readonly chainId: number;
  readonly now: () => Instant;
  readonly timeoutMs?: Milliseconds;
  readonly blockTimeMs?: Milliseconds;
  readonly largestBatch?: number;
  /** Told of each failure of a node, also when another could answer instead. */
  readonly onFault?: (fault: ChainReadError) => void;
  /** No block of after this is believed; any is where absent. */
  readonly latestTime?: () => Instant;
  /** How a body reaches a node; over HTTP where absent. */
  readonly transport?: Transport;
}

/** A JSON-RPC client over several nodes of the same chain: batching, time limits, health, failover. */
export function createRpcClient(options: RpcOptions): NodesClient {
  const { chainId, now, timeoutMs = TIMEOUT_MS, largestBatch = LARGEST_BATCH, onFault = () => {} } = options;
  const { transport = post, blockTimeMs = 2 * MOST_PATIENCE_MS } = options;
  const { latestTime = () => Number.POSITIVE_INFINITY } = options;
  const all = options.urls.map((url) => createRpcEndpoint(url, largestBatch));
  const closing = new AbortController();
  const { ask, readChainId } = createAsker({ chainId, now, transport, closing: closing.signal });
  const slowMs = clamp(blockTimeMs / 2, LEAST_PATIENCE_MS, MOST_PATIENCE_MS);

  function fail(endpoint: RpcEndpoint, error: ChainReadError, canAskLess = false): void {
    // What we broke off ourselves is no fault of the node's.
    if (closing.signal.aborted) return;
    noteFailure(endpoint, error, now(), canAskLess);
    onFault(error);
  }

  function overtaken({ host }: RpcEndpoint): ChainReadError {
    return new ChainReadError('timeout', `${host} was silent while another node answered`, { host });
  }

  function createReader(endpoints: readonly RpcEndpoint[], limitMs: (calls: number) => Milliseconds): RpcClient {
    const inOrder = () => {
      const { ready, resting } = inOrderOfTrust(endpoints, now(), slowMs);
      return [...ready, ...resting];
    };
    return {
      async read(calls, decode, canAskLess = false) {
        const patience = PATIENCE_PER_CALL_MS * (calls.length - 1);
        const answer = await raceNodes({
          endpoints: inOrder(),
          patienceMs: ({ health }) => clamp(2 * latencyOf(health, now()), slowMs, MOST_PATIENCE_MS) + patience,
          ask: (endpoint, givenUp) => {
            const limits = { timeoutMs: limitMs(calls.length), ...(endpoints.length > 1 && { givenUp }) };
            return ask(endpoint, calls, decode, limits);
          },
          onFailure: (endpoint, error) => fail(endpoint, error, canAskLess),
          onOvertaken: (endpoint) => fail(endpoint, overtaken(endpoint)),
          isWorthAsking: ({ reason }) => !(canAskLess && reason === 'range_limit') && !closing.signal.aborted,
        });
        if (answer === undefined) throw restingError(endpoints, now());
        return answer.value;
      },
      latestTime,
      firstHost: () => (inOrder()[0] ?? endpoints[0]!).host,
      close: () => closing.abort(),
    };
  }

  function describeEndpoint(endpoint: RpcEndpoint): NodeHealth {
    const { host, health, setAside } = endpoint;
    const described = describeHealth(host, health, stateOf(endpoint, now()), now(), slowMs);
    return setAside === null ? described : { ...described, lastFault: setAside.reason };
  }

  const witnessLimitMs = (calls: number) => {
    const base = clamp(blockTimeMs, LEAST_WITNESS_TIMEOUT_MS, MOST_WITNESS_TIMEOUT_MS);
    return Math.min(timeoutMs, base + 5 * PATIENCE_PER_CALL_MS * (calls - 1));
  };
  return {
    ...createReader(all, () => timeoutMs),
    at: (host) =>
      createReader(
        all.filter((endpoint) => endpoint.host === host),
        witnessLimitMs,
      ),
    readyHosts: () => [...new Set(inOrderOfTrust(all, now(), slowMs).ready.map(({ host }) => host))],
    comparableHosts: () => [...new Set(all.filter((each) => each.restingUntil <= now()).map(({ host }) => host))],
    setAside(host, fault) {
      for (const endpoint of all.filter((each) => each.host === host)) endpoint.setAside = fault;
      if (fault !== null && !closing.signal.aborted) onFault(fault);
    },
    health: () => all.map((endpoint) => describeEndpoint(endpoint)),
    probe: () =>
      Promise.all(
        all.map(async (endpoint) => {
          const limits = { timeoutMs: Math.min(timeoutMs, PROBE_TIMEOUT_MS) };
          const chain = await readChainId(endpoint, limits).catch(() => null);
          if (chain === chainId) endpoint.verified = true;
          else if (chain !== null) fail(endpoint, new WrongChainError(endpoint.host, chainId, chain));
          return { host: endpoint.host, chainId: chain };
        }),
      ),
  };
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

function restingError(endpoints: readonly RpcEndpoint[], now: Instant): ChainReadError {
  const soonest = Math.min(...endpoints.map((endpoint) => endpoint.restingUntil));
  return new ChainReadError('rate_limited', 'every node has asked for fewer requests', {
    retryAfterMs: Math.max(0, soonest - now),
  });
}
