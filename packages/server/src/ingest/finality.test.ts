import { describe, expect, it } from 'vitest';
import { type Assurance, type Finality, PLAIN_ASSURANCE } from '../core/chain/assurance.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import type { Claim, Testimony } from '../core/chain/witness.ts';
import { ASKED, USDC } from '../testing/chain-shop.ts';
import type { TestFollower } from '../testing/follower.ts';
import { until } from '../testing/until.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';

const used = useChainShop();

const asking = (finality: Finality, quorum = 1): Assurance => ({ quorum, finality, tiers: [] });

async function openScene(assurance: Assurance = asking('finalized')) {
  const scene = used.scene({ confirmations: 3, assurance });
  const { network, chain } = scene;
  chain.witnesses = [chain.witness('one'), chain.witness('other')];
  const follower = scene.follow();
  await scene.read();
  const session = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
  const payment = { to: session.address, amountAtomic: ASKED, contract: USDC };
  return { ...scene, follower, session, payment };
}

const look = (follower: TestFollower) => follower.wake.emit('follow', follower.health().network);

/** Lets minutes pass, with a look in each, until this has been told. */
function untilTold(follower: TestFollower, line: string): Promise<void> {
  return until(() => {
    used.shop.runtime.advance(60_000);
    look(follower);
    return follower.log.includes(line);
  }, true);
}

