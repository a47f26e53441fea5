import { describe, expect, it } from 'vitest';
import { rederiveSessions } from '../operations/rederive-sessions.ts';
import type { Runtime } from '../operations/runtime.ts';
import { ASKED, USDT } from '../testing/chain-shop.ts';
import { until } from '../testing/until.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';

const used = useChainShop();
const HOUR_MS = 3_600_000;

describe('a server whose clock is wrong', () => {
  it.each([HOUR_MS, -HOUR_MS])('attack 31: by an hour, ahead or behind, changes no status', async (apartMs) => {
    const { shop } = used;
    const runtime: Runtime = { ...shop.runtime, now: () => shop.runtime.now() + apartMs };
    const resource = { publicUrl: 'http://localhost', findAsset: () => undefined };
    const { network, chain, follow, read } = used.scene();
    follow({ runtime, rederive: (tx, keys) => rederiveSessions({ runtime, resource }, tx, keys) });
    await read();
    const coinOnly = { ...network, spec: { ...network.spec, tokens: [] } };
    const open = () => shop.openSession({ networks: [coinOnly], createdAt: chain.tip.timestamp });
    const [paid, late, unpaid] = [await open(), await open(), await open()];
    // What does not count has them derived in the middle of their time.
    const uncounted = { to: unpaid.address, amountAtomic: ASKED, contract: USDT };
    chain.mine({ to: paid.address, amountAtomic: ASKED, contract: null }, uncounted, {
      ...uncounted,
      to: late.address,
    });
    chain.mineEmpty(10);
    await read();
    expect(await shop.statusOf(paid)).toBe('paid');
    expect([await shop.statusOf(late), await shop.statusOf(unpaid)]).toEqual(['pending', 'pending']);
    // A minute to pay, and two of grace.
    chain.skip(60);
    chain.mine({ to: late.address, amountAtomic: ASKED, contract: null });
    chain.mineEmpty(3);
    await read();
    await until(() => shop.statusOf(late), 'paid_late');
    await until(() => shop.statusOf(unpaid), 'expired');
    expect(await shop.statusOf(paid)).toBe('paid');
  });
});
