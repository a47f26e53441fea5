import { encodeFunctionData } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NetworkConfig } from '../config/network-spec.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Hex } from '../core/hex.ts';
import { createEvmSource } from '../networks/evm/source.ts';
import { readCursor } from '../store/chain-cursors.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { findUnexpectedTransfers, listUnexpectedTransfers } from '../store/unexpected-transfers.ts';
import { type Anvil, deployContract, deployTestToken, startAnvil, type TestContract } from '../testing/anvil.ts';
import { ASKED, networkNamed, type OpenedSession, openShop, type Shop } from '../testing/chain-shop.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { follow, type TestFollower, untilAt } from '../testing/follower.ts';
import { addLateTransfers } from './add-transfers.ts';
import { attachTransfer } from './attach-transfer.ts';
import { auditBalances } from './audit-balances.ts';
import { readConfirming } from './locate-transfers.ts';
import { matchBlocks } from './match-transfers.ts';
import type { Principal } from './principal.ts';
import { writeOffTransfer } from './write-off-transfer.ts';

/** A real node whose traces are not read, so that what moves inside transactions is known by its balance alone. */
let anvil: Anvil;
let database: TestDatabase;
let shop: Shop;
let network: NetworkConfig;
let source: ChainSource;
let follower: TestFollower;
let payer: TestContract;
let usdc: TestContract;

const FINAL_DEPTH = 64;
const PACE = { pageSize: 50, settledAfterMs: 0, roundEveryMs: 0 };

beforeAll(async () => {
  [anvil, database] = await Promise.all([startAnvil({ blockTimeSeconds: null }), createTestDatabase()]);
  shop = openShop(database);
  payer = await deployContract(anvil, 'BatchPayer');
  usdc = await deployTestToken(anvil, { name: 'USD Coin', symbol: 'USDC', decimals: 6 });
  const usdt = await deployTestToken(anvil, { name: 'Tether', symbol: 'USDT', decimals: 6 });
  network = {
    ...networkNamed('Devnet', { tokens: { USDC: usdc.address, USDT: usdt.address } }),
    rpcUrls: [anvil.rpcUrl],
  };
  source = open();
  follower = follow(shop, { network, source });
  await mine(1);
});
afterAll(async () => {
  await follower?.stop();
  await source?.close();
  await anvil?.stop();
  await database?.close();
});

function open(more: Partial<NetworkConfig> = {}): ChainSource {
  const watchedTokens = network.spec.tokens.map(({ contract }) => contract!);
  return createEvmSource({ network: { ...network, ...more }, watchedTokens, now: Date.now });
}

async function mine(blocks: number): Promise<void> {
  await anvil.mine(blocks);
  const { hash } = await anvil.client.getBlock();
  follower.wake.emit('follow', 'Devnet');
  await untilAt(database.store, 'Devnet', { hash: hash! });
}

async function openSession(): Promise<OpenedSession> {
  const createdAt = Number((await anvil.client.getBlock()).timestamp) * 1000;
  return shop.openSession({ networks: [network], createdAt });
}

function send(to: Hex, value: bigint, data: Hex = '0x', account = anvil.accounts[0]!.address): Promise<Hex> {
  return anvil.client.sendTransaction({ account, to, value, data, gas: 500_000n } as never);
}

/** Native coin by a call inside a transaction. */
function payUnseen({ address }: OpenedSession, value: bigint): Promise<Hex> {
  const data = encodeFunctionData({ abi: payer.abi, functionName: 'payNative', args: [[address], [value]] });
  return send(payer.address, value, data);
}

/** The merchant takes everything away from the address. */
async function sweep({ address }: OpenedSession): Promise<void> {
  await anvil.client.setBalance({ address, value: 0n });
}

const deps = () => ({
  ...shop.deps,
  resource: { publicUrl: 'http://localhost', findAsset: () => undefined },
});

/** Audits when all that was sent so far is deep enough. */
async function audit() {
  await mine(FINAL_DEPTH + 1);
  return auditBalances(deps(), { network, source }, [], PACE);
}

