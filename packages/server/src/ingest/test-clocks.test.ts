import { describe, expect, it } from 'vitest';
import { advanceTestClock } from '../operations/advance-test-clock.ts';
import { createTestClock } from '../operations/test-clock-changes.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { ASKED, type OpenedSession, USDC } from '../testing/chain-shop.ts';
import { until } from '../testing/until.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';

const used = useChainShop();
const TTL_SECONDS = 60;
const GRACE_SECONDS = 120;

/** A session of a test clock on a chain that a follower reads, and the means to move that clock. */
async function openScene() {
  const scene = used.scene();
  const follower = scene.follow();
  await scene.read();
  const { network, chain } = scene;
  const { shop, store } = used;
  const principal = {
    organizationId: (await shop.openSession({ networks: [network], createdAt: 0 })).organizationId,
    livemode: false,
    actor: 'key:test',
    permissions: 'all' as const,
  };
  const clock = await retriedTransaction(store, (tx) => createTestClock(shop.deps, tx, principal));
  const open = () => shop.openSession({ networks: [network], createdAt: chain.tip.timestamp, testClockId: clock.id });
  const deps = { runtime: shop.runtime, resource: { publicUrl: 'http://localhost', findAsset: () => undefined } };
  async function advance(seconds: number): Promise<void> {
    const step = { byMs: seconds * 1000 };
    const done = await retriedTransaction(store, (tx) => advanceTestClock(deps, tx, principal, clock.id, step));
    expect(done.outcome).toBe('advanced');
  }
  const pay = ({ address }: OpenedSession) => chain.mine({ to: address, amountAtomic: ASKED, contract: USDC });
  return { ...scene, follower, clock, open, advance, pay, session: await open() };
}

describe('a session on a test clock', () => {
  it('expires in one advance, without a block more', async () => {
    const { advance, session, open } = await openScene();
    const other = await open();
    await advance(TTL_SECONDS + 1);
    expect(await used.shop.statusOf(session)).toBe('expired');
    expect(await used.shop.toldOf(session)).toEqual(['created', 'expired']);
    expect(await used.shop.statusOf(other)).toBe('expired');
  });

  it('does the same in many small advances, and tells it once', async () => {
    const { advance, session } = await openScene();
    for (let second = 0; second < TTL_SECONDS; second += 10) await advance(10);
    expect(await used.shop.statusOf(session)).toBe('pending');
    await advance(1);
    expect(await used.shop.statusOf(session)).toBe('expired');
    await advance(GRACE_SECONDS);
    expect(await used.shop.toldOf(session)).toEqual(['created', 'expired']);
  });

  it('is paid late by what comes in grace, after an advance', async () => {
    const { advance, pay, chain, read, session } = await openScene();
    await advance(TTL_SECONDS + 1);
    pay(session);
    chain.mineEmpty(3);
    await read();
    await until(() => used.shop.statusOf(session), 'paid_late');
    expect(await used.shop.toldOf(session)).toEqual(['created', 'expired', 'paid_late']);
  });

  it('is not paid by what comes after an advance beyond grace', async () => {
    const { advance, pay, chain, read, session } = await openScene();
    await advance(TTL_SECONDS + GRACE_SECONDS + 1);
    pay(session);
    chain.mineEmpty(3);
    await read();
    expect(await used.shop.transfersOf(session)).toHaveLength(1);
    expect(await used.shop.statusOf(session)).toBe('expired');
  });

  it('stays paid on time by what was read before the advance, and confirms after it', async () => {
    const { advance, pay, chain, read, session } = await openScene();
    pay(session);
    await read();
    await advance(TTL_SECONDS + GRACE_SECONDS + 1);
    expect(await used.shop.statusOf(session)).toBe('detected');
    chain.mineEmpty(3);
    await read();
    await until(() => used.shop.statusOf(session), 'paid');
  });

  it('finds a late payment that an advance leaves unconfirmed past grace unexpected', async () => {
    const { advance, pay, chain, read, session } = await openScene();
    await advance(TTL_SECONDS + 1);
    pay(session);
    await read();
    await advance(GRACE_SECONDS);
    chain.mineEmpty(3);
    await read();
    const [transfer] = await used.shop.transfersOf(session);
    expect(transfer?.confirmed_at).not.toBeNull();
    expect(await used.shop.toldOf(session)).toEqual(['created', 'expired']);
  });

  it('expires by itself once its chain reaches what is left of its time', async () => {
    const { advance, chain, session } = await openScene();
    await advance(TTL_SECONDS - 5);
    expect(await used.shop.statusOf(session)).toBe('pending');
    chain.mineEmpty(6);
    await until(() => used.shop.statusOf(session), 'expired');
  });

  it('keeps the time of a payment that a reorg takes away and the next block brings back', async () => {
    const { advance, chain, pay, read, session } = await openScene();
    await advance(TTL_SECONDS + 1);
    pay(session);
    chain.mineEmpty(3);
    await read();
    await until(() => used.shop.statusOf(session), 'paid_late');
    chain.fork(4);
    pay(session);
    chain.mineEmpty(4);
    await read();
    await until(() => used.shop.statusOf(session), 'paid_late');
    const [row] = await used.shop.transfersOf(session);
    expect(row?.orphaned_at).not.toBeNull();
  });

  it('leaves sessions without a clock where they are', async () => {
    const { advance, network, chain } = await openScene();
    const plain = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
    await advance(10 * TTL_SECONDS);
    expect(await used.shop.statusOf(plain)).toBe('pending');
    expect(await used.shop.toldOf(plain)).toEqual(['created']);
  });
});

it('two advances at once both count', async () => {
  const { advance, session, clock } = await openScene();
  await Promise.all([advance(40), advance(40)]);
  const row = await used.shop.rowOf(session);
  expect(row.clock_offset_ms).toBe(80_000n);
  expect(row.clock_advances?.map(({ offsetMs }) => offsetMs)).toEqual([0, 40_000, 80_000]);
  expect(await used.shop.statusOf(session)).toBe('expired');
  const moved = await used.store.selectFrom('test_clocks').selectAll().where('id', '=', clock.id).executeTakeFirst();
  expect(moved).toMatchObject({ offset_ms: 80_000n, advances: 2 });
});
