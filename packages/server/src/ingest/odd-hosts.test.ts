import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NetworkConfig } from '../config/network-spec.ts';
import { createEvmSource, type EvmSource } from '../networks/evm/source.ts';
import { type Lie, type LyingNode, startLyingNode } from '../networks/evm/testing/lying-node.ts';
import { readCursor } from '../store/chain-cursors.ts';
import { type Anvil, startAnvil } from '../testing/anvil.ts';
import { ASKED, networkNamed, openShop, type Shop } from '../testing/chain-shop.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { follow, type TestFollower, untilAt } from '../testing/follower.ts';
import { until } from '../testing/until.ts';
import { readToTip } from './read-to-tip.ts';

/** One real chain behind three nodes, of which the first is out of step with the others. */
let anvil: Anvil;
let database: TestDatabase;
let shop: Shop;
let nodes: LyingNode[];
let networks = 0;
const opened: { follower: TestFollower; source: EvmSource }[] = [];

beforeAll(async () => {
  [anvil, database] = await Promise.all([startAnvil({ blockTimeSeconds: null }), createTestDatabase()]);
  shop = openShop(database);
  nodes = await Promise.all([1, 2, 3].map(() => startLyingNode(anvil.rpcUrl)));
});
beforeEach(() => anvil.mine(3));
afterEach(async () => {
  for (const node of nodes) node.lie = () => undefined;
  for (const { follower, source } of opened.splice(0)) {
    await follower.stop();
    await source.close();
  }
});
afterAll(async () => {
  await Promise.all(nodes?.map((node) => node.close()) ?? []);
  await anvil?.stop();
  await database?.close();
});

const hostOf = ({ url }: LyingNode) => new URL(url).host;
const height = () => anvil.client.getBlockNumber();

/** Our clock, which the test can move on. */
let sleptMs = 0;
const now = () => Date.now() + sleptMs;

async function open({ quorum = 1, of = 2 } = {}) {
  networks += 1;
  const network: NetworkConfig = {
    ...networkNamed(`Odd${networks}`, { assurance: { quorum, finality: null, tiers: [] } }),
    rpcUrls: nodes.slice(0, of).map(({ url }) => url),
  };
  const source = createEvmSource({ network, watchedTokens: [], now });
  const follower = follow(shop, { network, source });
  opened.push({ follower, source });
  const { name } = network.spec;
  const look = () => follower.wake.emit('follow', name);
  const cursor = async () => (await readCursor(database.store, name))!;
  const read = async () => {
    const { hash } = await anvil.client.getBlock();
    const poking = setInterval(look, 100);
    await untilAt(database.store, name, { hash: hash! }).finally(() => clearInterval(poking));
  };
  await read();
  const createdAt = Number((await anvil.client.getBlock()).timestamp) * 1000;
  const session = await shop.openSession({ networks: [network], createdAt, ttlMs: 3_600_000 });
  return { network, source, follower, session, read, look, cursor };
}

const pay = ({ address }: { readonly address: `0x${string}` }) =>
  anvil.client.sendTransaction({ account: anvil.accounts[0]!.address, to: address, value: ASKED } as never);

/** The node knows of nothing above this block. */
function frozenAt(number: bigint): Lie {
  const head = `0x${number.toString(16)}`;
  return async ({ requests }) => {
    const thawed = requests.map((request) => {
      const isLatest = request.params[0] === 'latest';
      return isLatest ? { ...request, params: [head, ...request.params.slice(1)] } : request;
    });
    const answers = await askReally(thawed);
    for (const [i, { method, params }] of thawed.entries()) {
      if (method === 'eth_blockNumber') answers[i]!.result = head;
      if (method === 'eth_getBlockByNumber' && BigInt(params[0] as string) > number) answers[i]!.result = null;
    }
    return { answers };
  };
}

async function askReally(requests: readonly unknown[]): Promise<{ result?: unknown }[]> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(anvil.rpcUrl, { method: 'POST', headers, body: JSON.stringify(requests) });
  return (await response.json()) as { result?: unknown }[];
}

const FAR = 100_000n;
const hashAt = (number: bigint) => `0x${number.toString(16).padStart(64, 'e')}`;

/** The node's head, and the block behind it, are ones that nobody has; of everything below it tells the truth. */
const pretending: Lie = async ({ requests, truth }) => {
  const answers = await truth();
  for (const [i, { id, method, params }] of requests.entries()) {
    if (method === 'eth_blockNumber') answers[i] = { jsonrpc: '2.0', id, result: `0x${FAR.toString(16)}` };
    if (method !== 'eth_getBlockByNumber') continue;
    const number = params[0] === 'latest' ? FAR : BigInt(params[0] as string);
    if (number < FAR - 1n) continue;
    const header = { number: `0x${number.toString(16)}`, hash: hashAt(number), parentHash: hashAt(number - 1n) };
    answers[i] = { jsonrpc: '2.0', id, result: { ...header, timestamp: '0x6a000000', transactions: [] } };
  }
  return { answers };
};

