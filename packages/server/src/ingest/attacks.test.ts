import { encodeFunctionData } from 'viem';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AssetSpec, NetworkConfig } from '../config/network-spec.ts';
import type { Hex } from '../core/hex.ts';
import { createEvmSource, type EvmSource } from '../networks/evm/source.ts';
import { type Anvil, deployContract, deployTestToken, startAnvil, type TestContract } from '../testing/anvil.ts';
import { ASKED, networkNamed, type OpenedSession, openShop, type Shop } from '../testing/chain-shop.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { follow, type TestFollower, untilAt } from '../testing/follower.ts';

/** What payers and contracts try, on a real node. Blocks come only when a test asks for one. */
let anvil: Anvil;
let database: TestDatabase;
let shop: Shop;
let usdc: TestContract;
let usdt: TestContract;
let falseToken: TestContract;
let feeToken: TestContract;
let mimic: TestContract;
let batchPayer: TestContract;
let network: NetworkConfig;
/** So late it is for us, too, once a test has moved the chain's clock. */
let chainTime = 0;
let source: EvmSource;
let follower: TestFollower;
let payer: Hex;

beforeAll(async () => {
  [anvil, database] = await Promise.all([startAnvil({ blockTimeSeconds: null }), createTestDatabase()]);
  shop = openShop(database);
  payer = anvil.accounts[0]!.address;
  usdc = await deployTestToken(anvil, { name: 'USD Coin', symbol: 'USDC', decimals: 6 });
  usdt = await deployTestToken(anvil, { name: 'Tether', symbol: 'USDT', decimals: 18 });
  falseToken = await deployContract(anvil, 'FalseReturningToken');
  feeToken = await deployContract(anvil, 'FeeOnTransferToken', [100n]);
  mimic = await deployContract(anvil, 'Mimic');
  batchPayer = await deployContract(anvil, 'BatchPayer');
  for (const token of [usdc, usdt, feeToken]) await call(token, 'mint', [payer, 10n ** 30n]);
  for (const { address } of [batchPayer, mimic]) await call(usdc, 'approve', [address, 10n ** 30n]);
  await anvil.mine();
  const { spec, ...rest } = networkNamed('Devnet', { tokens: { USDC: usdc.address, USDT: usdt.address } });
  const odd = [named('FALSE', falseToken), named('FEE', feeToken)];
  network = { ...rest, spec: { ...spec, tokens: [...spec.tokens, ...odd] }, rpcUrls: [anvil.rpcUrl] };
  const watchedTokens = network.spec.tokens.map(({ contract }) => contract!);
  source = createEvmSource({ network, watchedTokens, now: () => Math.max(Date.now(), chainTime) });
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

const named = (symbol: string, { address }: TestContract): AssetSpec => ({
  symbol,
  name: symbol,
  contract: address,
  decimals: 6,
  pricedAs: 'USDC',
  peggedTo: 'USD',
});

const tipTime = async () => Number((await anvil.client.getBlock()).timestamp) * 1000;

async function read(): Promise<void> {
  const { hash } = await anvil.client.getBlock();
  follower.wake.emit('follow', 'Devnet');
  await untilAt(database.store, 'Devnet', { hash: hash! });
}

async function mine(blocks = 1): Promise<void> {
  await anvil.mine(blocks);
  await read();
}

const openSession = async (on: NetworkConfig = network) =>
  shop.openSession({ networks: [on], createdAt: await tipTime() });

/** The same network, of which a session takes only these assets. */
const offering = (...assets: readonly AssetSpec[]): NetworkConfig => {
  const [native, ...tokens] = assets;
  return { ...network, spec: { ...network.spec, native: native!, tokens } };
};

function send(transaction: { to: Hex; value?: bigint; data?: Hex; nonce?: number; gasPrice?: bigint }): Promise<Hex> {
  return anvil.client.sendTransaction({ account: payer, gas: 8_000_000n, ...transaction } as never);
}

const call = ({ address, abi }: TestContract, functionName: string, args: readonly unknown[]) =>
  send({ to: address, data: encodeFunctionData({ abi, functionName, args }) });

const payToken = (token: TestContract, { address }: OpenedSession, amount = ASKED) =>
  call(token, 'transfer', [address, amount]);
const payCoin = ({ address }: OpenedSession, value = ASKED) => send({ to: address, value });

async function reasonsOf({ id }: OpenedSession) {
  const rows = await database.store
    .selectFrom('unexpected_transfers')
    .select('reason')
    .where('session_id', '=', id)
    .orderBy('transfer_id')
    .execute();
  return rows.map(({ reason }) => reason);
}

describe('tokens that say one thing and do another', () => {
  it('attack 1: a transfer that answers false in a transaction that succeeds pays nothing', async () => {
    const session = await openSession();
    const hash = await payToken(falseToken, session);
    await mine(3);
    expect((await anvil.client.getTransactionReceipt({ hash })).status).toBe('success');
    expect(await shop.transfersOf(session)).toEqual([]);
    expect(await shop.statusOf(session)).toBe('pending');
  });

  it('attack 4: a genuine token is called, and another contract tells of the payment', async () => {
    const session = await openSession();
    const hash = await call(mimic, 'pretendToPay', [usdc.address, session.address, ASKED]);
    await mine(3);
    const { logs } = await anvil.client.getTransactionReceipt({ hash });
    expect(logs.map(({ address }) => address)).toEqual([usdc.address, mimic.address]);
    expect(await shop.transfersOf(session)).toEqual([]);
    expect(await shop.statusOf(session)).toBe('pending');
  });

  it('attack 6: of a token that keeps a fee what arrived counts, not what was sent', async () => {
    const session = await openSession();
    await payToken(feeToken, session, ASKED);
    await mine(3);
    expect(await shop.transfersOf(session)).toMatchObject([{ amount: 99n }]);
    expect(await shop.statusOf(session)).toBe('underpaid');
  });
});

describe('attack 5: dust', () => {
  it('in a flood of single units hides no payment and delays none', async () => {
    const session = await openSession();
    const many = Array.from({ length: 60 }, () => session.address);
    await call(batchPayer, 'payToken', [usdc.address, many, many.map(() => 1n)]);
    await payToken(usdc, session, 40n);
    await mine(3);
    expect(await shop.transfersOf(session)).toHaveLength(61);
    expect(await shop.statusOf(session)).toBe('paid');
  });
});

describe('attack 10: money of the wrong kind', () => {
  it('to the right address on a network that the session does not offer is set aside', async () => {
    const elsewhere = networkNamed('Elsewhere');
    const session = await shop.openSession({ networks: [elsewhere], createdAt: await tipTime() });
    await payToken(usdc, session);
    await mine(3);
    expect(await shop.statusOf(session)).toBe('pending');
    expect(await reasonsOf(session)).toEqual(['wrong_network']);
  });

  it('in another token, or in coin, is set aside for a session that takes one token', async () => {
    const [usdcSpec] = network.spec.tokens;
    const session = await openSession(offering(usdcSpec!));
    await payToken(usdt, session);
    await payCoin(session);
    await mine(3);
    expect(await shop.statusOf(session)).toBe('pending');
    expect(await reasonsOf(session)).toEqual(['wrong_asset', 'wrong_asset']);
    await payToken(usdc, session);
    await mine(3);
    expect(await shop.statusOf(session)).toBe('paid');
  });
});

describe('attack 11: amounts', () => {
  it.each([2n ** 53n + 1n, 10n ** 27n + 1n])('of %d units are in the books to the unit', async (amount) => {
    const session = await openSession();
    await payToken(usdt, session, amount);
    await mine();
    expect(await shop.transfersOf(session)).toMatchObject([{ amount }]);
  });

  it('of one unit less than asked are too little, and that unit is enough', async () => {
    const session = await openSession();
    await payCoin(session, ASKED - 1n);
    await mine(3);
    expect(await shop.statusOf(session)).toBe('underpaid');
    await payCoin(session, 1n);
    await mine(3);
    expect(await shop.statusOf(session)).toBe('paid');
  });

  it('of one unit more than asked are too much, where nothing is tolerated', async () => {
    const session = await openSession();
    await payCoin(session, ASKED + 1n);
    await mine();
    expect(await shop.statusOf(session)).toBe('overpaid');
  });
});

describe('attack 13: a payment that is replaced by another of the same nonce', () => {
  it('before it is mined pays nothing', async () => {
    const session = await openSession();
    const nonce = await anvil.client.getTransactionCount({ address: payer });
    const gasPrice = 10n ** 10n;
    await send({ to: session.address, value: ASKED, nonce, gasPrice });
    const replacing = await send({ to: anvil.accounts[5]!.address, value: ASKED, nonce, gasPrice: 2n * gasPrice });
    await mine(3);
    expect((await anvil.client.getTransactionReceipt({ hash: replacing })).status).toBe('success');
    expect(await shop.transfersOf(session)).toEqual([]);
    expect(await shop.statusOf(session)).toBe('pending');
  });

  it('in a reorg after it was seen is taken back', async () => {
    const session = await openSession();
    await payCoin(session);
    await mine();
    expect(await shop.statusOf(session)).toBe('detected');
    await anvil.reorg(1);
    const nonce = await anvil.client.getTransactionCount({ address: payer });
    await send({ to: anvil.accounts[5]!.address, value: ASKED, nonce });
    await mine(3);
    expect(await shop.statusOf(session)).toBe('pending');
    const rows = await shop.transfersOf(session);
    expect(rows.filter(({ orphaned_at }) => orphaned_at === null)).toEqual([]);
  });
});

/** Last: it moves the chain's clock. Sessions have a minute, and two of grace. */
describe('attack 15: the moment of a payment', () => {
  const at = async (ms: number) => {
    chainTime = ms;
    await anvil.setNextBlockTimestamp(ms / 1000);
    await mine();
  };

  it('in the second of the creation, at the very end, in grace, after it and a year later', async () => {
    const createdAt = (await tipTime()) + 10_000;
    const open = () => shop.openSession({ networks: [network], createdAt });
    const [first, last, late, tooLate] = [await open(), await open(), await open(), await open()];
    await payCoin(first);
    await at(createdAt);
    await payCoin(last);
    await at(createdAt + 60_000);
    await payCoin(late);
    await at(createdAt + 61_000);
    await mine(3);
    await payCoin(tooLate);
    await at(createdAt + 60_000 + 120_000 + 1000);
    await mine(3);
    const statuses = await Promise.all([first, last, late, tooLate].map(shop.statusOf));
    expect(statuses).toEqual(['paid', 'paid', 'paid_late', 'expired']);
    expect(await reasonsOf(tooLate)).toEqual(['after_grace']);
    await payCoin(first);
    await at(createdAt + 365 * 24 * 3_600_000);
    await mine(3);
    expect(await shop.transfersOf(first)).toHaveLength(2);
    expect(await reasonsOf(first)).toEqual(['after_grace']);
    expect(await shop.statusOf(first)).toBe('paid');
  });
});
