import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ChainReadError, WrongChainError } from '../../core/chain/errors.ts';
import type { ChainSource } from '../../core/chain/source.ts';
import { deploy, type TestContract } from './testing/contracts.ts';
import { type LyingNode, type Reply, startLyingNode, tamper } from './testing/lying-node.ts';
import { startTestNode, type TestNode } from './testing/node.ts';
import { addressOf, makeSource, type TestSourceOptions } from './testing/sources.ts';

const ALICE = addressOf(0xaa);
const FAR_ENOUGH = '0x14';

let node: TestNode;
let token: TestContract;
let first: LyingNode;
let second: LyingNode;
const open: ChainSource[] = [];

beforeAll(async () => {
  node = await startTestNode();
  token = await deploy(node, 'Token');
  for (let i = 1n; i <= 3n; i++) await token.send('transfer', [ALICE, i]);
  await node.call('anvil_mine', FAR_ENOUGH);
});
afterAll(() => node?.close());
beforeEach(async () => {
  [first, second] = await Promise.all([startLyingNode(node.url), startLyingNode(node.url)]);
});
afterEach(async () => {
  for (const source of open.splice(0)) await source.close();
  await Promise.all([first.close(), second.close()]);
});

function makeTracked(options: Partial<TestSourceOptions> = {}): ChainSource {
  const source = makeSource({ urls: [first.url], watchedTokens: [token.address], ...options });
  open.push(source);
  return source;
}

async function reasonOf(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => new Error('it was believed'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ChainReadError)) throw error;
  return error.reason;
}

/** Where somebody listened a moment ago. */
async function deadUrl(): Promise<string> {
  const gone = await startLyingNode(node.url);
  await gone.close();
  return gone.url;
}

/** What a node answers in place of the truth to everything but the question for its chain id. */
function alwaysBut(reply: (ids: readonly number[], many: boolean) => Reply | undefined): LyingNode['lie'] {
  return ({ requests, many }) =>
    requests[0]?.method === 'eth_chainId'
      ? undefined
      : reply(
          requests.map(({ id }) => id),
          many,
        );
}

describe('an answer that is wrong', () => {
  const block = { number: '0x1', hash: `0x${'11'.repeat(32)}`, parentHash: `0x${'22'.repeat(32)}`, timestamp: '0x1' };
  const wrong: readonly [string, string, (ids: readonly number[]) => Reply][] = [
    ['truncated JSON', 'malformed', () => ({ body: '[{"jsonrpc":"2.0","id":1,"result":{"numb' })],
    ['no JSON at all', 'malformed', () => ({ body: '<html>Bad gateway</html>' })],
    ['nothing', 'malformed', () => ({ body: '' })],
    ['no list', 'malformed', () => ({ body: '{"jsonrpc":"2.0","id":1,"result":null}' })],
    ['an answer of null', 'malformed', (ids) => ({ answers: ids.map(() => null) })],
    ['foreign ids', 'malformed', (ids) => ({ answers: ids.map((id) => ({ id: id + 1_000, result: block })) })],
    ['an id twice', 'malformed', (ids) => ({ answers: ids.map(() => ({ id: ids[0], result: block })) })],
    ['ids missing', 'incomplete', (ids) => ({ answers: [{ id: ids[0], result: block }] })],
    ['neither result nor error', 'malformed', (ids) => ({ answers: ids.map((id) => ({ id })) })],
    [
      'an error inside a batch that else succeeded',
      'node_error',
      (ids) => ({
        answers: ids.map((id, i) =>
          i === 0 ? { id, result: block } : { id, error: { code: -32000, message: 'header not found' } },
        ),
      }),
    ],
    ['a server error', 'http_status', () => ({ status: 502, body: 'Bad gateway' })],
    ['a refusal', 'http_status', () => ({ status: 401, body: '{}' })],
    ['a redirect', 'http_status', () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' })],
  ];

  it.each(wrong)('is never believed in part: %s', async (_, reason, reply) => {
    first.lie = alwaysBut(reply);
    expect(await reasonOf(makeTracked().readHeaders([0n, 1n, 2n]))).toBe(reason);
  });

  it('is no fault of the node where it was broken off by closing', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    first.lie = alwaysBut(() => {
      resolve();
      return 'stall';
    });
    const faults: ChainReadError[] = [];
    const source = makeTracked({ onFault: (fault) => faults.push(fault) });
    const reading = source.readTip();
    await asked;
    await source.close();
    await expect(reading).rejects.toThrow(ChainReadError);
    expect(faults).toEqual([]);
  });

  it('is never waited for longer than allowed', async () => {
    first.lie = alwaysBut(() => 'stall');
    expect(await reasonOf(makeTracked({ timeoutMs: 100 }).readTip())).toBe('timeout');
  });

  it('is in any order what it says it is', async () => {
    first.lie = async ({ truth, many }) => (many ? { answers: (await truth()).reverse() } : undefined);
    const headers = await makeTracked().readHeaders([3n, 1n, 2n]);
    expect(headers.map((header) => header?.number)).toEqual([3n, 1n, 2n]);
  });

  it('does not come when nobody listens', async () => {
    expect(await reasonOf(makeTracked({ urls: [await deadUrl()] }).readTip())).toBe('unreachable');
  });
});

