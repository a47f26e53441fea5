import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NetworkConfig } from '../config/network-spec.ts';
import { createEvmSource, type EvmSource } from '../networks/evm/source.ts';
import { type LyingNode, startLyingNode } from '../networks/evm/testing/lying-node.ts';
import { readCursor } from '../store/chain-cursors.ts';
import { type Anvil, startAnvil } from '../testing/anvil.ts';
import { ASKED, networkNamed, type OpenedSession, openShop, type Shop } from '../testing/chain-shop.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { type FollowOptions, follow, type TestFollower, untilAt } from '../testing/follower.ts';
import { until } from '../testing/until.ts';

/** One real chain behind several nodes; the first one gives blocks their right hashes and, when a test asks for it, wrong times. */
let anvil: Anvil;
let database: TestDatabase;
let shop: Shop;
let first: LyingNode;
let second: LyingNode;
let third: LyingNode;
const opened: { follower: TestFollower; source: EvmSource }[] = [];
let networks = 0;

beforeAll(async () => {
  [anvil, database] = await Promise.all([startAnvil({ blockTimeSeconds: null }), createTestDatabase()]);
  shop = openShop(database);
  [first, second, third] = (await Promise.all([0, 1, 2].map(() => startLyingNode(anvil.rpcUrl)))) as [
    LyingNode,
    LyingNode,
    LyingNode,
  ];
});
afterEach(async () => {
  first.lie = () => undefined;
  for (const { follower, source } of opened.splice(0)) {
    await follower.stop();
    await source.close();
  }
});
afterAll(async () => {
  await Promise.all([first?.close(), second?.close(), third?.close()]);
  await anvil?.stop();
  await database?.close();
});

/** The first node says that this block, and no other, is of so much later. */
function lieAbout(block: bigint, byMs: number): void {
  first.lie = async ({ requests, truth }) => {
    const answers = await truth();
    for (const [i, { method }] of requests.entries()) {
      const result = answers[i]!.result as { number?: string; timestamp: string } | null;
      if (method !== 'eth_getBlockByNumber' || !result?.number || BigInt(result.number) !== block) continue;
      result.timestamp = `0x${(Number(result.timestamp) + byMs / 1000).toString(16)}`;
    }
    return { answers };
  };
}

async function open({ quorum = 1, nodes = [first, second], more = {} as Partial<FollowOptions> } = {}) {
  networks += 1;
  const network: NetworkConfig = {
    ...networkNamed(`Timed${networks}`, { assurance: { quorum, finality: null, tiers: [] } }),
    rpcUrls: nodes.map(({ url }) => url),
  };
  const source = createEvmSource({ network, watchedTokens: [], now: Date.now });
  const follower = follow(shop, { network, source, ...more });
  opened.push({ follower, source });
  const { name } = network.spec;
  const look = () => follower.wake.emit('follow', name);
  const cursor = async () => (await readCursor(database.store, name))!;
  const read = async () => {
    const { hash } = await anvil.client.getBlock();
    look();
    await untilAt(database.store, name, { hash: hash! });
  };
  await read();
  const createdAt = Number((await anvil.client.getBlock()).timestamp) * 1000;
  const session = await shop.openSession({ networks: [network], createdAt, ttlMs: 300_000 });
  return { network, source, follower, session, read, look, cursor };
}

const next = async () => (await anvil.client.getBlockNumber()) + 1n;
const tipTime = async () => Number((await anvil.client.getBlock()).timestamp) * 1000;
const pay = ({ address }: OpenedSession) =>
  anvil.client.sendTransaction({ account: anvil.accounts[0]!.address, to: address, value: ASKED } as never);

const YEARS_MS = 75 * 365 * 86_400_000;

describe('a block of the future', () => {
  it('that one of two nodes shows is read from the other', async () => {
    const { session, read, cursor, source } = await open();
    lieAbout(await next(), YEARS_MS);
    await anvil.mine(1);
    await read();
    expect((await cursor()).timestamp).toBe(await tipTime());
    expect(source.nodes()[0]).toMatchObject({ lastFault: 'malformed' });
    expect(await shop.statusOf(session)).toBe('pending');
  });

  it('that the only node shows is waited with, until it tells the truth', async () => {
    const { session, read, cursor, follower } = await open({ nodes: [first] });
    const before = await cursor();
    lieAbout(await next(), YEARS_MS);
    await anvil.mine(1);
    await until(() => follower.faults.length > 0, true);
    expect(await cursor()).toMatchObject({ number: before.number, timestamp: before.timestamp });
    first.lie = () => undefined;
    await read();
    expect(await shop.statusOf(session)).toBe('pending');
  });
});

