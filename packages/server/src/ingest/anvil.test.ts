import { createWalletClient, encodeFunctionData, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NetworkConfig } from '../config/network-spec.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Hex } from '../core/hex.ts';
import { createEvmSource } from '../networks/evm/source.ts';
import { findUnlistedTransfers } from '../operations/find-unlisted-transfers.ts';
import { findSessionById } from '../store/sessions.ts';
import { type Anvil, deployContract, deployTestToken, startAnvil, type TestContract } from '../testing/anvil.ts';
import { ASKED, networkNamed, type OpenedSession, openShop, type Shop } from '../testing/chain-shop.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { follow, type TestFollower, untilAt } from '../testing/follower.ts';
import { until } from '../testing/until.ts';

/** The whole path on a real node: contracts, receipts, reorgs. Blocks come only when a test asks for one. */
let anvil: Anvil;
let database: TestDatabase;
let shop: Shop;
let usdc: TestContract;
let lookalike: TestContract;
let batchPayer: TestContract;
let network: NetworkConfig;
let sleptMs = 0;
let source: ChainSource;
let follower: TestFollower;
let payer: Hex;

beforeAll(async () => {
  [anvil, database] = await Promise.all([startAnvil({ blockTimeSeconds: null }), createTestDatabase()]);
  shop = openShop(database);
  payer = anvil.accounts[0]!.address;
  usdc = await deployTestToken(anvil, { name: 'USD Coin', symbol: 'USDC', decimals: 6 });
  const usdt = await deployTestToken(anvil, { name: 'Tether', symbol: 'USDT', decimals: 6 });
  lookalike = await deployContract(anvil, 'LookalikeToken', [usdc.address]);
  batchPayer = await deployContract(anvil, 'BatchPayer');
  await call(usdc, 'mint', [payer, 1_000_000n]);
  await call(lookalike, 'mint', [payer, 1_000_000n]);
  await call(usdc, 'approve', [batchPayer.address, 1_000_000n]);
  await anvil.mine();
  const tokens = { USDC: usdc.address, USDT: usdt.address };
  network = { ...networkNamed('Devnet', { tokens }), rpcUrls: [anvil.rpcUrl] };
  source = openSource();
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

function openSource(): ChainSource {
  const watchedTokens = network.spec.tokens.map(({ contract }) => contract!);
  return createEvmSource({ network, watchedTokens, now: () => Date.now() + sleptMs });
}

async function tipTime(): Promise<number> {
  return Number((await anvil.client.getBlock()).timestamp) * 1000;
}

/** Resolves when the books stand on the node's tip. */
async function read(): Promise<void> {
  const { hash } = await anvil.client.getBlock();
  follower.wake.emit('follow', 'Devnet');
  await untilAt(database.store, 'Devnet', { hash: hash! });
}

async function mine(blocks = 1): Promise<void> {
  await anvil.mine(blocks);
  await read();
}

const openSession = async () => shop.openSession({ networks: [network], createdAt: await tipTime() });

/** Sends a transaction; it waits for the next block. */
function send(transaction: { to: Hex; value?: bigint; data?: Hex; gas?: bigint }): Promise<Hex> {
  return anvil.client.sendTransaction({ account: payer, gas: 3_000_000n, ...transaction } as never);
}

function call(
  { address, abi }: TestContract,
  functionName: string,
  args: readonly unknown[],
  value = 0n,
): Promise<Hex> {
  return send({ to: address, data: encodeFunctionData({ abi, functionName, args }), value });
}

const payToken = ({ address }: OpenedSession, token = usdc, amount = ASKED) =>
  call(token, 'transfer', [address, amount]);
const payCoin = ({ address }: OpenedSession, value = ASKED) => send({ to: address, value });

describe('on a real node', () => {
  it('a payment in the native coin is detected and paid', async () => {
    const session = await openSession();
    const txHash = await payCoin(session);
    await mine();
    expect(await shop.statusOf(session)).toBe('detected');
    await mine(2);
    expect(await shop.statusOf(session)).toBe('paid');
    expect(await shop.transfersOf(session)).toMatchObject([{ tx_hash: txHash, position: 'tx', sender: payer }]);
  });

  it('a payment in a token is detected and paid', async () => {
    const session = await openSession();
    await payToken(session);
    await mine(3);
    expect(await shop.statusOf(session)).toBe('paid');
    expect(await shop.transfersOf(session)).toMatchObject([{ contract: usdc.address, amount: ASKED, listed: true }]);
  });

  it('two transfers to one session in one transaction are two', async () => {
    const session = await openSession();
    await call(batchPayer, 'payToken', [usdc.address, [session.address, session.address], [40n, 60n]]);
    await mine(3);
    expect((await shop.transfersOf(session)).map(({ amount }) => amount)).toEqual([40n, 60n]);
    expect(await shop.statusOf(session)).toBe('paid');
  });

  it('one transaction that pays many sessions pays each', async () => {
    const sessions = await Promise.all(Array.from({ length: 25 }, openSession));
    const [recipients, amounts] = [sessions.map(({ address }) => address), sessions.map(() => ASKED)];
    await call(batchPayer, 'payToken', [usdc.address, recipients, amounts]);
    await mine(3);
    expect(await Promise.all(sessions.map(shop.statusOf))).toEqual(sessions.map(() => 'paid'));
  });

  it('a transaction that fails pays nothing, in coin or token', async () => {
    const session = await openSession();
    // More than there is: the token refuses, and the value sent along comes back.
    await call(usdc, 'transfer', [session.address, 10n ** 30n]);
    // Code at the address that reverts, so that the transaction carries a value and fails.
    await anvil.client.setCode({ address: session.address, bytecode: '0x60006000fd' });
    const failed = await payCoin(session);
    await mine(3);
    expect((await anvil.client.getTransactionReceipt({ hash: failed })).status).toBe('reverted');
    expect(await shop.transfersOf(session)).toEqual([]);
    expect(await shop.statusOf(session)).toBe('pending');
  });

  it('a lookalike token pays nothing; a search shows it', async () => {
    const session = await openSession();
    await payToken(session, lookalike);
    await mine(3);
    expect(await shop.statusOf(session)).toBe('pending');
    expect(await shop.transfersOf(session)).toEqual([]);
    const stored = (await findSessionById(database.store, session.id))!;
    await findUnlistedTransfers(shop.deps, [{ network, source }], stored);
    expect(await shop.transfersOf(session)).toMatchObject([{ contract: lookalike.address, listed: false }]);
    expect(await shop.statusOf(session)).toBe('pending');
  });

  it('a transfer of nothing is not in the books', async () => {
    const session = await openSession();
    await payToken(session, usdc, 0n);
    await mine();
    expect(await shop.transfersOf(session)).toEqual([]);
  });

  it('a reorg that drops a detected payment takes the session back', async () => {
    const session = await openSession();
    await payToken(session);
    await mine();
    expect(await shop.statusOf(session)).toBe('detected');
    await anvil.reorg(1);
    await mine();
    expect(await shop.toldOf(session)).toEqual(['created', 'detected', 'pending']);
  });

  it('a reorg that mines the same transaction elsewhere counts it once', async () => {
    const session = await openSession();
    const account = privateKeyToAccount(anvil.accounts[3]!.privateKey);
    const wallet = createWalletClient({ account, chain: anvil.client.chain, transport: http(anvil.rpcUrl) });
    const serializedTransaction = await wallet.signTransaction(
      await wallet.prepareTransactionRequest({ to: session.address, value: ASKED, gas: 21_000n }),
    );
    await wallet.sendRawTransaction({ serializedTransaction });
    await mine(2);
    expect(await shop.statusOf(session)).toBe('detected');
    await anvil.reorg(2, [[serializedTransaction, 1]]);
    await mine(3);
    const rows = await shop.transfersOf(session);
    expect(new Set(rows.map(({ tx_hash }) => tx_hash)).size).toBe(1);
    expect(rows.filter(({ orphaned_at }) => orphaned_at === null)).toHaveLength(1);
    expect(await shop.statusOf(session)).toBe('paid');
  });

  it('a deep reorg after paid is told as failed, and as paid when the payment is mined again', async () => {
    const session = await openSession();
    const account = privateKeyToAccount(anvil.accounts[4]!.privateKey);
    const wallet = createWalletClient({ account, chain: anvil.client.chain, transport: http(anvil.rpcUrl) });
    const serializedTransaction = await wallet.signTransaction(
      await wallet.prepareTransactionRequest({ to: session.address, value: ASKED, gas: 21_000n }),
    );
    await wallet.sendRawTransaction({ serializedTransaction });
    await mine(3);
    expect(await shop.statusOf(session)).toBe('paid');
    await anvil.reorg(3);
    await mine();
    expect(await shop.statusOf(session)).toBe('failed');
    expect(follower.log.at(-1)).toMatch(/^rolled back 3 to \d+, orphaned 1, deep$/);
    await wallet.sendRawTransaction({ serializedTransaction });
    await mine(3);
    expect(await shop.statusOf(session)).toBe('paid');
    expect(await shop.toldOf(session)).toEqual(['created', 'paid', 'failed', 'paid']);
  });

  it('a server that was off over payment, expiry and grace reaches the same status', async () => {
    const [paid, unpaid] = await Promise.all([openSession(), openSession()]);
    await follower.stop();
    await payToken(paid);
    await anvil.mine();
    // It passes for us as well.
    sleptMs += 1_700_000;
    await anvil.setNextBlockTimestamp((await tipTime()) / 1000 + 1_000);
    await anvil.mine(700);
    follower = follow(shop, { network, source });
    await read();
    expect(await shop.statusOf(paid)).toBe('paid');
    await until(() => shop.statusOf(unpaid), 'expired');
  });
});