describe('where a tag is the policy, a payment', () => {
  it.each(['safe', 'finalized'] as const)('is paid once its block is %s, not before', async (tag) => {
    const { chain, read, session, payment, follower } = await openScene(asking(tag));
    const mined = chain.mine(payment);
    chain.mineEmpty(9);
    chain.finality[tag] = mined.number - 1n;
    await read();
    chain.mine();
    await read();
    expect(await used.shop.statusOf(session)).toBe('detected');
    chain.finality[tag] = mined.number;
    look(follower);
    await until(() => used.shop.statusOf(session), 'paid');
  });

  it('is confirmed at the time of the block that gives it its least depth, however late the tag came', async () => {
    const { chain, read, session, payment, follower } = await openScene();
    const mined = chain.mine(payment);
    chain.mineEmpty(30);
    await read();
    chain.finality.finalized = mined.number + 20n;
    look(follower);
    await until(() => used.shop.statusOf(session), 'paid');
    expect(await used.shop.transfersOf(session)).toMatchObject([{ confirmed_at: mined.timestamp + 2000 }]);
  });

  it('is paid at the same time where the server was off until its block was final', async () => {
    const { chain, read, session, payment, follower, follow } = await openScene();
    await follower.stop();
    const mined = chain.mine(payment);
    chain.mineEmpty(40);
    chain.finality.finalized = mined.number + 30n;
    follow();
    await read();
    await until(() => used.shop.statusOf(session), 'paid');
    expect(await used.shop.transfersOf(session)).toMatchObject([{ confirmed_at: mined.timestamp + 2000 }]);
  });

  it('waits where a tag stands above a block that does not confirm it yet', async () => {
    const { chain, read, session, payment } = await openScene();
    const mined = chain.mine(payment);
    chain.finality.finalized = mined.number;
    chain.mine();
    await read();
    expect(await used.shop.statusOf(session)).toBe('detected');
    chain.mine();
    await read();
    await until(() => used.shop.statusOf(session), 'paid');
  });

  it('that a reorg takes away before it is final was never paid', async () => {
    const { chain, read, session, payment } = await openScene();
    chain.mine(payment);
    chain.mineEmpty(5);
    await read();
    chain.fork(6);
    const end = chain.mine();
    chain.mineEmpty(8);
    chain.finality.finalized = end.number + 2n;
    await read();
    expect(await used.shop.toldOf(session)).toEqual(['created', 'detected', 'pending']);
  });

  it('of a session from then waits for it all the same when the network asks for blocks alone', async () => {
    const { chain, read, session, payment, follower, follow, network } = await openScene();
    await follower.stop();
    const plain = follow({ network: { ...network, assurance: PLAIN_ASSURANCE } });
    const mined = chain.mine(payment);
    chain.mineEmpty(5);
    await read();
    expect(await used.shop.transfersOf(session)).toMatchObject([{ confirmed_at: null, finality: 'finalized' }]);
    await plain.stop();
    chain.finality.finalized = mined.number;
    follow({ network: { ...network, assurance: PLAIN_ASSURANCE } });
    await until(() => used.shop.statusOf(session), 'paid');
  });

  it('is final when as many nodes as the quorum asks say so', async () => {
    const { chain, read, session, payment, follower } = await openScene(asking('finalized', 2));
    const mined = chain.mine(payment);
    const [one, other] = chain.witnesses;
    chain.witnesses = [one!, { ...other!, readFinality: async () => mined.number - 1n }];
    chain.mineEmpty(5);
    chain.finality.finalized = mined.number;
    await read();
    chain.mine();
    await read();
    expect(await used.shop.statusOf(session)).toBe('detected');
    chain.witnesses = [one!, other!];
    look(follower);
    await until(() => used.shop.statusOf(session), 'paid');
  });

  it.each([
    ['says that nothing is final', async () => 0n],
    ['says nothing', async () => Promise.reject(new ChainReadError('timeout', 'silent'))],
  ])('is final when two of three nodes say so, also where the first one %s', async (_, readFinality) => {
    const { chain, read, session, payment } = await openScene(asking('finalized', 2));
    const [one, other] = chain.witnesses;
    const testify = async (claims: readonly Claim[]) => claims.map((): Testimony => 'behind');
    chain.witnesses = [{ ...chain.witness('third'), readFinality, testify }, one!, other!];
    const mined = chain.mine(payment);
    chain.finality.finalized = mined.number;
    chain.mineEmpty(2);
    await read();
    await until(() => used.shop.statusOf(session), 'paid');
  });

  it('is not final because one of three says so, however high', async () => {
    const { chain, read, session, payment, follower } = await openScene(asking('finalized', 2));
    const [one, other] = chain.witnesses;
    const mined = chain.mine(payment);
    const boastful = chain.witness('third');
    const testify = async (claims: readonly Claim[]) => claims.map((): Testimony => 'seen');
    chain.witnesses = [{ ...boastful, readFinality: async () => 2n ** 70n, testify }, one!, other!];
    chain.finality.finalized = mined.number - 1n;
    chain.mineEmpty(5);
    await read();
    look(follower);
    chain.mine();
    await read();
    expect(await used.shop.statusOf(session)).toBe('detected');
    expect(follower.faults).toEqual([]);
  });

  it('is final where the only node that is asked puts the tag above all blocks that can be', async () => {
    const { chain, read, session, payment, follower } = await openScene();
    chain.witnesses = [{ ...chain.witness('one'), readFinality: async () => 2n ** 70n }];
    const mined = chain.mine(payment);
    chain.finality.finalized = mined.number;
    chain.mineEmpty(5);
    await read();
    await until(() => used.shop.statusOf(session), 'paid');
    expect(follower.faults).toEqual([]);
  });

  it('waits while no node tells where the tag stands, and the reading goes on', async () => {
    const { chain, read, session, payment, follower } = await openScene();
    const mute = async () => Promise.reject(new ChainReadError('behind', 'no finalized block'));
    const { witnesses } = chain;
    chain.witnesses = witnesses.map((witness) => ({ ...witness, readFinality: mute }));
    const mined = chain.mine(payment);
    chain.finality.finalized = mined.number + 2n;
    chain.mineEmpty(5);
    await read();
    expect(await used.shop.statusOf(session)).toBe('detected');
    expect(follower.health().healthy).toBe(true);
    chain.witnesses = witnesses;
    look(follower);
    await until(() => used.shop.statusOf(session), 'paid');
  });

  it('does not hide that a node’s tag stays behind the others’: it is told after five minutes, and when it has caught up', async () => {
    const { chain, read, session, payment, follower } = await openScene(asking('finalized', 2));
    const [one, other] = chain.witnesses;
    let stuckAt = 0n;
    chain.witnesses = [{ ...chain.witness('third'), readFinality: async () => stuckAt }, one!, other!];
    const mined = chain.mine(payment);
    chain.finality.finalized = mined.number - 1n;
    chain.mineEmpty(3);
    await read();
    await until(() => used.shop.statusOf(session), 'detected');
    expect(follower.log.filter((line) => line.startsWith('third'))).toEqual([]);
    await untilTold(follower, `third is apart: it says that finalized is 0, another that it is ${mined.number - 1n}`);
    expect(follower.log.filter((line) => line.includes('is apart'))).toHaveLength(1);
    stuckAt = mined.number - 1n;
    await untilTold(follower, 'third fits again');
  });
});
