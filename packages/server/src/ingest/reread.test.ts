import { describe, expect, it } from 'vitest';
import { ChainReadError } from '../core/chain/errors.ts';
import { readCursor } from '../store/chain-cursors.ts';
import { ASKED, USDC } from '../testing/chain-shop.ts';
import { until } from '../testing/until.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';

const used = useChainShop();

/** Blocks a minute apart, so that each is read a second time by itself at its final depth of 64. */
async function openScene() {
  const scene = used.scene({ blockTimeMs: 60_000 });
  const follower = scene.follow();
  await scene.read();
  const { network, chain } = scene;
  const session = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp, ttlMs: 600_000 });
  const rereadNumber = async () => (await readCursor(used.store, network.spec.name))?.rereadNumber;
  return { ...scene, follower, session, rereadNumber };
}

describe('every block’s logs are read again at their final depth', () => {
  it('and what the first reading did not show is found, with the time that it arrived', async () => {
    const { chain, read, session, follower } = await openScene();
    chain.hiddenLogs.add(chain.tip.number + 1n);
    const block = chain.mine({ to: session.address, amountAtomic: ASKED, contract: USDC });
    for (let i = 0; i < 30; i++) {
      chain.mine();
      await read();
    }
    expect(await used.shop.transfersOf(session)).toEqual([]);
    // One batch a block: what is read at its final depth in the first place is not read again.
    for (let i = 0; i < 34; i++) {
      chain.mine();
      await read();
    }
    await until(() => used.shop.statusOf(session), 'paid');
    expect(await used.shop.transfersOf(session)).toMatchObject([
      { block_time: block.timestamp, confirmed_at: block.timestamp + 2000 },
    ]);
    expect(follower.log).toContain('found 1 missed');
  });

  it('and what was found at once stays one transfer', async () => {
    const { chain, read, session, rereadNumber, follower } = await openScene();
    const block = chain.mine({ to: session.address, amountAtomic: ASKED, contract: USDC });
    await read();
    chain.mineEmpty(64);
    await until(rereadNumber, block.number);
    expect(await used.shop.transfersOf(session)).toHaveLength(1);
    expect(follower.log).not.toContain('found 1 missed');
  });

  it('except those that were so deep when they were read first', async () => {
    const { chain, follower, follow, read, rereadNumber } = await openScene();
    await follower.stop();
    chain.mineEmpty(700);
    const again = follow();
    await read();
    // 500 + 200 blocks; of the first batch all, of the second those 64 and more below the tip.
    await until(rereadNumber, chain.tip.number - 64n);
    expect(again.faults).toEqual([]);
  });

  it('and a second reading that fails does not hold up the first', async () => {
    const { chain, follower, follow, read, session } = await openScene();
    await follower.stop();
    const source = chain.source();
    const failing = follow({
      source: {
        ...source,
        readTokenTransfers: async () => {
          throw new ChainReadError('range_limit', 'too much');
        },
      },
    });
    for (let i = 0; i < 70; i++) {
      chain.mine();
      await read();
    }
    await until(() => failing.faults.length > 0, true);
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: USDC });
    await read();
    expect(await used.shop.statusOf(session)).toBe('detected');
    expect(failing.health().healthy).toBe(true);
  });

  it('and a reorg takes the second reading back with the first', async () => {
    const { chain, read, rereadNumber } = await openScene();
    const start = chain.tip.number;
    chain.mineEmpty(70);
    await read();
    await until(rereadNumber, start + 6n);
    chain.fork(68);
    chain.mineEmpty(3);
    await read();
    expect(await rereadNumber()).toBe(start + 2n);
  });
});
