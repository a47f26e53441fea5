import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChainBlock, ChainTransfer } from '../../core/chain/blocks.ts';
import type { ChainSource } from '../../core/chain/source.ts';
import { deploy, type TestContract } from './testing/contracts.ts';
import { RICH, startTestNode, type TestNode } from './testing/node.ts';
import { addressOf, makeSource } from './testing/sources.ts';

const [ALICE, BOB, CAROL] = [addressOf(0xaa), addressOf(0xbb), addressOf(0xcc)];

let node: TestNode;
let token: TestContract;
let lookalike: TestContract;
let payer: TestContract;
let source: ChainSource;

beforeAll(async () => {
  node = await startTestNode();
  token = await deploy(node, 'Token');
  lookalike = await deploy(node, 'Token');
  payer = await deploy(node, 'Payer');
  source = makeSource({ urls: [node.url], watchedTokens: [token.address] });
});
afterAll(async () => {
  await source?.close();
  await node?.close();
});

/** The last block, as the source reads it. */
async function readLast(): Promise<ChainBlock> {
  const { number } = await source.readTip();
  return (await source.readBlocks(number, number))[0]!;
}

/** Without what differs from run to run. */
function essence({ position, contract, to, amountAtomic }: ChainTransfer) {
  return { position, contract, to, amountAtomic };
}

describe('transfers of the native coin', () => {
  it('are the value of transactions', async () => {
    const txHash = await node.send({ to: ALICE, value: 10n ** 24n / 7n ** 9n });
    const block = await readLast();
    expect(block.transfers).toEqual([
      { txHash, position: 'tx', contract: null, from: RICH, to: ALICE, amountAtomic: 10n ** 24n / 7n ** 9n },
    ]);
  });

  it('leave out transactions of nothing and those that make a contract', async () => {
    await node.send({ to: ALICE, value: 0n });
    expect((await readLast()).transfers).toEqual([]);
    await node.send({ value: 5n, data: '0x00' });
    expect((await readLast()).transfers).toEqual([]);
  });

  it('are only candidates: a reverted transaction is one until its receipt was read', async () => {
    await node.setAutomine(false);
    const failed = await payer.send('fail', [], { value: 7n, gas: 100_000n });
    const good = await node.send({ to: BOB, value: 8n });
    await node.call('evm_mine');
    await node.setAutomine(true);
    const block = await readLast();
    expect(block.transfers.map(({ txHash }) => txHash).sort()).toEqual([failed, good].sort());
    const left = await source.withoutReverted(block, block.transfers);
    expect(left.map(({ txHash }) => txHash)).toEqual([good]);
  });

  it('need no receipt where there are none', async () => {
    const block = await readLast();
    expect(await source.withoutReverted(block, [])).toEqual([]);
  });
});

describe('transfers of a token', () => {
  it('are its events', async () => {
    const txHash = await token.send('transfer', [ALICE, 2n ** 200n + 1n]);
    expect((await readLast()).transfers).toEqual([
      { txHash, position: 'log:0', contract: token.address, from: RICH, to: ALICE, amountAtomic: 2n ** 200n + 1n },
    ]);
  });

  it('are two when one transaction pays the same address twice', async () => {
    await payer.send('payTokens', [token.address, [ALICE, ALICE], [1n, 2n]]);
    expect((await readLast()).transfers.map(essence)).toEqual([
      { position: 'log:0', contract: token.address, to: ALICE, amountAtomic: 1n },
      { position: 'log:1', contract: token.address, to: ALICE, amountAtomic: 2n },
    ]);
  });

  it('are one for each of those whom a batch pays', async () => {
    const many = Array.from({ length: 50 }, (_, i) => addressOf(i + 1));
    await payer.send('payTokens', [token.address, many, many.map((_, i) => BigInt(i + 1))]);
    const { transfers } = await readLast();
    expect(transfers.map(({ to, amountAtomic }) => [to, amountAtomic])).toEqual(
      many.map((to, i) => [to, BigInt(i + 1)]),
    );
  });

  it('are not those of a lookalike, nor those of nothing, nor those that were reverted', async () => {
    await lookalike.send('transfer', [ALICE, 5n]);
    expect((await readLast()).transfers).toEqual([]);
    await token.send('transfer', [ALICE, 0n]);
    expect((await readLast()).transfers).toEqual([]);
    await token.send('transferAndFail', [ALICE, 5n], { gas: 100_000n });
    expect((await readLast()).transfers).toEqual([]);
  });

  it('come in the order of the block, with the native ones first', async () => {
    await node.setAutomine(false);
    await token.send('transfer', [ALICE, 1n]);
    await node.send({ to: BOB, value: 2n });
    await token.send('transfer', [CAROL, 3n]);
    await node.call('evm_mine');
    await node.setAutomine(true);
    expect((await readLast()).transfers.map(({ position, to }) => [position, to])).toEqual([
      ['tx', BOB],
      ['log:0', ALICE],
      ['log:1', CAROL],
    ]);
  });
});