describe('the first of two nodes', () => {
  it('that has stopped is left for the other, and comes back when it goes on', async () => {
    const { session, source, read } = await open();
    nodes[0]!.lie = frozenAt(await height());
    await pay(session);
    await anvil.mine(5);
    sleptMs += 20_000;
    await read();
    await until(() => shop.statusOf(session), 'paid');
    expect(source.nodes()[0]).toMatchObject({ host: hostOf(nodes[0]!), state: 'resting', lastFault: 'behind' });
    nodes[0]!.lie = () => undefined;
    sleptMs += 70_000;
    await anvil.mine(1);
    await read();
    await until(() => source.nodes()[0]!.state, 'ready');
  });

  it('is not left while the other tells of blocks that are not there', async () => {
    const { source, read, look } = await open();
    nodes[1]!.lie = pretending;
    await anvil.mine(2);
    await read();
    sleptMs += 70_000;
    await until(() => {
      look();
      return source.nodes().map(({ state }) => state);
    }, ['ready', 'resting']);
    await anvil.mine(2);
    await read();
  });

  for (const quorum of [1, 2]) {
    it(`that tells of a head that is not there stops no reading (${quorum} asked)`, async () => {
      const { session, source, read, cursor, look } = await open({ quorum });
      nodes[0]!.lie = pretending;
      await pay(session);
      await anvil.mine(5);
      await read();
      await until(() => source.nodes()[0]!.state, 'resting');
      nodes[0]!.lie = () => undefined;
      sleptMs += 70_000;
      await until(() => {
        look();
        return shop.statusOf(session);
      }, 'paid');
      // Young blocks are young, whatever tip was told.
      expect((await cursor()).rereadNumber).toBeLessThan(await height());
    });
  }
});

describe('where two of three nodes are asked', () => {
  it('one that follows a fork of its own is left, though it was read first', async () => {
    const { session, source, read, look } = await open({ quorum: 2, of: 3 });
    const fork = await startAnvilFork();
    nodes[0]!.lie = fork.lie;
    await fork.mine(2);
    await until(
      async () => {
        look();
        return (await readCursor(database.store, `Odd${networks}`))!.hash;
      },
      await fork.tip(),
    );
    await pay(session);
    await anvil.mine(8);
    await fork.mine(8);
    sleptMs += 70_000;
    await read();
    await until(() => {
      look();
      return shop.statusOf(session);
    }, 'paid');
    expect(source.nodes()[0]).toMatchObject({ state: 'resting', lastFault: 'inconsistent' });
  });
});

/** Blocks on top of the chain as it is now that only this node has. */
async function startAnvilFork() {
  const start = await anvil.client.getBlock();
  type Raw = Record<string, unknown> & { hash: string; number: string };
  const blocks: Raw[] = [];
  const [{ result }] = (await askReally([
    { jsonrpc: '2.0', id: 1, method: 'eth_getBlockByNumber', params: [`0x${start.number!.toString(16)}`, true] },
  ])) as [{ result: Raw }];
  const lie: Lie = async ({ requests, truth }) => {
    const answers = await truth();
    for (const [i, { id, method, params }] of requests.entries()) {
      const isMine = method === 'eth_getBlockByNumber' || method === 'eth_blockNumber';
      if (!isMine || blocks.length === 0) continue;
      const asked =
        params[0] === 'latest' || method === 'eth_blockNumber'
          ? blocks.length
          : Number(params[0]) - Number(start.number);
      if (asked < 1) continue;
      const block = blocks[asked - 1] ?? null;
      answers[i] = { jsonrpc: '2.0', id, result: method === 'eth_blockNumber' ? block!.number : block };
    }
    return { answers };
  };
  return {
    lie,
    async mine(count: number) {
      for (let i = 0; i < count; i++) {
        const number = start.number! + BigInt(blocks.length) + 1n;
        const parent = blocks.at(-1) ?? result;
        blocks.push({
          ...result,
          number: `0x${number.toString(16)}`,
          hash: `0x${number.toString(16).padStart(64, 'f')}`,
          parentHash: parent.hash,
          timestamp: `0x${(start.timestamp + BigInt(blocks.length) + 1n).toString(16)}`,
          transactions: [],
        });
      }
    },
    tip: async () => blocks.at(-1)!.hash,
  };
}

describe('reading to the tip, as before a cancel', () => {
  it('goes to the highest head of all nodes, so that a paid session is never canceled by one that has stopped', async () => {
    const { session, follower, source, network } = await open();
    nodes[0]!.lie = frozenAt(await height());
    await pay(session);
    await anvil.mine(1);
    expect(await shop.statusOf(session)).toBe('pending');
    const tip = await height();
    const deps = { store: database.store, wake: follower.wake, now: Date.now };
    const isRead = await readToTip(deps, source);
    // It was read, or it is not known: never «nothing came».
    if (isRead) expect(await shop.statusOf(session)).toBe('detected');
    sleptMs += 20_000;
    await until(() => readToTip(deps, source), true);
    expect((await readCursor(database.store, network.spec.name))!.number).toBeGreaterThanOrEqual(tip);
    expect(await shop.statusOf(session)).toBe('detected');
  });

  it('is refused on a main network whose every head is old', async () => {
    const { follower, network } = await open();
    const main = { ...network, spec: { ...network.spec, livemode: true } };
    const source = createEvmSource({ network: main, watchedTokens: [], now: () => Date.now() + 3_600_000 });
    const deps = { store: database.store, wake: follower.wake, now: Date.now };
    expect(await readToTip(deps, source)).toBe(false);
    await source.close();
  });

  it('waits for as many nodes as are asked', async () => {
    const { follower, source, look } = await open({ quorum: 2 });
    nodes[1]!.lie = ({ requests }) =>
      requests.some(({ params }) => params[1] === true) ? { status: 500, body: 'down' } : undefined;
    await anvil.mine(1);
    look();
    const deps = { store: database.store, wake: follower.wake, now: Date.now };
    expect(await readToTip(deps, source, 500)).toBe(false);
    nodes[1]!.lie = () => undefined;
    await until(() => readToTip(deps, source), true);
  });
});
