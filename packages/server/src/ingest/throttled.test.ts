import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NetworkConfig } from '../config/network-spec.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Hex } from '../core/hex.ts';
import { createEvmSource } from '../networks/evm/source.ts';
import { type Lie, type LyingNode, startLyingNode } from '../networks/evm/testing/lying-node.ts';
import { type Anvil, startAnvil } from '../testing/anvil.ts';
import { ASKED, networkNamed, type OpenedSession, openShop, type Shop } from '../testing/chain-shop.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { follow, type TestFollower } from '../testing/follower.ts';
import { until } from '../testing/until.ts';

/** Two networks on one real chain, each behind a node of its own; only one of the nodes is in trouble. */
let anvil: Anvil;
let database: TestDatabase;
let shop: Shop;
let payer: Hex;
const nodes: LyingNode[] = [];
const sources: ChainSource[] = [];
const followers: TestFollower[] = [];

beforeAll(async () => {
  [anvil, database] = await Promise.all([startAnvil({ blockTimeSeconds: null }), createTestDatabase()]);
  shop = openShop(database);
  payer = anvil.accounts[0]!.address;
  await anvil.mine(3);
});
afterEach(async () => {
  await Promise.all(followers.splice(0).map((follower) => follower.stop()));
  await Promise.all(sources.splice(0).map((source) => source.close()));
  await Promise.all(nodes.splice(0).map((node) => node.close()));
});
afterAll(async () => {
  await anvil?.stop();
  await database?.close();
});

/** Enough that a node which is well is never taken for one that is not, however busy the machine. */
const PATIENCE_MS = 10_000;

function start(network: NetworkConfig, timeoutMs = PATIENCE_MS): TestFollower {
  const source = createEvmSource({ network, watchedTokens: [], now: Date.now, timeoutMs });
  const follower = follow(shop, { network, source });
  sources.push(source);
  followers.push(follower);
  return follower;
}

async function openNetwork(name: string, timeoutMs = PATIENCE_MS) {
  const node = await startLyingNode(anvil.rpcUrl);
  const network: NetworkConfig = { ...networkNamed(name), rpcUrls: [node.url] };
  nodes.push(node);
  const follower = start(network, timeoutMs);
  await until(() => follower.health().healthy, true);
  const createdAt = Number((await anvil.client.getBlock()).timestamp) * 1000;
  const session = await shop.openSession({ networks: [network], createdAt, ttlMs: 600_000 });
  return { network, node, follower, session };
}

const pay = ({ address }: OpenedSession): Promise<Hex> =>
  anvil.client.sendTransaction({ account: payer, to: address, value: ASKED } as never);

describe('a node that', () => {
  const troubles: readonly [string, Lie][] = [
    ['answers every request with 429', () => ({ status: 429, body: '' })],
    [
      'answers every request with 429 and the time to wait',
      () => ({ status: 429, headers: { 'retry-after': '1' }, body: '' }),
    ],
    ['lets every request time out', () => 'stall'],
    [
      'says inside its answers that there were too many',
      ({ requests }) => ({
        answers: requests.map(({ id }) => ({ id, error: { code: -32005, message: 'request rate limited' } })),
      }),
    ],
  ];

  it.each(troubles)('%s hides no other network’s payment, and loses none of its own', async (what, lie) => {
    const name = what.replaceAll(/\W+/g, '_');
    const throttled = await openNetwork(`${name}_throttled`, 2_000);
    const well = await openNetwork(`${name}_well`);
    throttled.node.lie = lie;
    await pay(throttled.session);
    await pay(well.session);
    await anvil.mine(3);
    await until(() => shop.statusOf(well.session), 'paid');
    expect(await shop.statusOf(throttled.session)).toBe('pending');
    await until(() => throttled.follower.faults.length >= 2, true);
    expect(well.follower.faults).toEqual([]);
    // Whoever comes next begins where the books stand.
    await throttled.follower.stop();
    throttled.node.lie = () => undefined;
    start(throttled.network);
    await until(() => shop.statusOf(throttled.session), 'paid');
  });
});
