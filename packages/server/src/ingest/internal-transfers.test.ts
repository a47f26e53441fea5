import { encodeFunctionData } from 'viem';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NetworkConfig } from '../config/network-spec.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Hex } from '../core/hex.ts';
import { createEvmSource } from '../networks/evm/source.ts';
import { type Anvil, deployContract, startAnvil, type TestContract } from '../testing/anvil.ts';
import { ASKED, networkNamed, type OpenedSession, openShop, type Shop } from '../testing/chain-shop.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { follow, type TestFollower, untilAt } from '../testing/follower.ts';

/** Native coin that moves inside transactions, from a real node to the status of a session. */
let anvil: Anvil;
let database: TestDatabase;
let shop: Shop;
let network: NetworkConfig;
let source: ChainSource;
let follower: TestFollower;
const contracts = {} as Record<'BatchPayer' | 'Pretender' | 'SmartWallet' | 'PayingCreator', TestContract>;

beforeAll(async () => {
  [anvil, database] = await Promise.all([startAnvil({ blockTimeSeconds: null }), createTestDatabase()]);
  shop = openShop(database);
  for (const name of ['BatchPayer', 'Pretender', 'SmartWallet', 'PayingCreator'] as const) {
    contracts[name] = await deployContract(anvil, name);
  }
  network = { ...networkNamed('Devnet'), rpcUrls: [anvil.rpcUrl], readsTraces: true };
  source = createEvmSource({ network, watchedTokens: [], now: Date.now });
  follower = follow(shop, { network, source });
  await read();
});
afterEach(() => expect(follower.faults).toEqual([]));
afterAll(async () => {
  await follower?.stop();
  await source?.close();
  await anvil?.stop();
  await database?.close();
});

async function read(): Promise<void> {
  const { hash } = await anvil.client.getBlock();
  follower.wake.emit('follow', 'Devnet');
  await untilAt(database.store, 'Devnet', { hash: hash! });
}

async function mine(blocks: number): Promise<void> {
  await anvil.mine(blocks);
  await read();
}

async function openSession(): Promise<OpenedSession> {
  const createdAt = Number((await anvil.client.getBlock()).timestamp) * 1000;
  return shop.openSession({ networks: [network], createdAt });
}

function send(to: Hex, value: bigint, data: Hex = '0x'): Promise<Hex> {
  const account = anvil.accounts[0]!.address;
  return anvil.client.sendTransaction({ account, to, value, data, gas: 3_000_000n } as never);
}

function call({ address, abi }: TestContract, functionName: string, args: readonly unknown[], value: bigint) {
  return send(address, value, encodeFunctionData({ abi, functionName, args }));
}

const leaveTo = (address: Hex): Hex => `0x73${address.slice(2)}ff`;
const balanceOf = ({ address }: OpenedSession) => anvil.client.getBalance({ address });

async function expectPaidOnce(session: OpenedSession, position: string): Promise<void> {
  await mine(3);
  expect(await balanceOf(session)).toBe(ASKED);
  expect(await shop.transfersOf(session)).toMatchObject([{ position, amount: ASKED, contract: null }]);
  expect(await shop.statusOf(session)).toBe('paid');
}

async function expectNothing(session: OpenedSession): Promise<void> {
  await mine(3);
  expect(await balanceOf(session)).toBe(0n);
  expect(await shop.transfersOf(session)).toEqual([]);
  expect(await shop.statusOf(session)).toBe('pending');
}