const principalOf = ({ organizationId }: OpenedSession): Principal => ({
  organizationId,
  livemode: false,
  actor: 'key:test',
  permissions: 'all',
});

const surplusesOf = async (session: OpenedSession) =>
  (
    await listUnexpectedTransfers(database.store, principalOf(session), { sessionId: session.id }, { limit: 20 })
  ).filter(({ reason }) => reason === 'balance_surplus');
const openOf = async (session: OpenedSession) =>
  (await surplusesOf(session)).filter(({ status }) => status === 'open').map(({ amountAtomic }) => amountAtomic);

async function toldOf({ id }: OpenedSession): Promise<readonly string[]> {
  const rows = await database.store
    .selectFrom('events')
    .select('type')
    .where('session_id', '=', id)
    .where('type', 'like', 'unexpected%')
    .orderBy('id')
    .execute();
  return rows.map(({ type }) => type.replace('unexpected_transfer.', ''));
}

describe('an address that holds more than the books know', () => {
  it('is told as a surplus, once, and nothing is credited', async () => {
    const session = await openSession();
    await payUnseen(session, ASKED);
    await audit();
    const [surplus] = await surplusesOf(session);
    expect(surplus).toMatchObject({
      status: 'open',
      amountAtomic: ASKED,
      contract: null,
      recipient: session.address,
      txHash: null,
      sender: null,
    });
    await audit();
    expect(await toldOf(session)).toEqual(['created']);
    expect(['pending', 'expired']).toContain(await shop.statusOf(session));
    expect(await shop.transfersOf(session)).toEqual([]);
    const entries = database.store.selectFrom('ledger_entries').select('id').where('session_id', '=', session.id);
    expect(await entries.execute()).toEqual([]);
  });

  it('holds exactly what is beyond its payments', async () => {
    const session = await openSession();
    await send(session.address, 40n);
    await payUnseen(session, 7n);
    await audit();
    expect(await openOf(session)).toEqual([7n]);
  });

  it('holds no surplus where the books know all, and after a sweep', async () => {
    const session = await openSession();
    await send(session.address, ASKED);
    await audit();
    await sweep(session);
    await audit();
    expect(await surplusesOf(session)).toEqual([]);
  });

  it('shows what comes unseen after a sweep', async () => {
    const session = await openSession();
    await send(session.address, ASKED);
    await audit();
    await sweep(session);
    await audit();
    await payUnseen(session, 9n);
    await audit();
    expect(await openOf(session)).toEqual([9n]);
  });

  it('keeps its surplus though it is swept', async () => {
    const session = await openSession();
    await payUnseen(session, 9n);
    await audit();
    await sweep(session);
    await audit();
    expect(await openOf(session)).toEqual([9n]);
    expect(await toldOf(session)).toEqual(['created']);
  });

  it('is told of what more comes', async () => {
    const session = await openSession();
    await payUnseen(session, 9n);
    await audit();
    await payUnseen(session, 5n);
    await audit();
    expect((await openOf(session)).toSorted()).toEqual([5n, 9n]);
  });

  it('is told of a token that came without an event', async () => {
    const session = await openSession();
    // A balance that no transfer explains, as of a token that was upgraded to hand some out.
    await anvil.client.request({
      method: 'anvil_dealERC20',
      params: [session.address, usdc.address, '0x2a'],
    } as never);
    await audit();
    expect(await surplusesOf(session)).toMatchObject([{ contract: usdc.address, amountAtomic: 42n }]);
  });
});

