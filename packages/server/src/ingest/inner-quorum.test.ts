import { encodeFunctionData } from 'viem';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NetworkConfig } from '../config/network-spec.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Hex } from '../core/hex.ts';
import { createEvmSource } from '../networks/evm/source.ts';
import { type Lie, type LyingNode, type RpcAnswer, startLyingNode } from '../networks/evm/testing/lying-node.ts';
import { type Anvil, deployContract, startAnvil, type TestContract } from '../testing/anvil.ts';
import { ASKED, networkNamed, type OpenedSession, openShop, type Shop } from '../testing/chain-shop.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { follow, type TestFollower, untilAt } from '../testing/follower.ts';
import { until } from '../testing/until.ts';

/** Native coin that moves inside transactions, on a real chain behind two nodes that are both asked; one has no traces. */
let anvil: Anvil;
let database: TestDatabase;
let shop: Shop;
let splitter: TestContract;
let first: LyingNode;
let second: LyingNode;
let network: NetworkConfig;
let source: ChainSource;
let follower: TestFollower;
let networks = 0;

const REFUSED = { code: -32601, message: 'the method does not exist' };

const withoutTraces: Lie = async ({ requests }) => {
  if (!requests.some(({ method }) => /^(trace|debug)_/.test(method))) return undefined;
  return { answers: requests.map(({ id }) => ({ jsonrpc: '2.0', id, error: REFUSED })) };
};

beforeAll(async () => {
  [anvil, database] = await Promise.all([startAnvil({ blockTimeSeconds: null }), createTestDatabase()]);
  shop = openShop(database);
  splitter = await deployContract(anvil, 'BatchPayer');
  [first, second] = await Promise.all([startLyingNode(anvil.rpcUrl), startLyingNode(anvil.rpcUrl)]);
});
beforeEach(async () => {
  first.lie = () => undefined;
  second.lie = withoutTraces;
  networks += 1;
  network = {
    ...networkNamed(`Inner${networks}`, { blockTimeMs: 2000 }),
    rpcUrls: [first.url, second.url],
    assurance: { quorum: 2, finality: null, tiers: [] },
    readsTraces: true,
  };
  source = createEvmSource({ network, watchedTokens: [], now: Date.now });
  follower = follow(shop, { network, source });
  await read();
});
afterEach(async () => {
  await follower.stop();
  await source.close();
});
afterAll(async () => {
  await Promise.all([first?.close(), second?.close()]);
  await anvil?.stop();
  await database?.close();
});

const look = () => follower.wake.emit('follow', network.spec.name);

async function read(): Promise<void> {
  const { hash } = await anvil.client.getBlock();
  look();
  await untilAt(database.store, network.spec.name, { hash: hash! });
}

async function mine(blocks: number): Promise<void> {
  await anvil.mine(blocks);
  await read();
}

async function openSession(): Promise<OpenedSession> {
  const createdAt = Number((await anvil.client.getBlock()).timestamp) * 1000;
  return shop.openSession({ networks: [network], createdAt, ttlMs: 3_600_000 });
}

const send = (to: Hex, value: bigint, data: Hex = '0x') =>
  anvil.client.sendTransaction({ account: anvil.accounts[0]!.address, to, value, data, gas: 20_000_000n } as never);

/** Through the splitter, in one transaction. */
function split(to: readonly Hex[], each: bigint): Promise<Hex> {
  const data = encodeFunctionData({ abi: splitter.abi, functionName: 'payNative', args: [to, to.map(() => each)] });
  return send(splitter.address, each * BigInt(to.length), data);
}

async function statusAfterLook(session: OpenedSession): Promise<string> {
  look();
  return shop.statusOf(session);
}

describe('where only one of two nodes gives traces', () => {
  it('what moved inside a transaction is paid once the other bears it out by receipt and balance', async () => {
    const session = await openSession();
    await split([session.address], ASKED);
    await mine(3);
    await until(() => statusAfterLook(session), 'paid');
    expect(await shop.transfersOf(session)).toMatchObject([{ position: 'trace:0', doubt: null }]);
  });

  it('several to one address in one block are paid together', async () => {
    const session = await openSession();
    await split([session.address, session.address], ASKED / 2n);
    await send(session.address, 1n);
    await mine(3);
    await until(() => statusAfterLook(session), 'paid');
    expect(await shop.transfersOf(session)).toHaveLength(3);
  });

  it('more than the balance grew by is never paid, though the transaction is real', async () => {
    const session = await openSession();
    // The splitter pays half, and the node with traces says that it was all.
    first.lie = inflated(session.address, ASKED);
    await split([session.address], ASKED / 2n);
    await mine(5);
    await until(() => follower.log.includes('unverified: 1 unheard, 0 disputed'), true);
    expect(await statusAfterLook(session)).toBe('detected');
    first.lie = () => undefined;
  });

  it('300 units inside a transaction hold up no payment', async () => {
    const [attacker, session] = await Promise.all([openSession(), openSession()]);
    second.lie = stateless;
    await split(Array(300).fill(attacker.address), 1n);
    await mine(1);
    await send(session.address, ASKED);
    await mine(3);
    await until(() => statusAfterLook(session), 'paid');
    expect(await shop.statusOf(attacker)).not.toBe('paid');
  });
});

/** Neither traces nor the state of any block. */
const stateless: Lie = async (exchange) => {
  const { requests, truth } = exchange;
  if (!requests.some(({ method }) => method === 'eth_getBalance')) return withoutTraces(exchange);
  const answers = await truth();
  return {
    answers: answers.map((answer, i) =>
      requests[i]!.method === 'eth_getBalance'
        ? { jsonrpc: '2.0', id: answer.id, error: { code: -32000, message: 'missing trie node' } }
        : answer,
    ),
  };
};

/** The traces say that whatever went to this address was so much. */
function inflated(address: Hex, value: bigint): Lie {
  return async ({ requests, truth }) => {
    if (!requests.some(({ method }) => method === 'trace_block')) return undefined;
    const answers = (await truth()) as (RpcAnswer & { result?: { action?: { to?: Hex; value?: string } }[] })[];
    for (const { result } of answers) {
      for (const { action } of result ?? []) if (action?.to === address) action.value = `0x${value.toString(16)}`;
    }
    return { answers };
  };
}
