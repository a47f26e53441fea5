import { keccak_256 } from '@noble/hashes/sha3.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChainSource } from '../../core/chain/source.ts';
import type { Hex } from '../../core/hex.ts';
import { bloomBits, hasBits } from './bloom.ts';
import { TRANSFER_TOPIC } from './logs.ts';
import { deploy, type TestContract } from './testing/contracts.ts';
import { type LyingNode, startLyingNode, tamper } from './testing/lying-node.ts';
import { startTestNode, type TestNode } from './testing/node.ts';
import { addressOf, makeSource } from './testing/sources.ts';

const [ALICE, BOB] = [addressOf(0xaa), addressOf(0xbb)];

let node: TestNode;
let lying: LyingNode;
let token: TestContract;
let payer: TestContract;
let source: ChainSource;

beforeAll(async () => {
  node = await startTestNode();
  token = await deploy(node, 'Token');
  payer = await deploy(node, 'Payer');
});
afterAll(() => node?.close());
beforeEach(async () => {
  lying = await startLyingNode(node.url);
  source = makeSource({ urls: [lying.url], watchedTokens: [token.address] });
});
afterEach(async () => {
  await source.close();
  await lying.close();
});

async function height(): Promise<bigint> {
  return BigInt(await node.call<string>('eth_blockNumber'));
}

interface RawLog {
  readonly [field: string]: unknown;
  readonly topics: readonly string[];
}

describe('a node that leaves logs out', () => {
  beforeEach(async () => {
    await token.send('transfer', [ALICE, 5n]);
  });

  it('is found out by the bloom, and believed once the logs are there', async () => {
    const number = await height();
    lying.lie = tamper('eth_getLogs', () => []);
    await expect(source.readBlocks(number, number)).rejects.toMatchObject({ reason: 'incomplete' });
    lying.lie = () => undefined;
    expect((await source.readBlocks(number, number))[0]!.transfers).toHaveLength(1);
  });

  it('is helped out by its own unfiltered logs', async () => {
    const number = await height();
    lying.lie = tamper('eth_getLogs', (logs, { params }) => ('address' in (params[0] as object) ? [] : logs));
    expect((await source.readBlocks(number, number))[0]!.transfers).toMatchObject([{ to: ALICE, amountAtomic: 5n }]);
  });

  it('is found out in a range as well', async () => {
    const settled = makeSource({ urls: [lying.url], watchedTokens: [token.address], confirmations: 1 });
    await node.call('anvil_mine', '0x5');
    await settled.readTip();
    lying.lie = tamper('eth_getLogs', () => []);
    const number = await height();
    await expect(settled.readBlocks(number - 6n, number - 1n)).rejects.toMatchObject({ reason: 'incomplete' });
    await settled.close();
  });

  it('cannot be found out where the network fills no blooms', async () => {
    const number = await height();
    lying.lie = tamper<RawLog>('eth_getBlockByNumber', (block) => ({ ...block, logsBloom: `0x${'0'.repeat(512)}` }));
    expect((await source.readBlocks(number, number))[0]!.transfers).toHaveLength(1);
  });
});

it('is not accused when only the bloom looked as if there were transfers', async () => {
  // A lookalike's transfer sets the topic's bits, made-up topics those of the watched token.
  const lookalike = await deploy(node, 'Token');
  const topics = bloomBits(token.address).map((bit) => findTopicWith((topic) => hasBits(bloomOf(topic), [bit])));
  await node.setAutomine(false);
  await lookalike.send('transfer', [ALICE, 5n]);
  await payer.send('log3', topics);
  await node.call('evm_mine');
  await node.setAutomine(true);
  const number = await height();
  const { logsBloom } = await node.call<{ logsBloom: string }>(
    'eth_getBlockByNumber',
    `0x${number.toString(16)}`,
    false,
  );
  for (const value of [TRANSFER_TOPIC, token.address]) expect(hasBits(logsBloom, bloomBits(value))).toBe(true);
  expect((await source.readBlocks(number, number))[0]!.transfers).toEqual([]);
  expect(lying.log.filter((methods) => methods.includes('eth_getLogs'))).toHaveLength(2);
});

