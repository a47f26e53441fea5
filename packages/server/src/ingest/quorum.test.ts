import { encodeFunctionData } from 'viem';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NetworkConfig } from '../config/network-spec.ts';
import type { Assurance } from '../core/chain/assurance.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Hex } from '../core/hex.ts';
import { TRANSFER_TOPIC, toTopic } from '../networks/evm/logs.ts';
import { createEvmSource } from '../networks/evm/source.ts';
import {
  type Lie,
  type LyingNode,
  type RpcAnswer,
  startLyingNode,
  tamper,
} from '../networks/evm/testing/lying-node.ts';
import { readQuorumStates } from '../store/quorum-states.ts';
import { type Anvil, deployTestToken, startAnvil, type TestContract } from '../testing/anvil.ts';
import { ASKED, networkNamed, type OpenedSession, openShop, type Shop } from '../testing/chain-shop.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { follow, type TestFollower, untilAt } from '../testing/follower.ts';
import { until } from '../testing/until.ts';

/** One real chain behind two nodes, of which two are asked and either may lie. Blocks come only when a test asks for one. */
let anvil: Anvil;
let database: TestDatabase;
let shop: Shop;
let usdc: TestContract;
let first: LyingNode;
let second: LyingNode;
let network: NetworkConfig;
let source: ChainSource;
let follower: TestFollower;
let payer: Hex;
let networks = 0;

const NO_BLOOM = `0x${'0'.repeat(512)}`;
const FORGED = `0x${'f0'.repeat(32)}`;
const word = (value: bigint) => `0x${value.toString(16).padStart(64, '0')}`;

