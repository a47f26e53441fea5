import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Hex } from '../core/hex.ts';
import { type Anvil, startAnvil } from '../testing/anvil.ts';
import { takeBack } from './chain-rewrite.ts';
import { createRpc, minedReceipt, type Rpc } from './rpc.ts';

const SHOP: Hex = '0x00000000000000000000000000000000000e0001';

let anvil: Anvil;
let rpc: Rpc;

beforeAll(async () => {
  anvil = await startAnvil({ blockTimeSeconds: 1 });
  rpc = createRpc(anvil.rpcUrl);
});
afterAll(() => anvil?.stop());

const send = (account: number, value: Hex, to = SHOP) =>
  rpc<Hex>('eth_sendTransaction', { from: anvil.accounts[account]!.address, to, value });

/** Several questions to the chain as it is at one moment: no block comes between. */
async function atStandstill<T>(ask: () => Promise<T>): Promise<T> {
  await rpc('evm_setIntervalMining', 0);
  const answer = await ask();
  await rpc('evm_setIntervalMining', 1);
  return answer;
}

test('replaces one block by another of the same height, without the transaction', async () => {
  const height = async () => Number(await rpc<Hex>('eth_blockNumber'));
  const [filter, before] = await atStandstill(async () => [await rpc('eth_newBlockFilter'), await height()] as const);
  const hash = await takeBack(rpc, () => send(1, '0x5'));
  const [made, after] = await atStandstill(
    async () => [await rpc<readonly Hex[]>('eth_getFilterChanges', filter), await height()] as const,
  );
  expect(made.length - (after - before)).toBe(1);
  expect(await rpc('eth_getTransactionReceipt', hash)).toBeNull();
});

test('keeps everybody else’s transactions of the replaced block', async () => {
  let others: readonly Hex[] = [];
  const gone = await takeBack(rpc, async () => {
    others = [await send(2, '0x1'), await send(2, '0x2'), await send(3, '0x4')];
    return send(1, '0x10');
  });
  const receipts = await Promise.all(others.map((hash) => minedReceipt(rpc, hash)));
  expect(new Set(receipts.map(({ blockNumber }) => blockNumber)).size).toBe(1);
  expect(await rpc('eth_getTransactionReceipt', gone)).toBeNull();
  expect(await rpc('eth_getBalance', SHOP, 'latest')).toBe('0x7');
});

test('goes on making blocks, also after what was to be sent could not be', async () => {
  await expect(takeBack(rpc, () => Promise.reject(new Error('no coins')))).rejects.toThrow('no coins');
  await minedReceipt(rpc, await send(4, '0x1'));
  expect(await rpc('anvil_getIntervalMining')).toBe(1);
});

test('keeps a clock that a developer has moved', async () => {
  await rpc('evm_increaseTime', 86_400);
  await minedReceipt(rpc, await send(4, '0x1'));
  await takeBack(rpc, () => send(1, '0x5'));
  const { blockNumber } = await minedReceipt(rpc, await send(4, '0x1'));
  const block = await rpc<{ timestamp: Hex }>('eth_getBlockByNumber', blockNumber, false);
  const aheadSeconds = Number(block.timestamp) - Math.floor(Date.now() / 1000);
  expect(aheadSeconds).toBeGreaterThan(86_300);
  expect(aheadSeconds).toBeLessThan(86_500);
});
