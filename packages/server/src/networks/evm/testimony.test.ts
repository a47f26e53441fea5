import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChainTransfer } from '../../core/chain/blocks.ts';
import type { Claim } from '../../core/chain/witness.ts';
import type { Hex } from '../../core/hex.ts';
import { TRANSFER_TOPIC } from './logs.ts';
import { createRpcClient, type RpcClient } from './rpc.ts';
import { testify } from './testimony.ts';
import { deploy, type TestContract } from './testing/contracts.ts';
import { type LyingNode, startLyingNode, tamper } from './testing/lying-node.ts';
import { RICH, startTestNode, type TestNode } from './testing/node.ts';
import { addressOf, makeSource } from './testing/sources.ts';

/** A node is asked about what was put into the books by what another one showed. Each case differs in one thing alone. */
const [ALICE, BOB] = [addressOf(0xaa), addressOf(0xbb)];
const OTHER: Hex = `0x${'f0'.repeat(32)}`;

let node: TestNode;
let asked: LyingNode;
let rpc: RpcClient;
let usdc: TestContract;
let coin: Claim;
let token: Claim;

beforeAll(async () => {
  node = await startTestNode();
  asked = await startLyingNode(node.url);
  rpc = createRpcClient({ urls: [asked.url], chainId: 31337, now: Date.now });
  usdc = await deploy(node, 'Token');
  await node.setAutomine(false);
  await node.send({ to: ALICE, value: 7n });
  await usdc.send('transfer', [ALICE, 5n]);
  await node.call('anvil_mine', '0x3');
  const source = makeSource({ urls: [node.url], watchedTokens: [usdc.address] });
  const { number } = await source.readTip();
  const [block, , confirming] = await source.readBlocks(number - 2n, number);
  await source.close();
  const claimOf = (transfer: ChainTransfer): Claim => ({
    block: block!,
    transfer,
    confirming: confirming!,
    finality: null,
  });
  [coin, token] = block!.transfers.map(claimOf) as [Claim, Claim];
});
beforeEach(() => {
  asked.lie = () => undefined;
});
afterAll(async () => {
  rpc?.close();
  await asked?.close();
  await node?.close();
});

const ask = async (claim: Claim) => (await testify(rpc, [claim]))[0];
const withTransfer = (claim: Claim, changed: Partial<ChainTransfer>): Claim => ({
  ...claim,
  transfer: { ...claim.transfer, ...changed },
});
const kinds = [
  ['the coin', () => coin],
  ['a token', () => token],
] as const;

describe.each(kinds)('a payment in %s', (_, claimed) => {
  it('is seen where all of it is as the books say', async () => {
    expect(await ask(claimed())).toBe('seen');
  });

  it.each<[string, Partial<ChainTransfer>]>([
    ['larger by one unit', { amountAtomic: 8n }],
    ['as large as a whole order', { amountAtomic: 10n ** 18n }],
    ['smaller', { amountAtomic: 1n }],
    ['to somebody else', { to: BOB }],
    ['from somebody else', { from: BOB }],
    ['in a transaction that there is not', { txHash: OTHER }],
  ])('is not seen where the books say that it was %s', async (_what, changed) => {
    expect(await ask(withTransfer(claimed(), changed))).toBe('not_seen');
  });

  it.each<[string, (claim: Claim) => Claim]>([
    ['another block', (claim) => ({ ...claim, block: { ...claim.block, hash: OTHER } })],
    ['a block of another time', (claim) => ({ ...claim, block: { ...claim.block, timestamp: 0 } })],
    ['another confirming block', (claim) => ({ ...claim, confirming: { ...claim.confirming, hash: OTHER } })],
    ['one of another time', (claim) => ({ ...claim, confirming: { ...claim.confirming, timestamp: 0 } })],
  ])('is not seen where the books hold %s', async (_what, change) => {
    expect(await ask(change(claimed()))).toBe('not_seen');
  });

  it.each<[string, object]>([
    ['failed', { status: '0x0' }],
    ['is of another transaction', { transactionHash: OTHER }],
    ['is of another block', { blockHash: OTHER }],
  ])('is not seen where its receipt %s', async (_what, changed) => {
    asked.lie = tamper<object>('eth_getTransactionReceipt', (receipt) => ({ ...receipt, ...changed }));
    expect(await ask(claimed())).toBe('not_seen');
  });

  it('is not seen where the node has no receipt of it', async () => {
    asked.lie = tamper('eth_getTransactionReceipt', () => null);
    expect(await ask(claimed())).toBe('not_seen');
  });

  it('is neither seen nor denied by a node that is not there yet, or whose tag is not', async () => {
    const above = claimed().confirming.number + 1n;
    expect(await ask({ ...claimed(), confirming: { ...claimed().confirming, number: above } })).toBe('behind');
    const below = `0x${(claimed().block.number - 1n).toString(16)}`;
    asked.lie = tamper<object>('eth_getBlockByNumber', (block, { params }) =>
      params[0] === 'finalized' ? { ...block, number: below } : block,
    );
    expect(await ask({ ...claimed(), finality: 'finalized' })).toBe('behind');
  });
});

describe('a payment in the coin', () => {
  it.each<[string, object | null]>([
    ['there is none', null],
    ['it is another one', { hash: OTHER }],
    ['it is in another block', { blockHash: OTHER }],
    ['it makes a contract', { to: null }],
    ['it carries less', { value: '0x1' }],
  ])('is not seen where its transaction was asked for and %s', async (_, changed) => {
    asked.lie = tamper<object>('eth_getTransactionByHash', (transaction) => changed && { ...transaction, ...changed });
    expect(await ask(coin)).toBe('not_seen');
  });
});

describe('a payment in a token', () => {
  const topic = (address: Hex) => `0x${address.slice(2).padStart(64, '0')}`;

  it.each<[string, object]>([
    ['at another place', { logIndex: '0x9' }],
    ['of another contract', { address: BOB }],
    ['of another event', { topics: [OTHER, topic(RICH), topic(ALICE)] }],
    [
      'of one that is counted in pieces, not in amounts',
      { topics: [TRANSFER_TOPIC, topic(RICH), topic(ALICE), OTHER] },
    ],
    ['with less in it', { data: `0x${'1'.padStart(64, '0')}` }],
  ])('is not seen where the log is one %s', async (_, changed) => {
    asked.lie = tamper<{ logs: object[] }>('eth_getTransactionReceipt', (receipt) => ({
      ...receipt,
      logs: receipt.logs.map((log) => ({ ...log, ...changed })),
    }));
    expect(await ask(token)).toBe('not_seen');
  });
});