beforeAll(async () => {
  [anvil, database] = await Promise.all([startAnvil({ blockTimeSeconds: null }), createTestDatabase()]);
  shop = openShop(database);
  payer = anvil.accounts[0]!.address.toLowerCase() as Hex;
  usdc = await deployTestToken(anvil, { name: 'USD Coin', symbol: 'USDC', decimals: 6 });
  await call('mint', [payer, 1_000_000n]);
  await anvil.mine();
  [first, second] = await Promise.all([startLyingNode(anvil.rpcUrl), startLyingNode(anvil.rpcUrl)]);
});
beforeEach(async () => {
  first.lie = () => undefined;
  second.lie = () => undefined;
  networks += 1;
  const tokens = { USDC: usdc.address, USDT: usdc.address };
  network = {
    ...networkNamed(`Quorum${networks}`, { tokens, blockTimeMs: 2000 }),
    rpcUrls: [first.url, second.url],
    assurance: { quorum: 2, finality: null, tiers: [] },
  };
  source = createEvmSource({ network, watchedTokens: [usdc.address], now: Date.now });
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

const poke = () => follower.wake.emit('follow', network.spec.name);

async function read(): Promise<void> {
  const { hash } = await anvil.client.getBlock();
  poke();
  await untilAt(database.store, network.spec.name, { hash: hash! });
}

async function mine(blocks = 1): Promise<void> {
  await anvil.mine(blocks);
  await read();
}

async function openSession(): Promise<OpenedSession> {
  const createdAt = Number((await anvil.client.getBlock()).timestamp) * 1000;
  return shop.openSession({ networks: [network], createdAt, ttlMs: 3_600_000 });
}

/** The status once the follower has been asked to look again. */
async function statusAfterLook(session: OpenedSession): Promise<string> {
  poke();
  return shop.statusOf(session);
}

const send = (transaction: { to: Hex; value?: bigint; data?: Hex }): Promise<Hex> =>
  anvil.client.sendTransaction({ account: payer, gas: 300_000n, ...transaction } as never);
const call = (functionName: string, args: readonly unknown[]) =>
  send({ to: usdc.address, data: encodeFunctionData({ abi: usdc.abi, functionName, args }) });
const payToken = ({ address }: OpenedSession, amount = ASKED) => call('transfer', [address, amount]);
const payCoin = ({ address }: OpenedSession) => send({ to: address, value: ASKED });

/** Several lies told by one node. */
function all(...lies: readonly Lie[]): Lie {
  return async ({ requests, truth, many }) => {
    let answers: RpcAnswer[] = await truth();
    for (const lie of lies) {
      const reply = await lie({ requests, many, truth: async () => answers });
      if (reply !== undefined && reply !== 'stall' && 'answers' in reply) answers = reply.answers as RpcAnswer[];
    }
    return { answers };
  };
}

/** So that no missing log is told by the block's filter: the node lies about that as well. */
const withoutBlooms = tamper<object | null>(
  'eth_getBlockByNumber',
  (block) => block && { ...block, logsBloom: NO_BLOOM },
);

interface RawBlock {
  readonly hash: Hex;
  readonly number: Hex;
  readonly transactions: readonly Record<string, unknown>[];
}

/** A payment in this block that is on no chain: its log, its receipt and its transaction. */
function forgery({ address }: OpenedSession, { hash, number }: { hash: Hex; number: bigint }): Lie {
  const at = { blockHash: hash, blockNumber: `0x${number.toString(16)}`, transactionHash: FORGED };
  const log = {
    ...at,
    address: usdc.address,
    topics: [TRANSFER_TOPIC, toTopic(payer), toTopic(address)],
    data: word(ASKED),
    logIndex: '0x77',
    removed: false,
  };
  const isAsked = ({ params }: { params: readonly unknown[] }) => {
    const filter = params[0] as { blockHash?: Hex; fromBlock?: Hex; toBlock?: Hex };
    if (filter.blockHash !== undefined) return filter.blockHash === hash;
    return BigInt(filter.fromBlock!) <= number && number <= BigInt(filter.toBlock!);
  };
  return all(
    tamper<unknown[]>('eth_getLogs', (logs, request) => (isAsked(request) ? [...logs, log] : logs)),
    tamper('eth_getTransactionReceipt', (receipt, { params }) =>
      params[0] === FORGED ? { ...at, status: '0x1', logs: [log] } : receipt,
    ),
  );
}

describe('a payment that two nodes show', () => {
  it('is paid, and the two have read every block', async () => {
    const [token, coin] = [await openSession(), await openSession()];
    await payToken(token);
    await payCoin(coin);
    await mine(3);
    await until(() => shop.statusOf(token), 'paid');
    await until(() => shop.statusOf(coin), 'paid');
    await until(async () => (await readQuorumStates(database.store)).get(network.spec.name), {
      lagBlocks: 0,
      unheard: 0,
      disputed: 0,
    });
    expect(first.log.flat()).toContain('eth_getTransactionReceipt');
    expect(second.log.flat()).toContain('eth_getTransactionReceipt');
    expect(follower.log.filter((line) => !line.startsWith('started'))).toEqual([]);
  });

  it('is confirmed at its confirming block’s time, however late the second node shows it', async () => {
    const session = await openSession();
    second.lie = () => ({ status: 503, body: '' });
    await payToken(session);
    await mine(3);
    const { timestamp } = await anvil.client.getBlock();
    await until(() => follower.log.includes('unverified: 1 unheard, 0 disputed'), true);
    await mine(2);
    expect(await shop.statusOf(session)).toBe('detected');
    expect(await shop.transfersOf(session)).toMatchObject([{ confirmed_at: null, doubt: 'unheard' }]);
    second.lie = () => undefined;
    await until(() => statusAfterLook(session), 'paid');
    expect(await shop.transfersOf(session)).toMatchObject([{ confirmed_at: Number(timestamp) * 1000, doubt: null }]);
  });
});

it('each block is read in whole by either node once: two calls more than one node costs', async () => {
  const isAll = async () => (await readQuorumStates(database.store)).get(network.spec.name)?.lagBlocks === 0;
  // The first blocks under a lease are read by both, since it is not known who read them before.
  await mine();
  await until(isAll, true);
  const reads = ({ log }: LyingNode) => log.flat().filter((method) => method === 'eth_getLogs').length;
  const before = [reads(first), reads(second)];
  for (let i = 0; i < 5; i++) {
    await mine();
    await until(isAll, true);
  }
  expect([reads(first) - before[0]!, reads(second) - before[1]!]).toEqual([5, 5]);
});

describe('a payment that only one of two nodes shows is never credited', () => {
  async function staysUnpaid(session: OpenedSession): Promise<void> {
    await until(async () => {
      poke();
      return follower.log.includes('unverified: 0 unheard, 1 disputed');
    }, true);
    await mine(70);
    expect(await shop.statusOf(session)).toBe('detected');
    expect(await shop.transfersOf(session)).toMatchObject([{ confirmed_at: null, doubt: 'disputed' }]);
    expect((await readQuorumStates(database.store)).get(network.spec.name)).toMatchObject({ disputed: 1 });
    expect(await shop.toldOf(session)).toEqual(['created', 'detected']);
  }

  it.each([
    ['first', () => first],
    ['second', () => second],
  ])('where the %s one forges a token’s log and receipt', async (_, liar) => {
    const session = await openSession();
    await anvil.mine();
    const { hash, number } = await anvil.client.getBlock();
    liar().lie = forgery(session, { hash: hash!, number });
    await read();
    await until(() => statusAfterLook(session), 'detected');
    await mine(2);
    await staysUnpaid(session);
  });

  it('where one forges a transaction that carries the coin', async () => {
    const session = await openSession();
    await anvil.mine();
    const { hash, number } = await anvil.client.getBlock();
    const at = { blockHash: hash, blockNumber: `0x${number.toString(16)}` };
    const transaction = { ...at, hash: FORGED, from: payer, to: session.address, value: `0x${ASKED.toString(16)}` };
    first.lie = all(
      tamper<RawBlock | null>('eth_getBlockByNumber', (block, { params }) =>
        block?.hash === hash && params[1] === true
          ? { ...block, transactions: [...block.transactions, transaction] }
          : block,
      ),
      tamper('eth_getTransactionReceipt', (receipt, { params }) =>
        params[0] === FORGED ? { ...at, transactionHash: FORGED, status: '0x1', logs: [] } : receipt,
      ),
      tamper('eth_getTransactionByHash', (found, { params }) => (params[0] === FORGED ? transaction : found)),
    );
    await read();
    await until(() => shop.statusOf(session), 'detected');
    await mine(2);
    await staysUnpaid(session);
  });

  it('where one shows a payment in the coin larger than it is', async () => {
    const session = await openSession();
    await send({ to: session.address, value: 1n });
    const enlarge = <T extends Record<string, unknown>>(transaction: T) =>
      transaction['to'] === session.address ? { ...transaction, value: `0x${ASKED.toString(16)}` } : transaction;
    first.lie = all(
      tamper<RawBlock | null>('eth_getBlockByNumber', (block, { params }) =>
        block && params[1] === true ? { ...block, transactions: block.transactions.map(enlarge) } : block,
      ),
      tamper<Record<string, unknown> | null>('eth_getTransactionByHash', (found) => found && enlarge(found)),
    );
    await mine();
    await until(() => shop.statusOf(session), 'detected');
    await mine(2);
    await staysUnpaid(session);
  });

  it('where one shows a payment in a token larger than it is', async () => {
    const session = await openSession();
    await payToken(session, 1n);
    const enlarge = (log: { topics: string[] }) =>
      log.topics[2] === toTopic(session.address) ? { ...log, data: word(ASKED) } : log;
    first.lie = all(
      tamper<{ topics: string[] }[]>('eth_getLogs', (logs) => logs.map(enlarge)),
      tamper<{ logs: { topics: string[] }[] } | null>(
        'eth_getTransactionReceipt',
        (receipt) => receipt && { ...receipt, logs: receipt.logs.map(enlarge) },
      ),
    );
    await mine();
    await until(() => shop.statusOf(session), 'detected');
    await mine(2);
    await staysUnpaid(session);
  });

  it('where one says that a failed transaction succeeded', async () => {
    const session = await openSession();
    await anvil.client.setCode({ address: session.address, bytecode: '0x60006000fd' });
    first.lie = tamper<object | null>(
      'eth_getTransactionReceipt',
      (receipt) => receipt && { ...receipt, status: '0x1' },
    );
    await payCoin(session);
    await mine();
    await until(() => shop.statusOf(session), 'detected');
    await mine(2);
    await staysUnpaid(session);
  });
});

describe('confirmations that only one of two nodes shows', () => {
  it('confirm nothing, and are taken back by what both show', async () => {
    const session = await openSession();
    await payToken(session);
    await mine();
    const real = await anvil.client.getBlock();
    const made = (number: bigint) => `0x${number.toString(16).padStart(64, 'a')}`;
    const fork = (number: bigint) => ({
      number: `0x${number.toString(16)}`,
      hash: made(number),
      parentHash: number === real.number + 1n ? real.hash : made(number - 1n),
      timestamp: `0x${(real.timestamp + number - real.number).toString(16)}`,
      logsBloom: NO_BLOOM,
      transactions: [],
    });
    const top = real.number + 3n;
    first.lie = all(
      tamper('eth_getBlockByNumber', (block, { params }) => {
        if (params[0] === 'latest') return fork(top);
        const number = typeof params[0] === 'string' && params[0].startsWith('0x') ? BigInt(params[0]) : 0n;
        return number > real.number && number <= top ? fork(number) : block;
      }),
      async ({ requests, truth }) => ({
        answers: (await truth()).map((answer) =>
          requests.find(({ id }) => id === answer.id)?.method === 'eth_getLogs'
            ? { id: answer.id, result: [] }
            : answer,
        ),
      }),
    );
    poke();
    await untilAt(database.store, network.spec.name, { hash: made(top) });
    await until(() => follower.log.includes('unverified: 1 unheard, 0 disputed'), true);
    expect(await shop.statusOf(session)).toBe('detected');
    first.lie = () => undefined;
    await anvil.mine(2);
    await until(() => statusAfterLook(session), 'paid');
    expect(await shop.toldOf(session)).toEqual(['created', 'detected', 'paid']);
  });
});

describe('a payment that one of two nodes hides', () => {
  const hideLogs = all(
    withoutBlooms,
    tamper('eth_getLogs', () => []),
  );

  it('in a token is found by the other, and paid', async () => {
    const session = await openSession();
    first.lie = hideLogs;
    await payToken(session);
    await mine();
    await until(() => statusAfterLook(session), 'detected');
    expect(follower.log).toContain('found 1 missed');
    await mine(2);
    await until(() => statusAfterLook(session), 'paid');
  });

  it('in the coin is found by the other, and paid', async () => {
    const session = await openSession();
    first.lie = tamper<RawBlock | null>('eth_getBlockByNumber', (block, { params }) =>
      block && params[1] === true
        ? { ...block, transactions: block.transactions.filter(({ to }) => to !== session.address) }
        : block,
    );
    await payCoin(session);
    await mine();
    await until(() => statusAfterLook(session), 'detected');
    await mine(2);
    await until(() => statusAfterLook(session), 'paid');
  });

  it('while the other is down is found when it is back, on time', async () => {
    const session = await openSession();
    second.lie = () => ({ status: 503, body: '' });
    first.lie = hideLogs;
    await payToken(session);
    await mine(4);
    expect(await shop.transfersOf(session)).toEqual([]);
    await until(async () => (await readQuorumStates(database.store)).get(network.spec.name)!.lagBlocks >= 4, true);
    second.lie = () => undefined;
    await until(() => statusAfterLook(session), 'paid');
  });

  it('is found by the two readings at its final depth, where both missed it at first', async () => {
    const session = await openSession();
    first.lie = hideLogs;
    second.lie = hideLogs;
    await payToken(session);
    await mine();
    await until(async () => (await readQuorumStates(database.store)).get(network.spec.name)!.lagBlocks, 0);
    second.lie = () => undefined;
    // Blocks of two seconds are read again thirty at a time, sixty-four below the tip.
    for (let i = 0; i < 10; i++) await mine(10);
    await until(() => statusAfterLook(session), 'paid');
  });
});

describe('of three nodes of which two are asked, one', () => {
  const hostile: LyingNode[] = [];
  beforeAll(async () => void hostile.push(await startLyingNode(anvil.rpcUrl)));
  afterAll(() => Promise.all(hostile.map((node) => node.close())));

  /** The follower anew, with the hostile node before the other two. */
  async function reopen(assurance: Partial<Assurance> = {}): Promise<LyingNode> {
    await follower.stop();
    await source.close();
    const [node] = hostile as [LyingNode];
    network = {
      ...network,
      rpcUrls: [first.url, node.url, second.url],
      assurance: { ...network.assurance!, ...assurance },
    };
    source = createEvmSource({ network, watchedTokens: [usdc.address], now: Date.now });
    follower = follow(shop, { network, source });
    await read();
    return node;
  }

  it('that withholds receipts keeps neither the blocks from being read by two nor a payment from being paid', async () => {
    const node = await reopen();
    node.lie = tamper('eth_getTransactionReceipt', () => null);
    const session = await openSession();
    await payCoin(session);
    await mine(3);
    await until(() => statusAfterLook(session), 'paid');
    await until(async () => {
      poke();
      return (await readQuorumStates(database.store)).get(network.spec.name)?.lagBlocks;
    }, 0);
    expect(node.log.flat()).toContain('eth_getTransactionReceipt');
  });

  it('that says that nothing is final keeps no payment from being paid', async () => {
    const node = await reopen({ finality: 'finalized' });
    const tag =
      (height: (latest: bigint) => bigint): Lie =>
      async ({ requests, truth }) => {
        const latest = await anvil.client.getBlockNumber();
        const tagged = new Set(requests.filter(({ params }) => params[0] === 'finalized').map(({ id }) => id));
        const told = (answer: RpcAnswer) => ({
          ...(answer.result as object),
          number: `0x${height(latest).toString(16)}`,
        });
        return {
          answers: (await truth()).map((each) => (tagged.has(each.id) ? { ...each, result: told(each) } : each)),
        };
      };
    node.lie = tag(() => 0n);
    first.lie = tag((latest) => latest);
    second.lie = tag((latest) => latest);
    const session = await openSession();
    await payToken(session);
    await mine(3);
    await until(() => statusAfterLook(session), 'paid');
  });
});

describe('where «finalized» is the policy', () => {
  it('a payment is paid when both nodes have finalized its block, at the time of its least depth', async () => {
    await follower.stop();
    network = { ...network, confirmations: 64, assurance: { quorum: 2, finality: 'finalized', tiers: [] } };
    follower = follow(shop, { network, source });
    const session = await openSession();
    await payToken(session);
    await mine();
    const { number } = await anvil.client.getBlock();
    second.lie = tamper<object>('eth_getBlockByNumber', (block, { params }) =>
      params[0] === 'finalized' ? { ...block, number: '0x1' } : block,
    );
    await mine(70);
    expect(BigInt((await anvil.client.getBlock({ blockTag: 'finalized' })).number)).toBeGreaterThanOrEqual(number);
    expect(await shop.statusOf(session)).toBe('detected');
    second.lie = () => undefined;
    await until(() => statusAfterLook(session), 'paid');
    const { timestamp } = await anvil.client.getBlock({ blockNumber: number + 63n });
    expect(await shop.transfersOf(session)).toMatchObject([{ confirmed_at: Number(timestamp) * 1000 }]);
  });
});