describe('a surplus', () => {
  const decide = <T>(run: Parameters<typeof retriedTransaction<T>>[1]) => retriedTransaction(database.store, run);

  it('cannot be attached, to whatever session', async () => {
    const session = await openSession();
    await payUnseen(session, ASKED);
    await audit();
    const [surplus] = await surplusesOf(session);
    const refused = await decide((tx) =>
      attachTransfer(deps(), tx, principalOf(session), surplus!.id, { sessionId: undefined, note: null }),
    );
    expect(refused).toMatchObject({ outcome: 'refused', code: 'no_transfer' });
    expect(await openOf(session)).toEqual([ASKED]);
  });

  it('can be written off, and is not told again', async () => {
    const session = await openSession();
    await payUnseen(session, ASKED);
    await audit();
    const [surplus] = await surplusesOf(session);
    const note = 'a gift of my own';
    const decided = await decide((tx) => writeOffTransfer(deps(), tx, principalOf(session), surplus!.id, note));
    expect(decided).toMatchObject({ outcome: 'decided', transfer: { status: 'written_off', note } });
    await audit();
    expect(await openOf(session)).toEqual([]);
    expect(await toldOf(session)).toEqual(['created', 'written_off']);
    const entries = database.store.selectFrom('ledger_entries').select('id').where('session_id', '=', session.id);
    expect(await entries.execute()).toEqual([]);
  });

  it('is withdrawn when its transfer is found, which then counts by itself', async () => {
    const session = await openSession();
    await payUnseen(session, ASKED);
    await audit();
    const [surplus] = await surplusesOf(session);
    await findByTraces();
    expect(await shop.transfersOf(session)).toMatchObject([{ position: 'trace:0', amount: ASKED }]);
    // A round is not needed: addresses of which the books have learnt something come first.
    await auditBalances(deps(), { network, source }, [], { ...PACE, roundEveryMs: 1_000_000_000 });
    const [after] = await findUnexpectedTransfers(database.store, principalOf(session), [surplus!.id]);
    expect(after).toMatchObject({ status: 'withdrawn', version: 2 });
    expect(await toldOf(session)).toEqual(['created', 'withdrawn']);
    expect(await shop.statusOf(session)).toBe('paid');
    await audit();
    expect(await openOf(session)).toEqual([]);
  });
});

describe('the audit', () => {
  it('goes on where it ended, and comes to every address', async () => {
    const sessions = [];
    for (let i = 0; i < 5; i++) sessions.push(await openSession());
    for (const session of sessions) await payUnseen(session, 3n);
    await mine(FINAL_DEPTH + 1);
    await database.pool.query('TRUNCATE balance_audit_cursors');
    const pace = { pageSize: 2, settledAfterMs: 0, roundEveryMs: 0 };
    for (let run = 0; run < 3; run++) await auditBalances(deps(), { network, source }, [], pace);
    expect(await Promise.all(sessions.map(openOf))).toEqual(sessions.map(() => [3n]));
  });

  it('is not done before a block is final', async () => {
    const young = { ...network, spec: { ...network.spec, name: 'Young' } };
    const run = await auditBalances(deps(), { network: young, source }, [], PACE);
    expect(run).toEqual({ outcome: 'too_early' });
  });

  it('of two at once tells a thing once', async () => {
    const session = await openSession();
    await payUnseen(session, 3n);
    await mine(FINAL_DEPTH + 1);
    await Promise.all([1, 2, 3].map(() => auditBalances(deps(), { network, source }, [], PACE)));
    expect(await openOf(session)).toEqual([3n]);
    expect(await toldOf(session)).toEqual(['created']);
  });

  it('that a node cannot answer changes nothing and says why', async () => {
    const away = { ...source, readBalances: open({ rpcUrls: ['http://127.0.0.1:1'] }).readBalances };
    await openSession();
    const run = await auditBalances(deps(), { network, source: away }, [], PACE);
    expect(run).toMatchObject({ outcome: 'unreadable', reason: expect.stringContaining('127.0.0.1') });
  });
});

/** Reads every block once more, now with traces, and books what was missed. */
async function findByTraces(): Promise<void> {
  const tracing = open({ readsTraces: true });
  const cursor = (await readCursor(database.store, 'Devnet'))!;
  const blocks = await tracing.readBlocks(cursor.firstNumber, cursor.number);
  const found = await matchBlocks(shop.deps, network, tracing, blocks);
  const confirming = await readConfirming(database.store, tracing, found, cursor);
  await retriedTransaction(database.store, async (tx) => {
    const additions = { network: 'Devnet', found, confirming };
    const { touched } = await addLateTransfers(shop.runtime, tx, additions, cursor.number);
    await shop.deps.rederive(tx, touched);
  });
  await tracing.close();
}