describe('native coin that moves inside a transaction', () => {
  it('pays by a splitter, each of several once', async () => {
    const sessions = await Promise.all([openSession(), openSession()]);
    const recipients = sessions.map(({ address }) => address);
    await call(contracts.BatchPayer, 'payNative', [recipients, [ASKED, ASKED]], 2n * ASKED);
    await expectPaidOnce(sessions[0]!, 'trace:0');
    await expectPaidOnce(sessions[1]!, 'trace:1');
  });

  it('pays one session twice, as two transfers', async () => {
    const session = await openSession();
    await call(
      contracts.BatchPayer,
      'payNative',
      [
        [session.address, session.address],
        [40n, 60n],
      ],
      100n,
    );
    await mine(3);
    expect((await shop.transfersOf(session)).map(({ amount }) => amount)).toEqual([40n, 60n]);
    expect(await shop.statusOf(session)).toBe('paid');
  });

  it('pays from a smart-contract wallet', async () => {
    const session = await openSession();
    await call(contracts.SmartWallet, 'execute', [session.address, ASKED, '0x'], ASKED);
    await expectPaidOnce(session, 'trace:0');
  });

  it('pays from a contract that destroys itself, though since Cancun it lives on', async () => {
    const session = await openSession();
    const legator = await deployContract(anvil, 'Legator', [session.address]);
    await send(legator.address, ASKED);
    await expectPaidOnce(session, 'trace:0');
  });

  it('pays from a contract that destroys itself while it is made', async () => {
    const session = await openSession();
    await call(contracts.PayingCreator, 'create', [leaveTo(session.address)], ASKED);
    await expectPaidOnce(session, 'trace:0.0');
  });

  it('pays nothing by a delegatecall that shows a value', async () => {
    const session = await openSession();
    await call(contracts.Pretender, 'delegate', [session.address], ASKED);
    await expectNothing(session);
  });

  it('pays nothing by a callcode that shows a value', async () => {
    const session = await openSession();
    await call(contracts.Pretender, 'callCode', [session.address], ASKED);
    await expectNothing(session);
  });

  it('pays nothing by a call whose caller then fails, in a transaction that succeeds', async () => {
    const session = await openSession();
    const hash = await call(contracts.Pretender, 'payAndRegret', [session.address], ASKED);
    await expectNothing(session);
    expect((await anvil.client.getTransactionReceipt({ hash })).status).toBe('success');
  });

  it('pays nothing by a call of more than there is', async () => {
    const session = await openSession();
    await call(contracts.Pretender, 'payTooMuch', [session.address], ASKED);
    await expectNothing(session);
  });

  it('pays nothing in a transaction that fails', async () => {
    const session = await openSession();
    const amounts = [ASKED, ASKED];
    const hash = await call(contracts.BatchPayer, 'payNative', [[session.address, session.address], amounts], ASKED);
    await expectNothing(session);
    expect((await anvil.client.getTransactionReceipt({ hash })).status).toBe('reverted');
  });

  it('pays once where the transaction’s own value goes to the session', async () => {
    const session = await openSession();
    await send(session.address, ASKED);
    await expectPaidOnce(session, 'tx');
  });

  it('pays a delegated (EIP-7702) account, whatever code runs there, once', async () => {
    const session = await openSession();
    // What a set-code transaction leaves at an account: 0xef0100 and the address whose code runs there.
    const code: Hex = `0xef0100${contracts.SmartWallet.address.slice(2)}`;
    await anvil.client.setCode({ address: session.address, bytecode: code });
    await call(contracts.BatchPayer, 'payNative', [[session.address], [ASKED]], ASKED);
    await expectPaidOnce(session, 'trace:0');
    // Straight to it, its code runs in the transaction's own frame.
    const other = await openSession();
    await anvil.client.setCode({ address: other.address, bytecode: code });
    await send(other.address, ASKED);
    await expectPaidOnce(other, 'tx');
  });

  it('is taken back by a reorg like any other', async () => {
    const session = await openSession();
    await call(contracts.SmartWallet, 'execute', [session.address, ASKED, '0x'], ASKED);
    await mine(1);
    expect(await shop.statusOf(session)).toBe('detected');
    await anvil.reorg(1);
    await mine(1);
    expect(await shop.statusOf(session)).toBe('pending');
  });

  it('makes the network’s internal transfers automatic', async () => {
    const row = await database.store.selectFrom('chain_cursors').selectAll().executeTakeFirstOrThrow();
    expect(row.internal_transfers).toBe('automatic');
  });
});