describe('reading blocks', () => {
  it('gives the same block by block at the tip and by range far below it', async () => {
    const nearTip = makeSource({ urls: [node.url], watchedTokens: [token.address], confirmations: 1_000_000 });
    const settled = makeSource({ urls: [node.url], watchedTokens: [token.address], confirmations: 1 });
    const { number } = await nearTip.readTip();
    await settled.readTip();
    const blocks = await settled.readBlocks(0n, number - 1n);
    expect(blocks).toEqual(await nearTip.readBlocks(0n, number - 1n));
    expect(blocks.flatMap(({ transfers }) => transfers).length).toBeGreaterThan(50);
    for (const [i, block] of blocks.entries()) if (i > 0) expect(block.parentHash).toBe(blocks[i - 1]!.hash);
    await Promise.all([nearTip.close(), settled.close()]);
  });

  it('goes on over more blocks than one batch holds', async () => {
    const before = (await source.readTip()).number;
    await node.call('anvil_mine', '0x104');
    const { number } = await source.readTip();
    const blocks = await source.readBlocks(before, number);
    expect(blocks.map((block) => block.number)).toEqual(Array.from({ length: 261 }, (_, i) => before + BigInt(i)));
  });

  it('reads nothing of an empty range', async () => {
    expect(await source.readBlocks(5n, 4n)).toEqual([]);
  });

  it('fails as behind on a block that is not there yet', async () => {
    const { number } = await source.readTip();
    await expect(source.readBlocks(number, number + 1n)).rejects.toMatchObject({
      name: 'ChainReadError',
      reason: 'behind',
    });
  });

  it('gives block times in milliseconds', async () => {
    const [genesis, first] = await source.readHeaders([0n, 1n]);
    const block = await node.call<{ timestamp: string; parentHash: string }>('eth_getBlockByNumber', '0x1', false);
    expect(first!.timestamp).toBe(Number(block.timestamp) * 1_000);
    expect(first!.parentHash).toBe(genesis!.hash);
  });

  it('gives headers in the order asked, and null for those that are not there', async () => {
    const { number } = await source.readTip();
    const headers = await source.readHeaders([2n, number + 10n, 1n]);
    expect(headers.map((header) => header?.number ?? null)).toEqual([2n, null, 1n]);
    expect(await source.readHeaders([])).toEqual([]);
  });

  it('identifies the chain by its id and its first block', async () => {
    const genesis = await node.call<{ hash: string }>('eth_getBlockByNumber', '0x0', false);
    expect(await source.identify()).toEqual({ chainId: 31337, genesisHash: genesis.hash });
  });
});

describe('reading token transfers anew', () => {
  it('gives those of the watched tokens in a range', async () => {
    const { number } = await source.readTip();
    const blocks = await source.readBlocks(0n, number);
    const expected = blocks.flatMap(({ number: blockNumber, hash: blockHash, transfers }) =>
      transfers.filter(({ contract }) => contract).map((transfer) => ({ ...transfer, blockNumber, blockHash })),
    );
    expect(await source.readTokenTransfers(0n, number)).toEqual(expected);
  });

  it('gives any token to the recipients asked for, and passes over collectibles', async () => {
    const collectible = await deploy(node, 'Collectible');
    const dave = addressOf(0xdd);
    await lookalike.send('transfer', [dave, 5n]);
    await token.send('transfer', [dave, 6n]);
    await collectible.send('mint', [dave, 7n]);
    await token.send('transfer', [BOB, 8n]);
    const { number } = await source.readTip();
    // More recipients than one filter may name.
    const others = Array.from({ length: 240 }, (_, i) => addressOf(i)).filter((address) => address !== dave);
    const found = await source.readTokenTransfers(number - 3n, number, [
      ...others.filter((other) => other !== BOB),
      dave,
    ]);
    expect(found.map(essence)).toEqual([
      { position: 'log:0', contract: lookalike.address, to: dave, amountAtomic: 5n },
      { position: 'log:0', contract: token.address, to: dave, amountAtomic: 6n },
    ]);
  });
});

describe('a reorganised chain', () => {
  it('is read as it is now', async () => {
    await node.send({ to: ALICE, value: 1n });
    const lost = await readLast();
    await node.call('anvil_reorg', 1, []);
    const now = await readLast();
    expect(now.number).toBe(lost.number);
    expect(now.hash).not.toBe(lost.hash);
    expect(now.transfers).toEqual([]);
    await expect(source.withoutReverted(lost, lost.transfers)).rejects.toMatchObject({ name: 'ChainReadError' });
  });
});
