import { describe, expect, it } from 'vitest';
import { readHeadersBelow } from '../store/chain-blocks.ts';
import { countFailedSessions } from '../store/failed-sessions.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { ASKED, USDC } from '../testing/chain-shop.ts';
import { LittleChain } from '../testing/little-chain.ts';
import { until } from '../testing/until.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';

const used = useChainShop();

async function openScene(options?: Parameters<typeof used.scene>[0]) {
  const scene = used.scene(options);
  const follower = scene.follow();
  await scene.read();
  const { network, chain } = scene;
  const session = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
  const payment = {
    to: session.address,
    amountAtomic: ASKED,
    contract: USDC,
    txHash: `0x${Buffer.from(session.id).toString('hex').slice(0, 64)}`,
  } as const;
  return { ...scene, follower, session, payment };
}

const orphansOf = (rows: readonly { orphaned_at: number | null }[]) => rows.map((row) => row.orphaned_at !== null);

describe('a reorg', () => {
  it('before the payment was read leaves no trace of it', async () => {
    const { chain, follower, follow, read, session, payment } = await openScene();
    await follower.stop();
    chain.mine(payment);
    chain.fork(1);
    chain.mineEmpty(2);
    follow();
    await read();
    expect(await used.shop.transfersOf(session)).toEqual([]);
    expect(await used.shop.toldOf(session)).toEqual(['created']);
  });

  it('that drops a detected payment takes the session back to pending', async () => {
    //     ┌ 6a [pays]
    // …─5a
    //     └ 6b─7b
    const { chain, read, session, payment, follower } = await openScene();
    chain.mine(payment);
    await read();
    expect(await used.shop.statusOf(session)).toBe('detected');
    chain.fork(1);
    chain.mineEmpty(2);
    await read();
    expect(await used.shop.statusOf(session)).toBe('pending');
    expect(await used.shop.toldOf(session)).toEqual(['created', 'detected', 'pending']);
    expect(orphansOf(await used.shop.transfersOf(session))).toEqual([true]);
    expect(follower.log).toContain('rolled back 1 to 5, orphaned 1');
  });

  it('that mines the payment elsewhere counts it once, in its new block', async () => {
    //     ┌ 6a [pays]─7a
    // …─5a
    //     └ 6b─7b [pays]─8b─9b
    const { chain, read, session, payment } = await openScene();
    chain.mine(payment);
    chain.mine();
    await read();
    chain.fork(2);
    chain.mine();
    const mined = chain.mine(payment);
    chain.mineEmpty(2);
    await read();
    expect(await used.shop.statusOf(session)).toBe('paid');
    const rows = await used.shop.transfersOf(session);
    expect(rows.map((row) => [row.block_hash === mined.hash, row.orphaned_at === null])).toEqual([
      [false, false],
      [true, true],
    ]);
  });

  it('that mines the payment again after the session’s time makes it late', async () => {
    const { chain, read, session, payment } = await openScene();
    chain.mine(payment);
    await read();
    chain.fork(1);
    chain.skip(90);
    chain.mine(payment);
    chain.mineEmpty(2);
    await read();
    expect(await used.shop.statusOf(session)).toBe('paid_late');
  });

  it('that replaces the payment by a smaller one leaves the session underpaid', async () => {
    const { chain, read, session, payment } = await openScene();
    chain.mine(payment);
    await read();
    chain.fork(1);
    chain.mine({ ...payment, amountAtomic: ASKED - 1n });
    await read();
    expect(await used.shop.statusOf(session)).toBe('underpaid');
  });

  it('that drops one of two payments leaves the other', async () => {
    const { chain, read, session, payment } = await openScene();
    chain.mine({ ...payment, amountAtomic: ASKED / 2n });
    chain.mine({ ...payment, amountAtomic: ASKED / 2n });
    await read();
    expect(await used.shop.statusOf(session)).toBe('detected');
    chain.fork(1);
    chain.mineEmpty(2);
    await read();
    expect(await used.shop.statusOf(session)).toBe('underpaid');
  });

  it('that takes only the confirming block takes back a confirmation that was not told', async () => {
    //              ┌ 7a─8a  confirms 6
    // …─6a [half]
    //              └ 7b
    const { chain, read, session, payment } = await openScene({ confirmations: 3 });
    chain.mine({ ...payment, amountAtomic: ASKED / 2n });
    chain.mineEmpty(2);
    await read();
    expect(await used.shop.transfersOf(session)).toMatchObject([{ confirmed_at: expect.any(Number) }]);
    chain.fork(2);
    chain.mine();
    await read();
    expect(await used.shop.transfersOf(session)).toMatchObject([{ confirmed_at: null, orphaned_at: null }]);
    expect(await used.shop.toldOf(session)).toEqual(['created', 'underpaid']);
  });

  it('shallower than the policy after paid is no failure: the payment’s own block still stands', async () => {
    //              ┌ 7a─8a  confirms 6
    // …─6a [pays]
    //              └ 7b─8b─9b
    const { chain, read, session, payment } = await openScene({ confirmations: 3 });
    chain.mine(payment);
    chain.mineEmpty(2);
    await read();
    expect(await used.shop.statusOf(session)).toBe('paid');
    chain.fork(2);
    chain.mine();
    await read();
    expect(await used.shop.statusOf(session)).toBe('paid');
    chain.mineEmpty(2);
    await read();
    expect(await used.shop.toldOf(session)).toEqual(['created', 'paid']);
  });

  it('deeper than the policy after paid is told and reported; so is the return of the money', async () => {
    const { chain, read, session, payment, follower } = await openScene();
    chain.mine(payment);
    chain.mineEmpty(4);
    const back = chain.remember();
    await read();
    expect(await used.shop.statusOf(session)).toBe('paid');
    chain.fork(5);
    chain.mineEmpty(6);
    await read();
    expect(await used.shop.statusOf(session)).toBe('failed');
    expect(follower.log.at(-1)).toBe('rolled back 5 to 5, orphaned 1, deep');
    back();
    chain.mineEmpty(2);
    await read();
    expect(await used.shop.statusOf(session)).toBe('paid');
    // The very block came back: its row does, too.
    expect(orphansOf(await used.shop.transfersOf(session))).toEqual([false]);
  });

  it('deeper than the policy after paid is in the metrics of a process that did not see it', async () => {
    const { chain, read, session, payment } = await openScene();
    const failedNow = async () => {
      const metrics = createMetrics();
      metrics.watchFailedSessions(() => countFailedSessions(used.store));
      const text = await metrics.registry.metrics();
      return Number(/^opentill_sessions_failed\{livemode="false"\} (\d+)$/m.exec(text)?.[1]);
    };
    const before = await failedNow();
    chain.mine(payment);
    chain.mineEmpty(4);
    await read();
    const back = chain.remember();
    chain.fork(5);
    chain.mineEmpty(6);
    await read();
    expect(await used.shop.statusOf(session)).toBe('failed');
    expect(await failedNow()).toBe(before + 1);
    back();
    chain.mineEmpty(2);
    await read();
    expect(await failedNow()).toBe(before);
  });

  it('just as deep as the confirmations after paid is deep: it takes back a payment that had them all', async () => {
    //     ┌ 6a [pays]─7a─8a  confirms 6
    // …─5a
    //     └ 6b─7b─8b─9b
    const { chain, read, session, payment, follower } = await openScene({ confirmations: 3 });
    chain.mine(payment);
    chain.mineEmpty(2);
    await read();
    chain.fork(3);
    chain.mineEmpty(4);
    await read();
    expect(follower.log.at(-1)).toBe('rolled back 3 to 5, orphaned 1, deep');
    expect(await used.shop.statusOf(session)).toBe('failed');
    chain.mine(payment);
    chain.mineEmpty(2);
    await read();
    expect(await used.shop.toldOf(session)).toEqual(['created', 'paid', 'failed', 'paid']);
  });

  it('while the server was off is found when it is back', async () => {
    const { chain, follower, follow, read, session, payment } = await openScene();
    chain.mine(payment);
    await read();
    await follower.stop();
    chain.fork(1);
    chain.mineEmpty(40);
    follow();
    await read();
    expect(await used.shop.statusOf(session)).toBe('pending');
  });

  it('of every depth up to twenty ends with the books on the new chain', async () => {
    const { chain, read, session, payment } = await openScene();
    chain.mineEmpty(20);
    await read();
    for (let depth = 1; depth <= 20; depth++) {
      chain.fork(depth);
      chain.mine({ ...payment, amountAtomic: BigInt(depth) });
      chain.mineEmpty(depth);
      await read();
    }
    const standing = (await used.shop.transfersOf(session)).filter((row) => row.orphaned_at === null);
    // Each reorg is one deeper than the blocks since the one before: it takes all of them back, and the last payment stays.
    expect(standing.map((row) => row.amount)).toEqual([20n]);
  });

  it('to a chain that is still shorter is seen by its tip', async () => {
    const { chain, read, session, payment } = await openScene();
    chain.mineEmpty(3);
    chain.mine(payment);
    chain.mineEmpty(3);
    await read();
    chain.fork(6);
    chain.mine();
    await read();
    expect(await used.shop.statusOf(session)).toBe('failed');
  });

  it('that reaches below the kept headers is traced by the blocks of known transfers', async () => {
    const { chain, read, session, payment, follower, network } = await openScene();
    const other = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
    const first = chain.mine({ ...payment, to: other.address });
    chain.mineEmpty(3);
    chain.mine(payment);
    chain.mineEmpty(3);
    await read();
    await used.store.deleteFrom('chain_blocks').where('network', '=', network.spec.name).execute();
    chain.fork(6);
    chain.mineEmpty(8);
    await read();
    expect(follower.log.at(-1)).toBe(`rolled back 7 to ${first.number}, orphaned 1, deep`);
    expect(await used.shop.statusOf(other)).toBe('paid');
    expect(await used.shop.statusOf(session)).toBe('failed');
  });

  it('of all that is known is read again from where the books began', async () => {
    const { chain, read, session, payment, follower, network } = await openScene();
    chain.mineEmpty(2);
    await read();
    await used.store.deleteFrom('chain_blocks').where('network', '=', network.spec.name).execute();
    chain.fork(2);
    chain.mine(payment);
    chain.mine();
    await read();
    expect(follower.log.at(-1)).toBe('rolled back 2 to 5, orphaned 0, deep');
    expect(await used.shop.statusOf(session)).toBe('detected');
  });

  it('sets no header aside: the kept ones are those of the chain', async () => {
    const { chain, read, network } = await openScene();
    chain.mineEmpty(6);
    await read();
    chain.fork(4);
    chain.mineEmpty(5);
    await read();
    const kept = await readHeadersBelow(used.store, network.spec.name, 1_000n, 100);
    const ours = await chain.source().readHeaders(kept.map(({ number }) => number));
    expect(kept).toEqual(ours);
  });
});

