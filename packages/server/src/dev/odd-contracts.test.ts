import { type Log, parseEventLogs } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Hex } from '../core/hex.ts';
import { type Anvil, deployContract, deployTestToken, startAnvil, type TestContract } from '../testing/anvil.ts';

const SHOP: Hex = '0x00000000000000000000000000000000000d0001';
const OTHER: Hex = '0x00000000000000000000000000000000000d0002';

let anvil: Anvil;
let payer: Hex;

beforeAll(async () => {
  anvil = await startAnvil();
  payer = anvil.accounts[0]!.address;
});
afterAll(() => anvil?.stop());

async function write(contract: TestContract, functionName: string, args: readonly unknown[], value?: bigint) {
  const call = { ...contract, functionName, args, account: payer, ...(value !== undefined && { value }) };
  const hash = await anvil.client.writeContract(call);
  return anvil.client.waitForTransactionReceipt({ hash });
}

const balanceOf = (token: TestContract, owner: Hex) =>
  anvil.client.readContract({ ...token, functionName: 'balanceOf', args: [owner] });

/** [to, value] of each Transfer event. */
function transfers({ abi }: TestContract, logs: Log[]) {
  const events = parseEventLogs({ abi, eventName: 'Transfer', logs }) as unknown as {
    args: { to: Hex; value: bigint };
  }[];
  return events.map(({ args }) => [args.to.toLowerCase(), args.value]);
}

test('a batch payer pays one recipient twice in one transaction, in coins', async () => {
  const batch = await deployContract(anvil, 'BatchPayer');
  const receipt = await write(
    batch,
    'payNative',
    [
      [SHOP, OTHER, SHOP],
      [5n, 7n, 11n],
    ],
    23n,
  );
  expect(receipt.status).toBe('success');
  expect(await anvil.client.getBalance({ address: SHOP })).toBe(16n);
  expect(await anvil.client.getBalance({ address: OTHER })).toBe(7n);
});

test('a batch payer pays one recipient twice in one transaction, in a token', async () => {
  const batch = await deployContract(anvil, 'BatchPayer');
  const token = await deployTestToken(anvil, { name: 'T', symbol: 'T', decimals: 6 });
  await write(token, 'mint', [payer, 100n]);
  await write(token, 'approve', [batch.address, 100n]);
  const { logs } = await write(batch, 'payToken', [token.address, [SHOP, SHOP], [30n, 20n]]);
  expect(transfers(token, logs)).toEqual([
    [SHOP, 30n],
    [SHOP, 20n],
  ]);
  expect(await balanceOf(token, SHOP)).toBe(50n);
});

test('a batch payer that cannot pay one of them pays none', async () => {
  const batch = await deployContract(anvil, 'BatchPayer');
  const token = await deployTestToken(anvil, { name: 'T', symbol: 'T', decimals: 6 });
  await write(token, 'mint', [payer, 10n]);
  await write(token, 'approve', [batch.address, 100n]);
  const receipt = await write(batch, 'payToken', [token.address, [SHOP, SHOP], [10n, 1n]]);
  expect(receipt.status).toBe('reverted');
  expect(await balanceOf(token, SHOP)).toBe(0n);
});

test('a lookalike has the name, symbol and decimals of another token, and another address', async () => {
  const original = await deployTestToken(anvil, { name: 'Test USD Coin', symbol: 'USDC', decimals: 6 });
  const lookalike = await deployContract(anvil, 'LookalikeToken', [original.address]);
  const describe = ({ address, abi }: TestContract) =>
    Promise.all(
      ['name', 'symbol', 'decimals'].map((functionName) => anvil.client.readContract({ address, abi, functionName })),
    );
  expect(await describe(lookalike)).toEqual(await describe(original));
  expect(lookalike.address).not.toBe(original.address);
});

test('of a token with a fee less arrives than was sent, and its event says what arrived', async () => {
  const token = await deployContract(anvil, 'FeeOnTransferToken', [100n]);
  await write(token, 'mint', [payer, 1_000n]);
  const { logs } = await write(token, 'transfer', [SHOP, 1_000n]);
  expect(await balanceOf(token, SHOP)).toBe(990n);
  expect(transfers(token, logs)).toContainEqual([SHOP, 990n]);
});

test('a token that answers false succeeds without moving anything', async () => {
  const token = await deployContract(anvil, 'FalseReturningToken');
  const receipt = await write(token, 'transfer', [SHOP, 1n]);
  expect(receipt.status).toBe('success');
  expect(receipt.logs).toEqual([]);
  expect(await balanceOf(token, SHOP)).toBe(0n);
});
