import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChainReadError } from '../../core/chain/errors.ts';
import { post, type Transport } from './rpc-http.ts';
import type { EvmSource } from './source.ts';
import { deploy, type TestContract } from './testing/contracts.ts';
import { type LyingNode, startLyingNode, tamper } from './testing/lying-node.ts';
import { startTestNode, type TestNode } from './testing/node.ts';
import { addressOf, makeSource, type TestSourceOptions } from './testing/sources.ts';

/** Longer than any test: what waits for a node that hangs fails. */
const NEVER_MS = 600_000;

let node: TestNode;
let token: TestContract;
let first: LyingNode;
let second: LyingNode;
const open: EvmSource[] = [];

beforeAll(async () => {
  node = await startTestNode();
  token = await deploy(node, 'Token');
  await token.send('transfer', [addressOf(1), 5n]);
  await node.call('anvil_mine', '0x20');
});
afterAll(() => node?.close());
beforeEach(async () => {
  [first, second] = await Promise.all([startLyingNode(node.url), startLyingNode(node.url)]);
});
afterEach(async () => {
  for (const source of open.splice(0)) await source.close();
  await Promise.all([first.close(), second.close()]);
});

function openSource(options: Partial<TestSourceOptions> = {}): EvmSource {
  const urls = [first.url, second.url];
  const source = makeSource({ urls, watchedTokens: [token.address], timeoutMs: NEVER_MS, ...options });
  open.push(source);
  return source;
}

const hostOf = ({ url }: LyingNode) => new URL(url).host;
const stall = () => 'stall' as const;
const fail = () => ({ status: 500, body: '' });

describe('a node that hangs', () => {
  it('holds up no read for longer than our patience, which is half a block time', async () => {
    first.lie = stall;
    expect((await openSource().readTip()).number).toBeGreaterThan(0n);
  });

  it('is told of, and rests while the other is asked', async () => {
    first.lie = stall;
    const faults: ChainReadError[] = [];
    const source = openSource({ now: () => 0, onFault: (fault) => faults.push(fault) });
    await source.readTip();
    expect(faults).toMatchObject([{ reason: 'timeout', host: hostOf(first) }]);
    const asked = first.log.length;
    await source.readTip();
    expect(first.log).toHaveLength(asked);
    expect(source.nodes()).toMatchObject([{ host: hostOf(first), state: 'resting', lastFault: 'timeout' }, {}]);
  });

  it('in the middle of catching up leaves the rest to the other', async () => {
    const source = openSource();
    await source.readTip();
    first.lie = ({ requests }) => (requests[0]?.method === 'eth_getLogs' ? 'stall' : undefined);
    const blocks = await source.readBlocks(1n, 30n);
    expect(blocks.flatMap(({ transfers }) => transfers)).toHaveLength(1);
  });

  it('beside one that fails at once does not end the read: the failure of one is no answer', async () => {
    first.lie = ({ requests }) => (requests[0]?.method === 'eth_chainId' ? undefined : 'stall');
    second.lie = fail;
    const source = openSource({ timeoutMs: 2_000 });
    await expect(source.readTip()).rejects.toMatchObject({ name: 'ChainReadError' });
    expect(source.nodes().map(({ lastFault }) => lastFault)).toEqual(['timeout', 'http_status']);
  });
});

describe('the order in which nodes are asked', () => {
  /** A clock that only our waiting for answers moves: so long for the first node, so long for the second. */
  function slowly(firstMs: number, secondMs: number) {
    const clock = { now: 0, firstMs, secondMs };
    const transport: Transport = (endpoint, ...rest) => {
      clock.now += endpoint.host === hostOf(first) ? clock.firstMs : clock.secondMs;
      return post(endpoint, ...rest);
    };
    return { clock, options: { now: () => clock.now, transport } };
  }

  it('is the configured one while they are alike', async () => {
    const source = openSource(slowly(40, 10).options);
    for (let i = 0; i < 5; i++) await source.readTip();
    expect(second.log).toEqual([]);
  });

  it('puts one that is much slower behind, and tries it again after a while', async () => {
    const { clock, options } = slowly(2_000, 10);
    const source = openSource(options);
    await source.readTip();
    const asked = first.log.length;
    for (let i = 0; i < 5; i++) await source.readTip();
    expect(first.log).toHaveLength(asked);
    expect(source.nodes()).toMatchObject([
      { state: 'ready', latencyMs: 2_000 },
      { state: 'ready', latencyMs: 10 },
    ]);
    clock.firstMs = 10;
    clock.now += 600_000;
    await source.readTip();
    expect(first.log.length).toBeGreaterThan(asked);
  });

  it('puts one that keeps failing behind, also when it does not rest any more', async () => {
    const { clock, options } = slowly(10, 10);
    const source = openSource(options);
    first.lie = fail;
    for (let i = 0; i < 6; i++) {
      await source.readTip();
      clock.now = Math.max(clock.now, 1_000 * 2 ** i);
    }
    first.lie = () => undefined;
    const [failing, steady] = source.nodes();
    expect(failing!.score).toBeLessThan(steady!.score);
    clock.now += 600_000;
    const asked = first.log.length;
    await source.readTip();
    expect(first.log.length).toBeGreaterThan(asked);
    expect(source.nodes()[0]).toMatchObject({ state: 'ready', lastFault: null });
  });
});