describe('a tip that goes back', () => {
  it('is no reorg while the node shows our blocks', async () => {
    const { chain, read, session, payment, follower } = await openScene();
    chain.mine(payment);
    chain.mine();
    await read();
    // It has seen the tip itself, so that what it sees next is that the tip has gone back.
    await until(() => follower.health().tip, chain.tip.number);
    chain.lag = 2;
    follower.wake.emit('follow', follower.health().network);
    await until(() => follower.health().tip, chain.tip.number - 2n);
    expect(await used.shop.statusOf(session)).toBe('detected');
    chain.lag = 0;
    chain.mine();
    await read();
    expect(follower.log).toEqual(['started at 5']);
    expect(await used.shop.toldOf(session)).toEqual(['created', 'detected', 'paid']);
  });
});

describe('one of several nodes on another fork', () => {
  it('takes nothing back while the others hold our block', async () => {
    const { chain, follower, follow, read, session, payment } = await openScene();
    chain.mine(payment);
    await read();
    await follower.stop();
    const source = chain.source();
    let strays = 2;
    const balanced = follow({
      source: {
        ...source,
        async readBlocks(from, to) {
          const blocks = await source.readBlocks(from, to);
          return strays-- > 0 ? blocks.map((block) => ({ ...block, parentHash: block.hash })) : blocks;
        },
      },
    });
    chain.mine();
    await read();
    expect(balanced.log).toEqual([]);
    expect(balanced.faults).toHaveLength(2);
    expect(await used.shop.toldOf(session)).toEqual(['created', 'detected']);
  });
});