describe('a wrong chain', () => {
  it('is refused before anything else is read', async () => {
    const source = makeTracked({ chainId: 8453 });
    const error = await source.readTip().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WrongChainError);
    expect(error).toMatchObject({ reason: 'wrong_chain', expectedChainId: 8453, actualChainId: 31337 });
    await expect(source.identify()).rejects.toThrow(WrongChainError);
    expect(first.log.flat().every((method) => method === 'eth_chainId')).toBe(true);
  });

  it('at one of two nodes leaves the other', async () => {
    first.lie = tamper('eth_chainId', () => '0x1');
    const faults: ChainReadError[] = [];
    const source = makeTracked({ urls: [first.url, second.url], onFault: (fault) => faults.push(fault) });
    expect((await source.readTip()).number).toBeGreaterThan(0n);
    expect(faults).toEqual([expect.any(WrongChainError)]);
  });

  it('is noticed when another node answers after an outage', async () => {
    let time = 0;
    const source = makeTracked({ now: () => time });
    await source.readTip();
    first.lie = () => ({ status: 503, body: '' });
    expect(await reasonOf(source.readTip())).toBe('http_status');
    first.lie = tamper('eth_chainId', () => '0x1');
    time += 60_000;
    expect(await reasonOf(source.readTip())).toBe('wrong_chain');
  });
});

describe('too many requests', () => {
  it('leave the node alone for as long as it asks, and use the next one', async () => {
    let time = 0;
    first.lie = alwaysBut(() => ({ status: 429, headers: { 'retry-after': '20' }, body: '' }));
    const source = makeTracked({ urls: [first.url, second.url], now: () => time });
    for (let i = 0; i < 5; i++) await source.readTip();
    // Its chain id, and the one refusal.
    expect(first.log).toHaveLength(2);
    time += 19_999;
    await source.readTip();
    expect(first.log).toHaveLength(2);
    time += 1;
    first.lie = () => undefined;
    await source.readTip();
    expect(first.log.length).toBeGreaterThan(2);
  });

  it('are said, with the time to wait, when no other node is left', async () => {
    let time = 0;
    first.lie = alwaysBut(() => ({ status: 429, headers: { 'retry-after': '20' }, body: '' }));
    const source = makeTracked({ now: () => time });
    expect(await reasonOf(source.readTip())).toBe('rate_limited');
    time += 5_000;
    await expect(source.readTip()).rejects.toMatchObject({ reason: 'rate_limited', retryAfterMs: 15_000 });
    expect(first.log).toHaveLength(2);
  });

  it('may also be said inside the answer', async () => {
    first.lie = alwaysBut((ids) => ({
      answers: ids.map((id) => ({ id, error: { code: -32005, message: 'request rate limited' } })),
    }));
    expect(await reasonOf(makeTracked().readHeaders([0n, 1n]))).toBe('rate_limited');
  });
});

