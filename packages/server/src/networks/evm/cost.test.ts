import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChainSource } from '../../core/chain/source.ts';
import { deploy } from './testing/contracts.ts';
import { type LyingNode, startLyingNode } from './testing/lying-node.ts';
import { startTestNode, type TestNode } from './testing/node.ts';
import { addressOf, makeSource } from './testing/sources.ts';

/** What docs/networks.md says a network costs, counted at a real node. */
let node: TestNode;
let counted: LyingNode;
let source: ChainSource;

beforeAll(async () => {
  node = await startTestNode();
  const token = await deploy(node, 'Token');
  counted = await startLyingNode(node.url);
  source = makeSource({ urls: [counted.url], watchedTokens: [token.address] });
  await source.readTip();
});
afterAll(async () => {
  await source?.close();
  await counted?.close();
  await node?.close();
});

async function callsOf(read: () => Promise<unknown>): Promise<readonly (readonly string[])[]> {
  const before = counted.log.length;
  await read();
  return counted.log.slice(before);
}

describe('what reading costs', () => {
  it('is three calls for each new block: its head, itself and its logs', async () => {
    await node.call('evm_mine');
    const calls = await callsOf(async () => {
      const { number } = await source.readTip();
      await source.readBlocks(number, number);
    });
    expect(calls).toEqual([['eth_getBlockByNumber'], ['eth_getBlockByNumber'], ['eth_getLogs']]);
  });

  it('is one more for each transaction that pays someone watched', async () => {
    await node.send({ to: addressOf(1), value: 1n });
    const { number } = await source.readTip();
    const [block] = await source.readBlocks(number, number);
    expect(await callsOf(() => source.withoutReverted(block!, block!.transfers))).toEqual([
      ['eth_getTransactionReceipt'],
    ]);
  });

  it('is one more for each block with transactions where traces are read, ten blocks in a request', async () => {
    const tracing = makeSource({ urls: [counted.url], readsTraces: true });
    await node.send({ to: addressOf(1), value: 1n });
    const { number } = await tracing.readTip();
    await tracing.readBlocks(number, number);
    expect(await callsOf(() => tracing.readBlocks(number, number))).toEqual([
      ['eth_getBlockByNumber'],
      ['trace_block'],
    ]);
    for (let i = 0; i < 11; i++) await node.send({ to: addressOf(1), value: 1n });
    await node.call('anvil_mine', '0x5');
    const requests = await callsOf(() => tracing.readBlocks(number + 1n, number + 16n));
    expect(requests.map((methods) => methods.length)).toEqual([16, 10, 1]);
    await tracing.close();
  });

  it('is one call a block and one range of logs for a hundred settled blocks, in two requests', async () => {
    await node.call('anvil_mine', '0x78');
    const { number } = await source.readTip();
    const calls = await callsOf(() => source.readBlocks(number - 110n, number - 11n));
    expect(calls.map((methods) => methods.length)).toEqual([100, 1]);
  });
});
