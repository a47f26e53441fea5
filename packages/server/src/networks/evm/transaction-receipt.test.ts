import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChainSource } from '../../core/chain/source.ts';
import { deploy, type TestContract } from './testing/contracts.ts';
import { type LyingNode, startLyingNode, tamper } from './testing/lying-node.ts';
import { RICH, startTestNode, type TestNode } from './testing/node.ts';
import { addressOf, makeSource } from './testing/sources.ts';

const [ALICE, BOB] = [addressOf(0xaa), addressOf(0xbb)];

let node: TestNode;
let lying: LyingNode;
let token: TestContract;
let lookalike: TestContract;
let payer: TestContract;
let source: ChainSource;
beforeAll(async () => {
  node = await startTestNode();
  lying = await startLyingNode(node.url);
  token = await deploy(node, 'Token');
  lookalike = await deploy(node, 'Token');
  payer = await deploy(node, 'Payer');
  source = makeSource({ urls: [lying.url], watchedTokens: [token.address] });
});
afterAll(async () => {
  await source?.close();
  await lying?.close();
  await node?.close();
});

describe('what became of a transaction', () => {
  it('is the coin that it moved, and the block that holds it', async () => {
    const txHash = await node.send({ to: ALICE, value: 7n });
    const tip = await source.readTip();
    expect(await source.readReceipt(txHash)).toEqual({
      txHash,
      blockNumber: tip.number,
      blockHash: tip.hash,
      succeeded: true,
      transfers: [{ txHash, position: 'tx', contract: null, from: RICH, to: ALICE, amountAtomic: 7n }],
    });
  });

  it('is every token that it moved, of any contract', async () => {
    const txHash = await payer.send('payTokens', [token.address, [ALICE, BOB, ALICE], [5n, 6n, 7n]]);
    const receipt = await source.readReceipt(txHash);
    expect(receipt?.transfers.map(({ position, contract, to, amountAtomic }) => [position, contract, to, amountAtomic]))
      // Each has its own place.
      .toEqual([
        ['log:0', token.address, ALICE, 5n],
        ['log:1', token.address, BOB, 6n],
        ['log:2', token.address, ALICE, 7n],
      ]);
    const other = await source.readReceipt(await lookalike.send('transfer', [ALICE, 9n]));
    expect(other?.transfers).toMatchObject([{ contract: lookalike.address, to: ALICE, amountAtomic: 9n }]);
  });

  it('is nothing moved where it failed', async () => {
    const txHash = await payer.send('fail', [], { value: 7n, gas: 100_000n });
    expect(await source.readReceipt(txHash)).toMatchObject({ succeeded: false, transfers: [] });
  });

  it('is not known before it is in a block, nor of one that there is not', async () => {
    await node.setAutomine(false);
    const txHash = await node.send({ to: BOB, value: 1n });
    expect(await source.readReceipt(txHash)).toBeNull();
    await node.call('evm_mine');
    await node.setAutomine(true);
    expect(await source.readReceipt(txHash)).toMatchObject({ succeeded: true });
    expect(await source.readReceipt(`0x${'12'.repeat(32)}`)).toBeNull();
  });
});

describe('attack 24: a node that tells something else', () => {
  const HASH = `0x${'34'.repeat(32)}`;
  it.each([
    ['another transaction’s receipt', 'eth_getTransactionReceipt', { transactionHash: HASH }],
    ['a receipt of another block', 'eth_getTransactionReceipt', { blockHash: HASH }],
    ['a receipt without status', 'eth_getTransactionReceipt', { status: null }],
    ['a receipt without logs', 'eth_getTransactionReceipt', { logs: null }],
    ['another transaction', 'eth_getTransactionByHash', { hash: HASH }],
    ['a transaction that is in no block any more', 'eth_getTransactionByHash', { blockHash: null }],
    ['a transaction of no value at all', 'eth_getTransactionByHash', { value: null }],
  ])('%s is not believed', async (_what, method, lie) => {
    const txHash = await node.send({ to: ALICE, value: 7n });
    const own = makeSource({ urls: [lying.url], watchedTokens: [token.address] });
    await own.readTip();
    lying.lie = tamper(method, (result) => ({ ...(result as object), ...lie }));
    await expect(own.readReceipt(txHash)).rejects.toMatchObject({ name: 'ChainReadError' });
    lying.lie = () => undefined;
    await own.close();
  });
});
