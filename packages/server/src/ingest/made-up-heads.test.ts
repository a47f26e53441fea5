import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NetworkConfig } from '../config/network-spec.ts';
import { isHealthy } from '../core/chain/network-health.ts';
import { createEvmSource, type EvmSource } from '../networks/evm/source.ts';
import { type Lie, type LyingNode, type RpcRequest, startLyingNode } from '../networks/evm/testing/lying-node.ts';
import { readCursor } from '../store/chain-cursors.ts';
import { readReadingStates } from '../store/reading-states.ts';
import { type Anvil, startAnvil } from '../testing/anvil.ts';
import { ASKED, networkNamed, openShop, type Shop } from '../testing/chain-shop.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { follow, type TestFollower, untilAt } from '../testing/follower.ts';
import { until } from '../testing/until.ts';

/** One real chain behind two nodes. The first tells of a head that is not there, and of what is there the truth. */
let anvil: Anvil;
let database: TestDatabase;
let shop: Shop;
let liar: LyingNode;
let honest: LyingNode;
let networks = 0;
const opened: { follower: TestFollower; source: EvmSource; watch: NodeJS.Timeout }[] = [];

beforeAll(async () => {
  [anvil, database] = await Promise.all([startAnvil({ blockTimeSeconds: null }), createTestDatabase()]);
  shop = openShop(database);
  [liar, honest] = await Promise.all([startLyingNode(anvil.rpcUrl), startLyingNode(anvil.rpcUrl)]);
});
beforeEach(() => anvil.mine(3));
afterEach(async () => {
  liar.lie = () => undefined;
  for (const { follower, source, watch } of opened.splice(0)) {
    clearInterval(watch);
    await follower.stop();
    await source.close();
  }
});
afterAll(async () => {
  await Promise.all([liar?.close(), honest?.close()]);
  await anvil?.stop();
  await database?.close();
});

/** Our clock, which the test can move on. */
let sleptMs = 0;
const now = () => Date.now() + sleptMs;

interface MadeUp {
  readonly head: (real: bigint) => bigint;
  /** Whether it shows a block of its own making at this height, which is above the real head. */
  readonly isShown: (number: bigint, real: bigint, request: RpcRequest) => boolean;
  /** Whether what it makes up follows from the block before. */
  readonly isLinked?: boolean;
}

const FAR = 1_000_000n;
const far = (number: bigint, real: bigint) => number > real + FAR;
const lies: readonly (readonly [string, MadeUp])[] = [
  ['that no column holds', { head: () => 2n ** 63n, isShown: far }],
  ['far above, and nothing in between', { head: () => 2n ** 40n, isShown: far }],
  ['far above, and any block that it is asked for', { head: () => 2n ** 40n, isShown: () => true }],
  [
    'far above, and headers that follow from the real ones',
    { head: () => 2n ** 40n, isShown: (_, __, { params }) => params[1] === false, isLinked: true },
  ],
  ['a little above', { head: (real) => real + 50n, isShown: () => false }],
  ['a little above, and any block that it is asked for', { head: (real) => real + 50n, isShown: () => true }],
];

const hex = (number: bigint) => `0x${number.toString(16)}`;
const hashOf = (number: bigint, salt: string) => `0x${number.toString(16).padStart(64, salt)}`;

function telling({ head, isShown, isLinked = false }: MadeUp): Lie {
  return async ({ requests, truth }) => {
    const answers = await truth();
    const top = await anvil.client.getBlock();
    const real = top.number!;
    const makeUp = (number: bigint) => ({
      number: hex(number),
      hash: hashOf(number, 'e'),
      parentHash: isLinked && number === real + 1n ? top.hash : hashOf(number - 1n, isLinked ? 'e' : 'd'),
      timestamp: hex(BigInt(Math.floor(Date.now() / 1000))),
      transactions: [],
    });
    for (const [i, request] of requests.entries()) {
      const { id, method, params } = request;
      if (method === 'eth_blockNumber') answers[i] = { jsonrpc: '2.0', id, result: hex(head(real)) };
      if (method !== 'eth_getBlockByNumber') continue;
      const number = params[0] === 'latest' ? head(real) : BigInt(params[0] as string);
      if (number <= real) continue;
      const isThere = params[0] === 'latest' || isShown(number, real, request);
      answers[i] = { jsonrpc: '2.0', id, result: isThere ? makeUp(number) : null };
    }
    return { answers };
  };
}

async function open(quorum: number) {
  networks += 1;
  const network: NetworkConfig = {
    ...networkNamed(`MadeUp${networks}`, { assurance: { quorum, finality: null, tiers: [] } }),
    rpcUrls: [liar.url, honest.url],
  };
  const { name, blockTimeMs } = network.spec;
  const source = createEvmSource({ network, watchedTokens: [], now });
  const follower = follow(shop, { network, source });
  const read = async () => untilAt(database.store, name, { hash: (await anvil.client.getBlock()).hash! });
  await read();
  const createdAt = Number((await anvil.client.getBlock()).timestamp) * 1000;
  const session = await shop.openSession({ networks: [network], createdAt, ttlMs: 3_600_000 });
  /** Every moment at which a create would have left the network out of its offer. */
  const withdrawn: unknown[] = [];
  const look = async () => {
    follower.wake.emit('follow', name);
    const state = (await readReadingStates(database.store)).get(name)!;
    if (!isHealthy(state, blockTimeMs, Date.now())) withdrawn.push(state);
  };
  opened.push({ follower, source, watch: setInterval(look, 50) });
  const cursor = async () => (await readCursor(database.store, name))!;
  return { source, follower, session, read, cursor, withdrawn };
}

const pay = ({ address }: { readonly address: `0x${string}` }) =>
  anvil.client.sendTransaction({ account: anvil.accounts[0]!.address, to: address, value: ASKED } as never);

describe.each([1, 2])('where the first of two nodes tells of a head that is not there (%i asked)', (quorum) => {
  it.each(lies)('the network is read and offered all the while: %s', async (_, lie) => {
    const { source, follower, session, read, cursor, withdrawn } = await open(quorum);
    liar.lie = telling(lie);
    await pay(session);
    for (let i = 0; i < 12; i++) {
      await anvil.mine(1);
      await read();
      sleptMs += 3_000;
    }
    await until(() => follower.health().healthy, true);
    expect(source.nodes()[1]).toMatchObject({ state: 'ready' });
    expect(withdrawn).toEqual([]);
    // Young blocks are young, whatever tip was told.
    expect((await cursor()).rereadNumber).toBeLessThan(await anvil.client.getBlockNumber());
    liar.lie = () => undefined;
    sleptMs += 70_000;
    await anvil.mine(1);
    await read();
    await until(() => shop.statusOf(session), 'paid');
    await until(() => source.nodes().map(({ state }) => state), ['ready', 'ready']);
  });

  it.each(lies)('the other is not set aside while the chain stands still: %s', async (_, lie) => {
    const { source, follower, read, withdrawn } = await open(quorum);
    liar.lie = telling(lie);
    sleptMs += 70_000;
    await until(() => source.nodes().map(({ state }) => state), ['resting', 'ready']);
    await until(() => follower.health().healthy, true);
    expect(withdrawn).toEqual([]);
    await anvil.mine(1);
    await read();
  });
});