function findTopicWith(accepts: (topic: Hex) => boolean): Hex {
  for (let i = 0; ; i++) {
    const topic: Hex = `0x${i.toString(16).padStart(64, '0')}`;
    if (accepts(topic)) return topic;
  }
}

/** The bloom of one topic, written anew from the yellow paper: bit n of 2048, counted from the right. */
function bloomOf(topic: Hex): string {
  const hash = keccak_256(Buffer.from(topic.slice(2), 'hex'));
  let bloom = 0n;
  for (const at of [0, 2, 4]) bloom |= 1n << BigInt(((hash[at]! << 8) | hash[at + 1]!) % 2048);
  return `0x${bloom.toString(16).padStart(512, '0')}`;
}

describe('a log that cannot be believed', () => {
  const changes: readonly [string, (log: RawLog) => unknown][] = [
    ['of another block', (log) => ({ ...log, blockHash: `0x${'11'.repeat(32)}` })],
    ['of another height', (log) => ({ ...log, blockNumber: '0x1' })],
    ['that was removed', (log) => ({ ...log, removed: true })],
    ['of a contract nobody asked for', (log) => ({ ...log, address: addressOf(0x77) })],
    ['of another event', (log) => ({ ...log, topics: [`0x${'22'.repeat(32)}`, ...log.topics.slice(1)] })],
    ['with a topic missing', (log) => ({ ...log, topics: log.topics.slice(0, 2) })],
    [
      'with a topic that is no address',
      (log) => ({ ...log, topics: [...log.topics.slice(0, 2), `0x${'33'.repeat(32)}`] }),
    ],
    ['with its data cut short', (log) => ({ ...log, data: '0x05' })],
    ['with data that is no number', (log) => ({ ...log, data: `0x${'zz'.repeat(32)}` })],
    ['without an index', (log) => ({ ...log, logIndex: null })],
    ['without a transaction', (log) => ({ ...log, transactionHash: undefined })],
    ['that is no object', () => 'log'],
  ];

  it.each(changes)('fails the read: one %s', async (_, change) => {
    await token.send('transfer', [ALICE, 5n]);
    const number = await height();
    lying.lie = tamper<RawLog[]>('eth_getLogs', (logs) => logs.map(change));
    await expect(source.readBlocks(number, number)).rejects.toMatchObject({
      name: 'ChainReadError',
      reason: expect.stringMatching(/^(malformed|inconsistent)$/),
    });
  });

  it('fails the read when it comes twice', async () => {
    await token.send('transfer', [ALICE, 5n]);
    const number = await height();
    lying.lie = tamper<RawLog[]>('eth_getLogs', (logs) => [...logs, ...logs]);
    await expect(source.readBlocks(number, number)).rejects.toMatchObject({ reason: 'inconsistent' });
  });
});

