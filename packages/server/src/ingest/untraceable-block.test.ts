import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NetworkConfig } from '../config/network-spec.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Hex } from '../core/hex.ts';
import { LARGEST_ANSWER_BYTES } from '../networks/evm/rpc-http.ts';
import { createEvmSource } from '../networks/evm/source.ts';
import { type LyingNode, startLyingNode } from '../networks/evm/testing/lying-node.ts';
import { readCursor } from '../store/chain-cursors.ts';
import { type Anvil, startAnvil } from '../testing/anvil.ts';
import { ASKED, networkNamed, openShop, type Shop } from '../testing/chain-shop.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { follow, type TestFollower, untilAt } from '../testing/follower.ts';
import { until } from '../testing/until.ts';

/** A real chain behind one node with traces, which fails at some of them. */
let anvil: Anvil;
let database: TestDatabase;
let shop: Shop;
let node: LyingNode;
let network: NetworkConfig;
let source: ChainSource;
let follower: TestFollower;
let untraced: bigint[];
let networks = 0;

beforeAll(async () => {
  [anvil, database] = await Promise.all([startAnvil({ blockTimeSeconds: null }), createTestDatabase()]);
  shop = openShop(database);
  node = await startLyingNode(anvil.rpcUrl);
});
beforeEach(async () => {
  node.lie = () => undefined;
  networks += 1;
  network = { ...networkNamed(`Traced${networks}`), rpcUrls: [node.url], readsTraces: true };
  untraced = [];
  const onUntraced = ({ number }: { readonly number: bigint }) => void untraced.push(number);
  source = createEvmSource({ network, watchedTokens: [], now: Date.now, onUntraced });
  follower = follow(shop, { network, source });
  await read();
  await send(anvil.accounts[1]!.address, 1n);
  await mine(1);
});
afterEach(async () => {
  await follower.stop();
  await source.close();
});
afterAll(async () => {
  await node?.close();
  await anvil?.stop();
  await database?.close();
});

async function read(): Promise<void> {
  const { hash } = await anvil.client.getBlock();
  follower.wake.emit('follow', network.spec.name);
  await untilAt(database.store, network.spec.name, { hash: hash! });
}

async function mine(blocks: number): Promise<void> {
  await anvil.mine(blocks);
  await read();
}

const send = (to: Hex, value: bigint): Promise<Hex> =>
  anvil.client.sendTransaction({ account: anvil.accounts[0]!.address, to, value } as never);

/** The node runs out of time at the traces of these blocks. */
function failAt(isHeavy: (number: bigint) => boolean): void {
  node.lie = async ({ requests, truth }) => {
    if (!requests.some(({ method }) => method === 'trace_block')) return undefined;
    const answers = await truth();
    const error = { code: -32000, message: 'execution timeout' };
    return {
      answers: answers.map(({ id, ...answer }, i) =>
        isHeavy(BigInt(requests[i]!.params[0] as string)) ? { jsonrpc: '2.0', id, error } : { id, ...answer },
      ),
    };
  };
}

async function openSession() {
  const createdAt = Number((await anvil.client.getBlock()).timestamp) * 1000;
  return shop.openSession({ networks: [network], createdAt, ttlMs: 3_600_000 });
}

describe('a block', () => {
  it('that its node cannot trace holds up no payment, and is told of', async () => {
    const session = await openSession();
    const heavy = (await anvil.client.getBlockNumber()) + 1n;
    failAt((number) => number === heavy);
    await send(anvil.accounts[2]!.address, 1n);
    await anvil.mine(1);
    await send(session.address, ASKED);
    await mine(5);
    expect(await shop.statusOf(session)).toBe('paid');
    expect(untraced).toEqual([heavy]);
  });

  it('and another after it, and another, cost no pause once they are settled', async () => {
    const session = await openSession();
    await follower.stop();
    const first = (await anvil.client.getBlockNumber()) + 1n;
    failAt((number) => number >= first && number < first + 12n);
    for (let i = 0; i < 12; i++) {
      await send(anvil.accounts[2]!.address, 1n);
      await anvil.mine(1);
    }
    await send(session.address, ASKED);
    await anvil.mine(5);
    follower = follow(shop, { network, source });
    await read();
    expect(await shop.statusOf(session)).toBe('paid');
    expect(untraced).toEqual(Array.from({ length: 12 }, (_, i) => first + BigInt(i)));
    expect(follower.faults).toEqual([]);
  });

  it('whose traces are larger than we take from anyone is passed over at once', async () => {
    const session = await openSession();
    const poisoned = (await anvil.client.getBlockNumber()) + 1n;
    const flood = { body: ' '.repeat(LARGEST_ANSWER_BYTES + 1) };
    node.lie = ({ requests }) =>
      requests.some(({ method, params }) => method === 'trace_block' && BigInt(params[0] as string) === poisoned)
        ? flood
        : undefined;
    await send(session.address, ASKED);
    await mine(1);
    expect(untraced).toEqual([poisoned]);
    expect(follower.faults).toEqual([]);
    await mine(4);
    expect(await shop.statusOf(session)).toBe('paid');
  });

  it('is waited for while its node traces no other either', async () => {
    const heavy = (await anvil.client.getBlockNumber()) + 1n;
    failAt(() => true);
    await send(anvil.accounts[2]!.address, 1n);
    await anvil.mine(5);
    await until(() => follower.faults.length >= 4, true);
    expect((await readCursor(database.store, network.spec.name))?.number).toBe(heavy - 1n);
    expect(untraced).toEqual([]);
    node.lie = () => undefined;
    await read();
  });
});