describe('what is shown of a node', () => {
  it('is its host name and nothing else of its URL', async () => {
    const secret = 'SuperSecretKey123';
    const url = first.url.replace('http://', `http://user:${secret}@`);
    const source = openSource({ urls: [`${url}/v3/${secret}?key=${secret}`] });
    await source.readTip();
    expect(JSON.stringify([source.nodes(), await source.probe()])).not.toContain(secret);
    expect(source.nodes()).toMatchObject([{ host: hostOf(first), state: 'ready', score: expect.any(Number) }]);
  });

  it('is its chain id, or that it told none', async () => {
    first.lie = tamper('eth_chainId', () => '0x1');
    const source = openSource();
    expect(await source.probe()).toEqual([
      { host: hostOf(first), chainId: 1 },
      { host: hostOf(second), chainId: 31337 },
    ]);
    second.lie = fail;
    expect(await source.probe()).toMatchObject([{ chainId: 1 }, { chainId: null }]);
    expect(source.nodes()[0]).toMatchObject({ state: 'wrong_chain' });
  });
});

describe('limits on the range of logs', () => {
  const atMost = (blocks: number): LyingNode['lie'] => {
    return ({ requests: [request] }) => {
      const filter = request?.params[0] as { fromBlock?: string; toBlock?: string } | undefined;
      if (request?.method !== 'eth_getLogs' || !filter?.fromBlock) return undefined;
      if (Number(filter.toBlock) - Number(filter.fromBlock) < blocks) return undefined;
      return { answers: [{ id: request.id, error: { code: -32602, message: 'block range is too wide' } }] };
    };
  };
  const logCalls = ({ log }: LyingNode) => log.flat().filter((method) => method === 'eth_getLogs').length;

  it('are learnt of each node by itself', async () => {
    let time = 0;
    const source = openSource({ now: () => time });
    first.lie = atMost(4);
    await source.readTokenTransfers(0n, 15n);
    const narrow = logCalls(first);
    await source.readTokenTransfers(0n, 15n);
    expect(logCalls(first) - narrow).toBe(4);
    // The other one takes over, and is asked for all at once.
    first.lie = fail;
    expect(await source.readTokenTransfers(0n, 15n)).toHaveLength(1);
    const before = logCalls(second);
    await source.readTokenTransfers(0n, 15n);
    expect(logCalls(second) - before).toBe(1);
    // Back at the first, what it bore is still known.
    first.lie = atMost(4);
    time += 600_000;
    const again = logCalls(first);
    await source.readTokenTransfers(0n, 15n);
    expect(logCalls(first) - again).toBe(4);
  });

  it('of one that only stands in do not keep the read from ending', async () => {
    first.lie = ({ requests }) =>
      requests[0]?.method === 'eth_getLogs'
        ? { answers: requests.map(({ id }) => ({ id, error: { code: -32000, message: 'header not found' } })) }
        : undefined;
    second.lie = atMost(4);
    expect(await openSource().readTokenTransfers(0n, 31n)).toHaveLength(1);
  });
});

describe('witnesses', () => {
  it('are the hosts, however many URLs each has', () => {
    const source = openSource({ urls: [`${first.url}/a`, `${first.url}/b`, second.url] });
    expect(source.witnesses().map(({ host }) => host)).toEqual([hostOf(first), hostOf(second)]);
  });

  it('speak each for itself: nobody stands in', async () => {
    const source = openSource();
    first.lie = fail;
    const [one, other] = source.witnesses();
    await expect(one!.readHeaders([1n])).rejects.toMatchObject({ host: hostOf(first) });
    expect(await other!.readHeaders([1n])).toHaveLength(1);
    expect(first.log.flat()).not.toContain('eth_getBlockByNumber');
  });

  it('are not those that rest', async () => {
    const source = openSource({ now: () => 0 });
    first.lie = fail;
    await source.readTip();
    expect(source.witnesses().map(({ host }) => host)).toEqual([hostOf(second)]);
  });

  it('tell where a tag stands', async () => {
    const [witness] = openSource().witnesses();
    const latest = BigInt(await node.call<string>('eth_blockNumber'));
    expect(await witness!.readFinality('safe')).toBeLessThanOrEqual(latest);
    first.lie = tamper('eth_getBlockByNumber', () => null);
    await expect(witness!.readFinality('finalized')).rejects.toMatchObject({ reason: 'behind' });
  });
});