describe('a block that cannot be believed', () => {
  const changes: readonly [string, (block: Record<string, unknown>) => unknown][] = [
    ['without transactions', (block) => ({ ...block, transactions: undefined })],
    ['with hashes for transactions', (block) => ({ ...block, transactions: ['0x00'] })],
    ['with a hash cut short', (block) => ({ ...block, hash: '0x1234' })],
    ['of another height', (block) => ({ ...block, number: '0x1' })],
    ['with a time that is no number', (block) => ({ ...block, timestamp: 'now' })],
    ['with a time after the year 9999', (block) => ({ ...block, timestamp: '0x3afff44180' })],
    ['with a time that no clock can show', (block) => ({ ...block, timestamp: `0x${'f'.repeat(64)}` })],
    [
      'with one transaction listed twice',
      (block) => ({ ...block, transactions: [block['transactions'], block['transactions']].flat() }),
    ],
    ['with a bloom cut short', (block) => ({ ...block, logsBloom: '0x00' })],
    ["with another block's transactions", (block) => ({ ...block, hash: `0x${'44'.repeat(32)}` })],
    ['that is a list', () => []],
  ];

  it.each(changes)('fails the read: one %s', async (_, change) => {
    await node.send({ to: ALICE, value: 1n });
    const number = await height();
    lying.lie = tamper('eth_getBlockByNumber', change);
    await expect(source.readBlocks(number, number)).rejects.toMatchObject({
      name: 'ChainReadError',
      reason: expect.stringMatching(/^(malformed|inconsistent)$/),
    });
  });

  it.each(['12', '0x', '', '-0x1', '0xzz', 7, null])(
    'fails the read: a transaction with the value %j',
    async (value) => {
      await node.send({ to: ALICE, value: 1n });
      const number = await height();
      lying.lie = tamper<{ transactions: object[] }>('eth_getBlockByNumber', (block) => ({
        ...block,
        transactions: block.transactions.map((transaction) => ({ ...transaction, value })),
      }));
      await expect(source.readBlocks(number, number)).rejects.toMatchObject({ reason: 'malformed' });
    },
  );

  it('fails the read when it is no child of the one before it', async () => {
    await node.call('anvil_mine', '0x3');
    const number = await height();
    lying.lie = tamper<Record<string, unknown>>('eth_getBlockByNumber', (block) =>
      BigInt(block['number'] as string) === number - 1n ? { ...block, parentHash: `0x${'55'.repeat(32)}` } : block,
    );
    await expect(source.readBlocks(number - 2n, number)).rejects.toMatchObject({ reason: 'inconsistent' });
  });

  it('is read from another node where one lists a transaction twice', async () => {
    await node.send({ to: ALICE, value: 1n });
    const number = await height();
    lying.lie = tamper<{ transactions: object[] }>('eth_getBlockByNumber', (block) => ({
      ...block,
      transactions: [...block.transactions, ...block.transactions],
    }));
    const both = makeSource({ urls: [lying.url, node.url], watchedTokens: [token.address] });
    await expect(both.readBlocks(number, number)).resolves.toMatchObject([{ transfers: [{ to: ALICE }] }]);
    await both.close();
  });

  it('is not taken for the tip when its parent is another than the block behind it', async () => {
    await node.call('anvil_mine', '0x3');
    lying.lie = tamper<Record<string, unknown>>('eth_getBlockByNumber', (block, { params }) =>
      params[0] === 'latest' ? { ...block, parentHash: `0x${'66'.repeat(32)}` } : block,
    );
    await expect(source.readTip()).rejects.toMatchObject({ reason: 'inconsistent' });
  });
});

describe('a height that goes back', () => {
  it('is told as it is: the caller decides what it means', async () => {
    await node.call('anvil_mine', '0x5');
    const { number } = await source.readTip();
    lying.lie = async ({ requests, truth }) => {
      const [request] = requests;
      if (request?.method !== 'eth_getBlockByNumber' || request.params[0] !== 'latest') return undefined;
      const block = await node.call('eth_getBlockByNumber', `0x${(number - 4n).toString(16)}`, false);
      return { answers: (await truth()).map((answer) => ({ ...answer, result: block })) };
    };
    expect((await source.readTip()).number).toBe(number - 4n);
  });
});

describe('a receipt that cannot be believed', () => {
  it.each([
    ['of another block', { blockHash: `0x${'11'.repeat(32)}` }, 'inconsistent'],
    ['of another transaction', { transactionHash: `0x${'22'.repeat(32)}` }, 'inconsistent'],
    ['without a status', { status: undefined }, 'malformed'],
    ['that is missing', null, 'behind'],
  ])('fails the read: one %s', async (_, change, reason) => {
    await node.send({ to: BOB, value: 1n });
    const number = await height();
    const [block] = await source.readBlocks(number, number);
    lying.lie = tamper<object>('eth_getTransactionReceipt', (receipt) =>
      change === null ? null : { ...receipt, ...change },
    );
    await expect(source.withoutReverted(block!, block!.transfers)).rejects.toMatchObject({ reason });
  });
});
