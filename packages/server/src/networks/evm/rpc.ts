import { ChainReadError, WrongChainError } from '../../core/chain/errors.ts';
import type { Instant, Milliseconds } from '../../core/time.ts';
import { BatchRefusedError, readAnswer } from './rpc-answer.ts';
import { createRpcEndpoint, inOrderOfTrust, noteFailure, noteSuccess, type RpcEndpoint } from './rpc-endpoint.ts';
import { post, type Transport } from './rpc-http.ts';

export const LARGEST_BATCH = 100;
const TIMEOUT_MS = 15_000;

export interface RpcCall {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** Reads the raw results of one node; throws `ChainReadError` when they are not what was asked, and the next node is asked. */
export type Decode<T> = (results: readonly unknown[], host: string) => T;

export interface RpcClient {
  /**
   * Asks one node for all of `calls`, in as few HTTP requests as it takes, and decodes them together; on any failure, also
   * of `decode`, asks the next node for all of them. Throws `ChainReadError` when no node has answered in full.
   */
  read<T>(calls: readonly RpcCall[], decode: Decode<T>): Promise<T>;
  close(): void;
}

export interface RpcOptions {
  readonly urls: readonly string[];
  /** Each node is asked for its chain id before its first answer is believed, and after each outage. */
  readonly chainId: number;
  readonly now: () => Instant;
  readonly timeoutMs?: Milliseconds;
  readonly largestBatch?: number;
  /** Told of each failure of a node, also when another could answer instead. */
  readonly onFault?: (fault: ChainReadError) => void;
  /** How a body reaches a node; over HTTP where absent. */
  readonly transport?: Transport;
}

/** A JSON-RPC client over several nodes of the same chain: batching, time limits, failover. */
export function createRpcClient(options: RpcOptions): RpcClient {
  const { chainId, now, timeoutMs = TIMEOUT_MS, largestBatch = LARGEST_BATCH, onFault = () => {} } = options;
  const { transport = post } = options;
  const endpoints = options.urls.map((url) => createRpcEndpoint(url, largestBatch));
  const closing = new AbortController();
  let lastId = 0;

  async function request(endpoint: RpcEndpoint, calls: readonly RpcCall[]): Promise<unknown[]> {
    const numbered = calls.map((call) => ({ jsonrpc: '2.0', id: ++lastId, method: call.method, params: call.params }));
    const many = numbered.length > 1;
    const body = JSON.stringify(many ? numbered : numbered[0]);
    const text = await transport(endpoint, body, many, { timeoutMs, closing: closing.signal, now });
    return readAnswer(
      endpoint,
      text,
      numbered.map((call) => call.id),
    );
  }

  async function requestAll(endpoint: RpcEndpoint, calls: readonly RpcCall[]): Promise<unknown[]> {
    let results: unknown[] = [];
    while (results.length < calls.length) {
      const piece = calls.slice(results.length, results.length + endpoint.batchLimit);
      try {
        const answers = await request(endpoint, piece);
        results = results.length === 0 ? answers : results.concat(answers);
      } catch (error) {
        if (!(error instanceof BatchRefusedError)) throw error;
        endpoint.batchLimit = Math.max(1, Math.floor(piece.length / 2));
      }
    }
    return results;
  }

  async function verifyChain(endpoint: RpcEndpoint): Promise<void> {
    if (endpoint.verified) return;
    const [answer] = await request(endpoint, [{ method: 'eth_chainId', params: [] }]);
    const actual = typeof answer === 'string' && answer.startsWith('0x') ? Number(answer) : Number.NaN;
    if (!Number.isSafeInteger(actual)) {
      throw new ChainReadError('malformed', `${endpoint.host} answered no chain id`, { host: endpoint.host });
    }
    if (actual !== chainId) throw new WrongChainError(endpoint.host, chainId, actual);
    endpoint.verified = true;
  }

  async function ask<T>(endpoint: RpcEndpoint, calls: readonly RpcCall[], decode: Decode<T>): Promise<T> {
    await verifyChain(endpoint);
    const value = decode(await requestAll(endpoint, calls), endpoint.host);
    noteSuccess(endpoint);
    return value;
  }

  return {
    async read(calls, decode) {
      let failure: ChainReadError | undefined;
      for (const endpoint of inOrderOfTrust(endpoints, now())) {
        try {
          return await ask(endpoint, calls, decode);
        } catch (error) {
          if (!(error instanceof ChainReadError)) throw error;
          // What we broke off ourselves is no fault of the node's.
          if (closing.signal.aborted) throw error;
          noteFailure(endpoint, error, now());
          onFault(error);
          // The caller asks for less, which is cheaper than asking every node for too much.
          if (error.reason === 'range_limit') throw error;
          if (failure === undefined || failure.reason === 'wrong_chain') failure = error;
        }
      }
      throw failure ?? restingError(endpoints, now());
    },
    close: () => closing.abort(),
  };
}

function restingError(endpoints: readonly RpcEndpoint[], now: Instant): ChainReadError {
  const soonest = Math.min(...endpoints.map((endpoint) => endpoint.restingUntil));
  return new ChainReadError('rate_limited', 'every node has asked for fewer requests', {
    retryAfterMs: Math.max(0, soonest - now),
  });
}
