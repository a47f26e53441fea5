import { describe, expect, it } from 'vitest';
import { readCursor } from '../store/chain-cursors.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { ASKED, type OpenedSession, USDC } from '../testing/chain-shop.ts';
import { untilAt } from '../testing/follower.ts';
import { LittleChain } from '../testing/little-chain.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';
import { attachTransfer } from './attach-transfer.ts';
import { auditBooks } from './audit-books.ts';
import type { Principal } from './principal.ts';
import { rollBackChain } from './roll-back-chain.ts';

const used = useChainShop();
const resource = { publicUrl: 'http://localhost', findAsset: () => undefined };

const principalOf = ({ organizationId }: OpenedSession): Principal => ({
  organizationId,
  livemode: false,
  actor: 'key:test',
  permissions: 'all',
});

/** Late money to a session that asks one confirmation, attached to one that asks so many. */
async function attachTo(confirmations: number, { blocksAbove = 0 } = {}) {
  const scene = used.scene({ confirmations: 3 });
  const { network, chain, read } = scene;
  scene.follow();
  await read();
  const createdAt = chain.tip.timestamp;
  const ended = await used.shop.openSession({ networks: [network], createdAt, confirmations: 1, ttlMs: 1000 });
  const target = await used.shop.openSession({ networks: [network], createdAt, confirmations, ttlMs: 3_600_000 });
  chain.skip(600);
  chain.mine({ to: ended.address, amountAtomic: ASKED, contract: USDC });
  chain.mineEmpty(blocksAbove);
  await read();
  const [transfer] = await used.shop.transfersOf(ended);
  const deps = { runtime: used.shop.runtime, resource };
  const attached = await retriedTransaction(used.store, (tx) =>
    attachTransfer(deps, tx, principalOf(ended), transfer!.id, { sessionId: target.id, note: null }),
  );
  expect(attached.outcome).toBe('decided');
  return { ...scene, target };
}

describe('money that is attached to a session which asks for more confirmations', () => {
  it('is only seen there until it has them, and a reorg before that is no failure', async () => {
    const { chain, read, target } = await attachTo(12);
    expect(await used.shop.statusOf(target)).toBe('detected');
    chain.mineEmpty(10);
    await read();
    expect(await used.shop.statusOf(target)).toBe('detected');
    const back = chain.remember();
    chain.fork(11);
    chain.mineEmpty(12);
    await read();
    expect(await used.shop.statusOf(target)).toBe('pending');
    back();
    chain.mineEmpty(1);
    chain.mineEmpty(1);
    await read();
    expect(await used.shop.statusOf(target)).toBe('paid');
    expect(await used.shop.toldOf(target)).toEqual(['created', 'detected', 'pending', 'paid']);
    const { differences } = await auditBooks({ store: used.store, runtime: used.shop.runtime }, 0);
    expect(differences).toEqual([]);
  });

  it('pays it at once where it has them', async () => {
    const { target } = await attachTo(12, { blocksAbove: 11 });
    expect(await used.shop.statusOf(target)).toBe('paid');
  });
});

/** Late money of a session that is paid; then the block that confirmed it is gone. What was told as paid stands. */
async function paidTwice() {
  const scene = used.scene({ confirmations: 3 });
  const { network, chain, read } = scene;
  const follower = scene.follow();
  await read();
  const createdAt = chain.tip.timestamp;
  const paid = await used.shop.openSession({ networks: [network], createdAt, ttlMs: 60_000 });
  const target = await used.shop.openSession({ networks: [network], createdAt, ttlMs: 3_600_000 });
  chain.mine({ to: paid.address, amountAtomic: ASKED, contract: USDC });
  chain.skip(600);
  chain.mine({ to: paid.address, amountAtomic: ASKED, contract: USDC });
  const late = chain.tip;
  chain.mineEmpty(2);
  await read();
  expect(await used.shop.statusOf(paid)).toBe('paid');
  chain.fork(1);
  const ofLate = async () => (await used.shop.transfersOf(paid)).find((row) => row.block_hash === late.hash)!;
  const { id } = await ofLate();
  const attach = () =>
    retriedTransaction(used.store, (tx) =>
      attachTransfer({ runtime: used.shop.runtime, resource }, tx, principalOf(paid), id, {
        sessionId: target.id,
        note: null,
      }),
    );
  return { ...scene, follower, paid, target, attach, confirmedAt: async () => (await ofLate()).confirmed_at };
}

describe('money whose confirming block a reorg has taken since', () => {
  it('is neither given back nor written off before it is confirmed anew, whoever’s payment was told beside it', async () => {
    const { network, chain, follower, paid, attach, confirmedAt } = await paidTwice();
    await follower.stop();
    const cursor = (await readCursor(used.store, network.spec.name))!;
    await rollBackChain(used.shop.deps, chain.source(), { cursor, leaseToken: cursor.leaseToken, network });
    expect(await confirmedAt()).toBeNull();
    expect(await attach()).toMatchObject({ outcome: 'refused', code: 'transfer_unconfirmed' });
    expect(await used.shop.statusOf(paid)).toBe('paid');
  });

  it('pays another session only once it is confirmed anew', async () => {
    const { network, chain, follower, follow, read, target, attach } = await paidTwice();
    await follower.stop();
    const cursor = (await readCursor(used.store, network.spec.name))!;
    await rollBackChain(used.shop.deps, chain.source(), { cursor, leaseToken: cursor.leaseToken, network });
    expect((await attach()).outcome).toBe('refused');
    follow();
    chain.mineEmpty(1);
    await read();
    expect((await attach()).outcome).toBe('decided');
    expect(await used.shop.statusOf(target)).toBe('paid');
  });

  it('is confirmed by the block that stands in its place', async () => {
    const { chain, read, target, attach, confirmedAt } = await paidTwice();
    chain.skip(90);
    chain.mineEmpty(1);
    await read();
    expect((await attach()).outcome).toBe('decided');
    expect(await confirmedAt()).toBe(chain.tip.timestamp);
    expect(await used.shop.statusOf(target)).toBe('paid');
  });
});

describe('money of a chain that has given way to another', () => {
  it('pays the session that it is attached to as it was confirmed', async () => {
    const scene = used.scene({ confirmations: 3 });
    const { network, chain, read } = scene;
    const follower = scene.follow();
    chain.mineEmpty(30);
    await read();
    const createdAt = chain.tip.timestamp;
    const ended = await used.shop.openSession({ networks: [network], createdAt, ttlMs: 1000 });
    const target = await used.shop.openSession({ networks: [network], createdAt, ttlMs: 36_000_000 });
    chain.skip(600);
    chain.mine({ to: ended.address, amountAtomic: ASKED, contract: USDC });
    chain.mineEmpty(3);
    await read();
    expect(await used.shop.statusOf(ended)).toBe('expired');
    await follower.stop();
    const startAt = chain.tip.timestamp;
    const fresh = new LittleChain({ network: network.spec.name, watchedTokens: [USDC], startAt, name: 'another' });
    fresh.mineEmpty(5);
    scene.follow({ source: fresh.source() });
    await untilAt(used.store, network.spec.name, fresh.tip);
    const [transfer] = await used.shop.transfersOf(ended);
    expect(transfer!.frozen_at).not.toBeNull();
    const deps = { runtime: used.shop.runtime, resource };
    const attached = await retriedTransaction(used.store, (tx) =>
      attachTransfer(deps, tx, principalOf(ended), transfer!.id, { sessionId: target.id, note: null }),
    );
    expect(attached.outcome).toBe('decided');
    expect(await used.shop.statusOf(target)).toBe('paid');
  });
});