describe('a wrong time of a block in the books', () => {
  it('is mended by what the nodes show then, with all that was judged by it', async () => {
    const { session, read, look, cursor, follower } = await open();
    // Five minutes to pay, and two of grace.
    const lied = await next();
    lieAbout(lied, 600_000);
    await anvil.mine(1);
    await until(async () => {
      look();
      return (await cursor()).number;
    }, lied);
    await until(() => shop.statusOf(session), 'expired');
    first.lie = () => undefined;
    await pay(session);
    await anvil.mine(1);
    await read();
    expect(follower.log).toContain(`time of block ${lied} moved by -600000 ms`);
    await anvil.mine(3);
    await read();
    expect(await shop.statusOf(session)).toBe('paid');
    expect((await cursor()).timestamp).toBe(await tipTime());
  });

  it('takes back the expiry that it brought about', async () => {
    const { session, read, look, cursor } = await open();
    const lied = await next();
    lieAbout(lied, 600_000);
    await anvil.mine(1);
    await until(async () => {
      look();
      return shop.statusOf(session);
    }, 'expired');
    expect((await cursor()).number).toBe(lied);
    first.lie = () => undefined;
    await anvil.mine(1);
    await read();
    expect(await shop.toldOf(session)).toEqual(['created', 'expired', 'pending']);
  });

  it('lets no deadline pass where two nodes are asked, and is mended once both show another', async () => {
    const { session, read, look, cursor, follower } = await open({ quorum: 2 });
    const lied = await next();
    lieAbout(lied, 600_000);
    await pay(session);
    await anvil.mine(1);
    await until(async () => {
      look();
      return (await cursor()).number;
    }, lied);
    expect((await cursor()).watermark).toBeLessThan((await tipTime()) + 300_000);
    // By the first node's word it came late; but nothing has ended by it.
    expect(await shop.statusOf(session)).toBe('pending');
    first.lie = () => undefined;
    await anvil.mine(3);
    await read();
    await until(async () => {
      look();
      return shop.statusOf(session);
    }, 'paid');
    expect(follower.log).toContain(`time of block ${lied} moved by -600000 ms`);
    await until(
      async () => {
        look();
        return (await cursor()).watermark;
      },
      await tipTime(),
    );
  });
});

describe('a wrong time of a block in the books, where two of three nodes are asked,', () => {
  it('is mended by two, though the one that gave it stands by it', async () => {
    const { session, look, cursor, follower } = await open({ quorum: 2, nodes: [first, second, third] });
    const lied = await next();
    lieAbout(lied, 600_000);
    await pay(session);
    await anvil.mine(1);
    await until(async () => {
      look();
      return follower.log.includes(`time of block ${lied} moved by -600000 ms`);
    }, true);
    await anvil.mine(3);
    await until(async () => {
      look();
      return shop.statusOf(session);
    }, 'paid');
    await until(
      async () => {
        look();
        return (await cursor()).watermark;
      },
      await tipTime(),
    );
  });
});

describe('a clock of ours that is wrong', () => {
  it('stops no reading: every node says so again and again', async () => {
    const slow = { ...shop.runtime, now: () => Date.now() - 3_600_000 };
    networks += 1;
    const network: NetworkConfig = { ...networkNamed(`Timed${networks}`), rpcUrls: [first.url, second.url] };
    const source = createEvmSource({ network, watchedTokens: [], now: slow.now });
    const follower = follow(shop, { network, source, runtime: slow });
    opened.push({ follower, source });
    const { hash } = await anvil.client.getBlock();
    await untilAt(database.store, network.spec.name, { hash: hash! });
    await anvil.mine(2);
    const tip = await anvil.client.getBlock();
    follower.wake.emit('follow', network.spec.name);
    await untilAt(database.store, network.spec.name, { hash: tip.hash! });
  });
});