describe('a test chain made anew', () => {
  it('starts again at its tip; finished sessions keep their status, others lose what is gone', async () => {
    const { chain, read, session, payment, follower, follow, network } = await openScene();
    const open = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
    chain.mine(payment);
    chain.mineEmpty(2);
    chain.mine({ ...payment, to: open.address });
    await read();
    expect(await used.shop.statusOf(session)).toBe('paid');
    expect(await used.shop.statusOf(open)).toBe('detected');
    await follower.stop();

    const startAt = chain.tip.timestamp + 10_000;
    const anew = new LittleChain({ network: network.spec.name, watchedTokens: [USDC], startAt, name: 'anew' });
    anew.mineEmpty(2);
    const next = follow({ source: anew.source() });
    await until(() => next.log, ['restarted at 2']);
    expect(await used.shop.statusOf(session)).toBe('paid');
    expect(await used.shop.statusOf(open)).toBe('pending');

    // Neither a reorg of the new chain nor its growth reaches what the old one left.
    anew.mineEmpty(3);
    anew.fork(2);
    anew.mine({ ...payment, to: open.address });
    anew.mineEmpty(8);
    await until(() => used.shop.statusOf(open), 'paid');
    expect(await used.shop.toldOf(session)).toEqual(['created', 'paid']);
    expect(await used.shop.transfersOf(session)).toMatchObject([{ orphaned_at: null }]);
  });

  it('of a main network is never believed', async () => {
    const { chain, follower, follow, network, read } = await openScene({ livemode: true });
    await follower.stop();
    const startAt = chain.tip.timestamp;
    const other = new LittleChain({ network: network.spec.name, watchedTokens: [USDC], startAt, name: 'other' });
    other.mineEmpty(20);
    const next = follow({ source: other.source() });
    await until(() => next.health().lastError?.startsWith('ForeignGenesisError'), true);
    // The books still stand where they stood.
    await read();
  });
});