describe('several nodes', () => {
  it('stand in for each other, the first being asked again after a rest', async () => {
    let time = 0;
    const source = makeTracked({ urls: [first.url, second.url], now: () => time });
    first.lie = () => ({ status: 500, body: '' });
    await source.readTip();
    const asked = first.log.length;
    await source.readTip();
    expect(first.log).toHaveLength(asked);
    first.lie = () => undefined;
    time += 30_000;
    await source.readTip();
    expect(first.log.length).toBeGreaterThan(asked);
  });

  it('are each asked for the whole: what one read is never joined with what another did', async () => {
    const source = makeTracked({ urls: [first.url, second.url] });
    first.lie = async ({ truth, many }) => (many ? { answers: (await truth()).slice(0, 2) } : undefined);
    const headers = await source.readHeaders([0n, 1n, 2n, 3n]);
    expect(headers.every((header) => header !== null)).toBe(true);
    expect(second.log.at(-1)).toHaveLength(4);
  });

  it('stand in for one that calls everything too much, also where less cannot be asked', async () => {
    const source = makeTracked({ urls: [first.url, second.url] });
    first.lie = alwaysBut((ids, many) => {
      const error = { code: -32000, message: 'query exceeds the limit' };
      return many ? { status: 413, body: '' } : { answers: ids.map((id) => ({ id, error })) };
    });
    const tip = await source.readTip();
    expect(await source.readBlocks(tip.number, tip.number)).toHaveLength(1);
    expect(await source.readBlocks(1n, 4n)).toHaveLength(4);
    expect((await source.readTokenTransfers(0n, tip.number)).length).toBe(3);
  });

  it('take over from one that refuses every range, at their own width', async () => {
    const source = makeTracked({ urls: [first.url, second.url], now: () => 0 });
    const { number } = await source.readTip();
    first.lie = ({ requests }) =>
      requests[0]?.method === 'eth_getLogs'
        ? { answers: requests.map(({ id }) => ({ id, error: { code: -32000, message: 'range too large' } })) }
        : undefined;
    expect(await source.readTokenTransfers(0n, number)).toHaveLength(3);
    const asked = (node: LyingNode) => node.log.flat().filter((method) => method === 'eth_getLogs').length;
    // Halved down to a single block, which the other reads; the rest it reads at once.
    expect(asked(first)).toBe(Math.floor(Math.log2(Number(number) + 1)) + 1);
    expect(asked(second)).toBe(2);
    await source.readTokenTransfers(0n, number);
    expect(asked(second)).toBe(3);
  });

  it('are asked in turn until one shows logs of the branch that is meant', async () => {
    const source = makeTracked({ urls: [first.url, second.url] });
    const { number, hash } = await source.readTip();
    // On another branch, where none of it happened.
    first.lie = async ({ requests, truth }) => {
      if (requests[0]?.method !== 'eth_getLogs') return undefined;
      const answers = await truth();
      return {
        answers: answers.map((answer, i) => ({
          ...answer,
          result:
            requests[i]?.method === 'eth_getLogs' ? [] : { ...(answer.result as object), hash: `0x${'be'.repeat(32)}` },
        })),
      };
    };
    const search = [0n, number, [ALICE], hash] as const;
    expect(await source.readTokenTransfers(...search)).toHaveLength(3);
    second.lie = first.lie;
    expect(await reasonOf(source.readTokenTransfers(...search))).toBe('inconsistent');
    // One that only lags is at no fault.
    first.lie = tamper<unknown>('eth_getBlockByNumber', () => null);
    second.lie = () => undefined;
    expect(await source.readTokenTransfers(...search)).toHaveLength(3);
    second.lie = first.lie;
    expect(await reasonOf(source.readTokenTransfers(...search))).toBe('behind');
  });

  it('are held to one branch over all pieces of a range', async () => {
    const source = makeTracked();
    const { number, hash } = await source.readTip();
    const atMost =
      (most: number, isStray: (from: number) => boolean): LyingNode['lie'] =>
      async ({ requests, truth }) => {
        if (requests[0]?.method !== 'eth_getLogs') return undefined;
        const { fromBlock, toBlock } = requests[0].params[0] as { fromBlock: string; toBlock: string };
        const error = { code: -32000, message: 'range too large' };
        if (Number(toBlock) - Number(fromBlock) >= most) return { answers: requests.map(({ id }) => ({ id, error })) };
        if (!isStray(Number(fromBlock))) return undefined;
        return {
          answers: (await truth()).map((answer, i) => ({
            ...answer,
            result: i === 0 ? [] : { ...(answer.result as object), hash: `0x${'be'.repeat(32)}` },
          })),
        };
      };
    first.lie = atMost(4, () => false);
    expect(await source.readTokenTransfers(0n, number, [ALICE], hash)).toHaveLength(3);
    first.lie = atMost(4, (from) => from === 0);
    expect(await reasonOf(source.readTokenTransfers(0n, number, [ALICE], hash))).toBe('inconsistent');
  });

  it('may lag: a block that the stand-in does not have yet is behind, not missing', async () => {
    const source = makeTracked({ urls: [first.url, second.url] });
    const { number } = await source.readTip();
    first.lie = () => ({ status: 500, body: '' });
    second.lie = tamper<unknown>('eth_getBlockByNumber', () => null);
    const error = await source.readBlocks(number, number).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ChainReadError);
    second.lie = () => undefined;
    expect(await source.readBlocks(number, number)).toHaveLength(1);
  });

  it('are asked in turn when one lacks a block', async () => {
    const source = makeTracked({ urls: [first.url, second.url] });
    const { number } = await source.readTip();
    first.lie = tamper<unknown>('eth_getBlockByNumber', () => null);
    expect(await source.readBlocks(number, number)).toHaveLength(1);
  });
});

