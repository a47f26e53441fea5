import { ChainReadError, WrongChainError } from '../../core/chain/errors.ts';
import type { Instant, Milliseconds } from '../../core/time.ts';
import { BatchRefusedError, readAnswer } from './rpc-answer.ts';
import { noteBorneBatch, noteRefusedBatch, noteSuccess, type RpcEndpoint } from './rpc-endpoint.ts';
import type { Transport } from './rpc-http.ts';

export interface RpcCall {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** Reads the raw results of one node; throws `ChainReadError` when they are not what was asked, and the next node is asked. */
export type Decode<T> = (results: readonly unknown[], host: string) => T;

export interface Limits {
  readonly timeoutMs: Milliseconds;
  readonly givenUp?: AbortSignal;
}

export interface AskerOptions {
  readonly chainId: number;
  readonly now: () => Instant;
  readonly transport: Transport;
  readonly closing: AbortSignal;
}

/** Asks one node at a time, in requests of as many calls as it takes, and only a node of the right chain. */
export interface Asker {
  /** All of `calls`, decoded together. Throws `ChainReadError` and nothing else: what `decode` throws is the node's fault. */
  ask<T>(endpoint: RpcEndpoint, calls: readonly RpcCall[], decode: Decode<T>, limits: Limits): Promise<T>;
  readChainId(endpoint: RpcEndpoint, limits: Limits): Promise<number>;
}

export function createAsker({ chainId, now, transport, closing }: AskerOptions): Asker {
  let lastId = 0;

  async function request(endpoint: RpcEndpoint, calls: readonly RpcCall[], limits: Limits): Promise<unknown[]> {
    const numbered = calls.map((call) => ({ jsonrpc: '2.0', id: ++lastId, method: call.method, params: call.params }));
    const many = numbered.length > 1;
    const body = JSON.stringify(many ? numbered : numbered[0]);
    const signal = limits.givenUp ? AbortSignal.any([closing, limits.givenUp]) : closing;
    const text = await transport(endpoint, body, many, { timeoutMs: limits.timeoutMs, closing: signal, now });
    return readAnswer(
      endpoint,
      text,
      numbered.map((call) => call.id),
    );
  }

  async function requestAll(endpoint: RpcEndpoint, calls: readonly RpcCall[], limits: Limits): Promise<unknown[]> {
    let results: unknown[] = [];
    while (results.length < calls.length) {
      const piece = calls.slice(results.length, results.length + endpoint.batchLimit);
      try {
        const answers = await request(endpoint, piece, limits);
        results = results.length === 0 ? answers : results.concat(answers);
        noteBorneBatch(endpoint, piece.length);
      } catch (error) {
        if (!(error instanceof BatchRefusedError)) throw error;
        noteRefusedBatch(endpoint, piece.length);
      }
    }
    return results;
  }

  async function readChainId(endpoint: RpcEndpoint, limits: Limits): Promise<number> {
    const [answer] = await request(endpoint, [{ method: 'eth_chainId', params: [] }], limits);
    const actual = typeof answer === 'string' && answer.startsWith('0x') ? Number(answer) : Number.NaN;
    if (Number.isSafeInteger(actual)) return actual;
    throw new ChainReadError('malformed', `${endpoint.host} answered no chain id`, { host: endpoint.host });
  }

  async function verifyChain(endpoint: RpcEndpoint, limits: Limits): Promise<void> {
    if (endpoint.verified) return;
    const actual = await readChainId(endpoint, limits);
    if (actual !== chainId) throw new WrongChainError(endpoint.host, chainId, actual);
    endpoint.verified = true;
  }

  async function ask<T>(endpoint: RpcEndpoint, calls: readonly RpcCall[], decode: Decode<T>, limits: Limits) {
    try {
      await verifyChain(endpoint, limits);
      const askedAt = now();
      const value = decode(await requestAll(endpoint, calls, limits), endpoint.host);
      noteSuccess(endpoint, now() - askedAt, now());
      return value;
    } catch (error) {
      if (error instanceof ChainReadError) throw error;
      // Whatever an answer makes us stumble over, it is the node that gave it, and another is asked.
      const { host } = endpoint;
      throw new ChainReadError('malformed', `${host} answered what cannot be read`, { host, cause: error });
    }
  }

  return { ask, readChainId };
}
