import { describe, expect, it } from 'vitest';
import { findSessionById } from '../store/sessions.ts';
import { ASKED, LOOKALIKE, type OpenedSession, USDC } from '../testing/chain-shop.ts';
import { type ChainScene, useChainShop } from '../testing/use-chain-shop.ts';
import { searchNetwork } from './search-network.ts';

const used = useChainShop();
const OTHER_TOKEN = `0x${'ce'.repeat(20)}` as const;
const txHash = (index: number) => `0x${index.toString(16).padStart(64, '0')}` as const;

async function openScene() {
  const [first, second] = [used.scene(), used.scene()];
  for (const scene of [first, second]) {
    scene.follow();
    await scene.read();
  }
  const networks = [first.network, second.network];
  const createdAt = Math.min(first.chain.tip.timestamp, second.chain.tip.timestamp);
  return { first, second, session: await used.shop.openSession({ networks, createdAt }) };
}

/** One block with so many logs of a token outside the catalogue, numbered from `from` on. */
function flood({ chain }: ChainScene, { address }: OpenedSession, count: number, from = 0) {
  const logs = Array.from({ length: count }, (_, index) => ({
    to: address,
    amountAtomic: 1n,
    contract: LOOKALIKE,
    txHash: txHash(from + index),
    position: `log:${index}`,
  }));
  chain.mine(...logs);
}

const search = async ({ network, chain }: ChainScene, { id }: OpenedSession) =>
  searchNetwork(used.shop.deps, { network, source: chain.source() }, [(await findSessionById(used.store, id))!]);

const hashesOf = async (session: OpenedSession) =>
  (await used.shop.transfersOf(session)).map(({ tx_hash }) => tx_hash).toSorted();

describe('a flood of tokens outside the catalogue', () => {
  it('leaves 20 transfers of one token in the books, the first of equal ones, and says how many were left out', async () => {
    const { first, session } = await openScene();
    flood(first, session, 3_000);
    await first.read();
    expect(await search(first, session)).toMatchObject({ outcome: 'searched', leftOut: 2_980 });
    expect(await hashesOf(session)).toEqual(Array.from({ length: 20 }, (_, index) => txHash(index)));
  });

  it('leaves 20 in all, however often it comes, is searched for and on whichever network', async () => {
    const { first, second, session } = await openScene();
    flood(first, session, 15);
    await first.read();
    expect(await search(first, session)).toMatchObject({ leftOut: 0 });
    flood(second, session, 15, 100);
    await second.read();
    expect(await search(second, session)).toMatchObject({ leftOut: 10 });
    flood(first, session, 15, 200);
    await first.read();
    expect(await search(first, session)).toMatchObject({ leftOut: 15 });
    const kept = [
      ...Array.from({ length: 15 }, (_, i) => txHash(i)),
      ...Array.from({ length: 5 }, (_, i) => txHash(100 + i)),
    ];
    expect(await hashesOf(session)).toEqual(kept.toSorted());
  });

  it('leaves 20 where both networks are searched at once', async () => {
    const { first, second, session } = await openScene();
    flood(first, session, 15);
    flood(second, session, 15, 100);
    await Promise.all([first.read(), second.read()]);
    await Promise.all([search(first, session), search(second, session)]);
    expect(await used.shop.transfersOf(session)).toHaveLength(20);
  });

  it('hides no payment in another token, however many dust tokens came before it', async () => {
    const { first, session } = await openScene();
    const { chain } = first;
    const dust = (index: number) => ({
      to: session.address,
      amountAtomic: 10n ** 30n,
      contract: `0x${index.toString(16).padStart(40, '0')}` as const,
      txHash: txHash(index),
      position: `log:${index}`,
    });
    chain.mine(...Array.from({ length: 100 }, (_, index) => dust(index + 1)));
    const spam = Array.from({ length: 50 }, (_, index) => ({ ...dust(1), txHash: txHash(1_000 + index) }));
    chain.mine(...spam, { to: session.address, amountAtomic: ASKED, contract: LOOKALIKE, txHash: txHash(5_000) });
    await first.read();
    expect(await search(first, session)).toMatchObject({ outcome: 'searched', leftOut: 50 });
    expect(await hashesOf(session)).toHaveLength(101);
    expect(await hashesOf(session)).toContain(txHash(5_000));
  });

  it('hides no payment that comes later either', async () => {
    const { first, session } = await openScene();
    flood(first, session, 30);
    await first.read();
    await search(first, session);
    first.chain.mine({ to: session.address, amountAtomic: ASKED, contract: OTHER_TOKEN, txHash: txHash(5_000) });
    await first.read();
    await search(first, session);
    expect(await hashesOf(session)).toHaveLength(21);
    expect(await hashesOf(session)).toContain(txHash(5_000));
  });

  it('leaves the largest of a token in the books, not the first', async () => {
    const { first, session } = await openScene();
    flood(first, session, 30);
    first.chain.mine({ to: session.address, amountAtomic: ASKED, contract: LOOKALIKE, txHash: txHash(5_000) });
    await first.read();
    await search(first, session);
    expect(await hashesOf(session)).toHaveLength(20);
    expect(await hashesOf(session)).toContain(txHash(5_000));
  });

  it('in more than 200 tokens leaves one of each of the first 200', async () => {
    const { first, session } = await openScene();
    const logs = Array.from({ length: 300 }, (_, index) => ({
      to: session.address,
      amountAtomic: 1n,
      contract: `0x${(index + 1).toString(16).padStart(40, '0')}` as const,
      txHash: txHash(index),
      position: `log:${index}`,
    }));
    first.chain.mine(...logs);
    await first.read();
    expect(await search(first, session)).toMatchObject({ leftOut: 100 });
    expect(await hashesOf(session)).toEqual(Array.from({ length: 200 }, (_, index) => txHash(index)));
  });

  it('keeps no room from another session, and no listed token out', async () => {
    const { first, session } = await openScene();
    const { network, chain } = first;
    const other = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
    flood(first, session, 30);
    chain.hiddenLogs.add(chain.tip.number + 1n);
    chain.mine(
      { to: session.address, amountAtomic: ASKED, contract: USDC, txHash: txHash(5_000) },
      { to: other.address, amountAtomic: 1n, contract: LOOKALIKE, txHash: txHash(5_001) },
    );
    await first.read();
    const sessions = await Promise.all(
      [session, other].map(async ({ id }) => (await findSessionById(used.store, id))!),
    );
    await searchNetwork(used.shop.deps, { network, source: chain.source() }, sessions);
    expect(await used.shop.transfersOf(other)).toHaveLength(1);
    expect((await used.shop.transfersOf(session)).filter(({ listed }) => listed)).toHaveLength(1);
    expect(await used.shop.transfersOf(session)).toHaveLength(21);
  });
});
