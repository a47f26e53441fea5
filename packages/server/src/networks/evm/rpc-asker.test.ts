import { beforeEach, describe, expect, it } from 'vitest';
import type { ChainReadError } from '../../core/chain/errors.ts';
import { BatchRefusedError } from './rpc-answer.ts';
import { createAsker, type RpcCall } from './rpc-asker.ts';
import { createRpcEndpoint, type RpcEndpoint } from './rpc-endpoint.ts';
import type { Transport } from './rpc-http.ts';

const CHAIN_ID = 31337;
/** Calls of each batch that the node was asked. */
let batches: number[];
let endpoint: RpcEndpoint;
/** What it says to a batch in place of the truth. */
let lie: (calls: number) => string | undefined;

beforeEach(() => {
  batches = [];
  endpoint = createRpcEndpoint('http://node.example', 16);
  lie = () => undefined;
});

const node: Transport = async (_, body) => {
  const asked = JSON.parse(body) as { id: number; method: string } | { id: number; method: string }[];
  const answerTo = ({ id, method }: { id: number; method: string }) => ({
    ...{ jsonrpc: '2.0', id },
    result: method === 'eth_chainId' ? '0x7a69' : '0x1',
  });
  if (!Array.isArray(asked))
    return (asked.method === 'eth_chainId' ? undefined : lie(1)) ?? JSON.stringify(answerTo(asked));
  batches.push(asked.length);
  return lie(asked.length) ?? JSON.stringify(asked.map(answerTo));
};

const calls = (count: number) =>
  Array.from({ length: count }, (): RpcCall => ({ method: 'eth_blockNumber', params: [] }));

function ask(count: number, decode: (results: readonly unknown[]) => unknown = (results) => results.length) {
  const { signal } = new AbortController();
  const asker = createAsker({ chainId: CHAIN_ID, now: () => 0, transport: node, closing: signal });
  return asker.ask(endpoint, calls(count), decode, { timeoutMs: 1000 });
}

const faultOf = (answer: Promise<unknown>): Promise<ChainReadError> =>
  answer.then(
    () => expect.fail('it was believed'),
    (error) => error,
  );

const refuseMoreThan = (most: number) => (count: number) => {
  if (count > most) throw new BatchRefusedError();
  return undefined;
};

describe('an answer that we stumble over', () => {
  it('is the fault of the node that gave it, so that another is asked', async () => {
    const stumble = () => {
      throw new TypeError('Cannot convert object to primitive value');
    };
    expect(await faultOf(ask(1, stumble))).toMatchObject({ reason: 'malformed', host: 'node.example' });
  });

  it.each(['code', 'message'])('is one with an error that cannot be shown: its %s', async (member) => {
    const error = { code: -1, message: 'no', [member]: { toString: 0, valueOf: 0 } };
    lie = () => JSON.stringify({ jsonrpc: '2.0', id: 2, error });
    expect(await faultOf(ask(1))).toMatchObject({ reason: 'node_error' });
  });

  it('is one of more values than any block has, of which none is made', async () => {
    lie = () => `[${'{},'.repeat(1_000_001)}{}]`;
    expect(await faultOf(ask(1))).toMatchObject({ reason: 'range_limit' });
    lie = (count) => (count > 2 ? `[${'{},'.repeat(1_000_001)}{}]` : undefined);
    expect(await ask(4)).toBe(4);
  });
});

describe('the size of a batch', () => {
  it('is halved until the node takes it', async () => {
    lie = refuseMoreThan(5);
    expect(await ask(16)).toBe(16);
    expect(batches).toEqual([16, 8, 4, 4, 4, 4]);
  });

  it('grows again after twenty that the node took, up to what it was', async () => {
    lie = refuseMoreThan(4);
    await ask(16);
    lie = () => undefined;
    batches = [];
    for (let i = 0; i < 14; i++) await ask(16);
    // Four of four were taken above, sixteen more here; then twenty of eight.
    expect(batches.slice(0, 16)).toEqual(Array(16).fill(4));
    expect(batches.slice(16, 36)).toEqual(Array(20).fill(8));
    expect(batches.slice(36)).toEqual([]);
    await ask(16);
    expect(batches.slice(36)).toEqual([16]);
  });
});
