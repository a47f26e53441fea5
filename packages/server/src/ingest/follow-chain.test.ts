import { describe, expect, it } from 'vitest';
import { readCursor } from '../store/chain-cursors.ts';
import { ASKED, LOOKALIKE, USDC, USDT } from '../testing/chain-shop.ts';
import { until } from '../testing/until.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';

const used = useChainShop();

/** A followed network with a session that offers it. */
async function openScene(options?: Parameters<typeof used.scene>[0]) {
  const scene = used.scene(options);
  const follower = scene.follow();
  await scene.read();
  const session = await used.shop.openSession({
    networks: [scene.network],
    createdAt: scene.chain.tip.timestamp,
  });
  return { ...scene, follower, session };
}

describe('a network read for the first time', () => {
  it('begins at its tip: what came before is not in the books', async () => {
    const { chain, follow, network, read } = used.scene();
    const session = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
    const tip = chain.mine({ to: session.address, amountAtomic: ASKED, contract: null });
    const follower = follow();
    await read();
    chain.mineEmpty(1);
    await read();
    expect(await used.shop.transfersOf(session)).toEqual([]);
    expect(follower.log).toEqual([`started at ${tip.number}`]);
    expect((await readCursor(used.store, network.spec.name))?.firstNumber).toBe(tip.number + 1n);
  });
});

describe('a payment', () => {
  it('in the native coin is detected in its block and paid with its last confirmation', async () => {
    const { chain, read, session, follower } = await openScene();
    const block = chain.mine({ to: session.address, amountAtomic: ASKED, contract: null });
    await read();
    expect(await used.shop.statusOf(session)).toBe('detected');
    chain.mine();
    await read();
    expect(await used.shop.statusOf(session)).toBe('detected');
    const confirming = chain.mine();
    await read();
    expect(await used.shop.statusOf(session)).toBe('paid');
    expect(await used.shop.toldOf(session)).toEqual(['created', 'detected', 'paid']);
    const [transfer] = await used.shop.transfersOf(session);
    expect(transfer).toMatchObject({
      network: follower.health().network,
      block_number: block.number,
      block_hash: block.hash,
      block_time: block.timestamp,
      amount: ASKED,
      listed: true,
      confirm_number: confirming.number,
      confirmed_at: confirming.timestamp,
      orphaned_at: null,
    });
  });

  it('in a token is credited at its method, which becomes an attempt though nobody chose it', async () => {
    const { chain, read, session, network } = await openScene();
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: USDT });
    chain.mineEmpty(2);
    await read();
    expect(await used.shop.statusOf(session)).toBe('paid');
    expect(await used.shop.paymentsOf(session)).toEqual([{ method: `${network.spec.name}:USDT` }]);
  });

  it('of two transfers in one transaction counts both', async () => {
    const { chain, read, session } = await openScene();
    const half = {
      to: session.address,
      amountAtomic: ASKED / 2n,
      contract: USDC,
      txHash: `0x${'12'.repeat(32)}`,
    } as const;
    chain.mine({ ...half, position: 'log:3' }, { ...half, position: 'log:4' });
    chain.mineEmpty(2);
    await read();
    expect(await used.shop.statusOf(session)).toBe('paid');
    expect(await used.shop.transfersOf(session)).toHaveLength(2);
  });

  it('of one transaction to many sessions reaches each of them', async () => {
    const { chain, read, network } = await openScene();
    const many = await Promise.all(
      Array.from({ length: 30 }, () => used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp })),
    );
    const txHash = `0x${'34'.repeat(32)}` as const;
    chain.mine(...many.map(({ address }) => ({ to: address, amountAtomic: ASKED, contract: USDC, txHash })));
    chain.mineEmpty(2);
    await read();
    expect(await Promise.all(many.map(used.shop.statusOf))).toEqual(many.map(() => 'paid'));
  });

  it('that failed on the chain moves nothing', async () => {
    const { chain, read, session } = await openScene();
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: null, isReverted: true });
    await read();
    expect(await used.shop.statusOf(session)).toBe('pending');
    expect(await used.shop.transfersOf(session)).toEqual([]);
  });

  it('in a lookalike token is no payment', async () => {
    const { chain, read, session } = await openScene();
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: LOOKALIKE });
    chain.mineEmpty(2);
    await read();
    expect(await used.shop.statusOf(session)).toBe('pending');
  });

  it('to an address whose session ended long ago is still in the books', async () => {
    const { chain, read, session } = await openScene();
    chain.skip(400 * 86_400);
    chain.mine({ to: session.address, amountAtomic: 7n, contract: USDC });
    await read();
    expect(await used.shop.transfersOf(session)).toMatchObject([{ amount: 7n }]);
    await until(() => used.shop.statusOf(session), 'expired');
  });

  it('on a network that the session does not offer is in the books and counts nothing', async () => {
    const { session } = await openScene();
    const other = used.scene();
    other.follow();
    await other.read();
    other.chain.mine({ to: session.address, amountAtomic: ASKED, contract: USDC });
    other.chain.mineEmpty(2);
    await other.read();
    expect(await used.shop.transfersOf(session)).toMatchObject([{ network: other.network.spec.name, amount: ASKED }]);
    expect(await used.shop.statusOf(session)).toBe('pending');
  });

  it('needs the confirmations that its session was created with, whatever the network now asks', async () => {
    const { chain, read, network } = await openScene();
    const session = await used.shop.openSession({
      networks: [network],
      createdAt: chain.tip.timestamp,
      confirmations: 5,
    });
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: USDC });
    chain.mineEmpty(3);
    await read();
    expect(await used.shop.statusOf(session)).toBe('detected');
    chain.mine();
    await read();
    expect(await used.shop.statusOf(session)).toBe('paid');
  });

  it('with one confirmation is paid in its own block', async () => {
    const { chain, read, session } = await openScene({ confirmations: 1 });
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: null });
    await read();
    expect(await used.shop.toldOf(session)).toEqual(['created', 'paid']);
  });
});

describe('deadlines', () => {
  it('pass by the chain’s time, strictly', async () => {
    const { chain, read, session } = await openScene();
    // The session's time is 60 s: this block is at its very end, where a payment is still on time.
    chain.skip(59);
    chain.mine();
    await read();
    expect(await used.shop.statusOf(session)).toBe('pending');
    chain.mine();
    await until(() => used.shop.statusOf(session), 'expired');
  });

  it('are met by a payment in the last block in time, though the next block is an hour later', async () => {
    const { chain, read, session } = await openScene();
    chain.skip(59);
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: USDC });
    chain.skip(3600);
    chain.mineEmpty(2);
    await read();
    expect(await used.shop.toldOf(session)).toContain('paid');
    expect(await used.shop.toldOf(session)).not.toContain('expired');
  });
});

describe('after each commit', () => {
  it('reports the sessions that changed', async () => {
    const { chain, read, session, follower } = await openScene();
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: USDC });
    await read();
    await until(() => follower.changes, [{ sessionId: session.id, version: 2, told: ['session.detected'] }]);
  });

  it('knows how it fares', async () => {
    const { chain, read, follower, network } = await openScene();
    chain.mineEmpty(2);
    await read();
    await until(
      () => follower.health(),
      expect.objectContaining({
        network: network.spec.name,
        healthy: true,
        following: true,
        cursor: chain.tip.number,
        tip: chain.tip.number,
        lagBlocks: 0,
        lastError: null,
      }),
    );
  });
});