describe('limits of a node', () => {
  it.each([
    ['status 413', () => ({ status: 413, body: 'too large' })],
    ['status 400', () => ({ status: 400, body: 'no' })],
    [
      'one error for all',
      () => ({ body: '{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"batch too large"}}' }),
    ],
  ] as const)('on the size of a batch are found and kept: %s', async (_, reply) => {
    first.lie = ({ requests }) => (requests.length > 3 ? reply() : undefined);
    const source = makeTracked();
    const numbers = Array.from({ length: 12 }, (__, i) => BigInt(i));
    expect((await source.readHeaders(numbers)).map((header) => header?.number)).toEqual(numbers);
    const asked = first.log.length;
    await source.readHeaders(numbers);
    expect(first.log.length - asked).toBe(4);
  });

  it('that allow no batch at all are met with single calls', async () => {
    first.lie = ({ many }) => (many ? { status: 400, body: 'no batches' } : undefined);
    expect(await makeTracked().readHeaders([0n, 1n, 2n])).toHaveLength(3);
  });

  it('on the size of an answer are met with smaller batches', async () => {
    first.lie = ({ requests }) =>
      requests.length > 2
        ? { answers: requests.map(({ id }) => ({ id, error: { code: -32003, message: 'response too large' } })) }
        : undefined;
    expect(await makeTracked().readHeaders([0n, 1n, 2n, 3n, 4n])).toHaveLength(5);
  });

  it.each([
    [
      'an error',
      (id: number): Reply => ({ answers: [{ id, error: { code: -32602, message: 'block range is too wide' } }] }),
    ],
    [
      'an odd error',
      (id: number): Reply => ({ answers: [{ id, error: { code: 35, message: 'not on the free tier' } }] }),
    ],
    [
      'an error under status 400',
      (id: number): Reply => ({
        status: 400,
        body: JSON.stringify({ id, error: { code: -32005, message: 'query returned more than 10000 results' } }),
      }),
    ],
    ['status 413', (): Reply => ({ status: 413, body: '' })],
  ] as const)('on the range of logs are found and kept: %s', async (_, reply) => {
    first.lie = ({ requests }) => {
      const [request] = requests;
      const filter = request?.params[0] as { fromBlock?: string; toBlock?: string } | undefined;
      if (request?.method !== 'eth_getLogs' || !filter?.fromBlock) return undefined;
      return Number(filter.toBlock) - Number(filter.fromBlock) >= 3 ? reply(request.id) : undefined;
    };
    const source = makeTracked();
    const { number } = await source.readTip();
    expect((await source.readTokenTransfers(0n, number)).map(({ amountAtomic }) => amountAtomic)).toEqual([1n, 2n, 3n]);
    const asked = first.log.length;
    await source.readTokenTransfers(0n, 5n);
    expect(first.log.length - asked).toBe(2);
  });

  it('that refuse even a single block fail the read', async () => {
    first.lie = ({ requests }) =>
      requests[0]?.method === 'eth_getLogs'
        ? { answers: requests.map(({ id }) => ({ id, error: { code: -32005, message: 'limit exceeded' } })) }
        : undefined;
    expect(await reasonOf(makeTracked().readTokenTransfers(0n, 9n))).toBe('range_limit');
  });

  it('on time narrow the range of the next try', async () => {
    const source = makeTracked({ timeoutMs: 2_000 });
    first.lie = ({ requests }) => {
      const filter = requests[0]?.params[0] as { fromBlock?: string; toBlock?: string } | undefined;
      if (requests[0]?.method !== 'eth_getLogs') return undefined;
      return Number(filter?.toBlock) - Number(filter?.fromBlock) >= 10 ? 'stall' : undefined;
    };
    expect(await reasonOf(source.readTokenTransfers(0n, 15n))).toBe('timeout');
    expect(await source.readTokenTransfers(0n, 15n)).toHaveLength(3);
  });
});

describe('what is in a URL', () => {
  it('is never in an error, even when the node repeats it', async () => {
    const secret = 'SuperSecretKey123';
    const url = first.url.replace('http://', `http://${secret}user:${secret}pass@`);
    const urls = [`${url}/v3/${secret}path?key=${secret}query`];
    first.lie = ({ requests }) => ({
      answers: requests.map(({ id }) => ({
        id,
        error: { code: -1, message: `bad ${secret}path of https://x.example/${secret}query` },
      })),
    });
    const error = await makeTracked({ urls })
      .readTip()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ChainReadError);
    const { message, stack, cause, host } = error as ChainReadError;
    expect(host).toBe(new URL(first.url).host);
    expect(`${message}${stack}${String(cause)}${JSON.stringify(error)}`).not.toContain(secret);
  });

  it('is never in an error when nobody listens', async () => {
    const url = (await deadUrl()).replace('http://', 'http://user:SuperSecretKey123@');
    const source = makeTracked({ urls: [`${url}/SuperSecretKey123`] });
    const error = (await source.readTip().catch((thrown: unknown) => thrown)) as ChainReadError;
    expect(`${error.message}${error.stack}${String(error.cause)}`).not.toContain('SuperSecretKey123');
    expect(error.message).toContain('ECONNREFUSED');
  });
});
