import { expect, it } from 'vitest';
import { ASKED, USDC } from '../testing/chain-shop.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';

const used = useChainShop();
const MOST = (ASKED * 6n) / 10n;

it('what is left of a payment that failed completes another only with the confirmations that stand', async () => {
  const [one, two] = [used.scene({ confirmations: 3 }), used.scene({ confirmations: 3 })];
  for (const scene of [one, two]) {
    scene.follow();
    await scene.read();
  }
  const createdAt = Math.min(one.chain.tip.timestamp, two.chain.tip.timestamp);
  const networks = [one.network, two.network];
  const session = await used.shop.openSession({ networks, createdAt, ttlMs: 3_600_000 });
  one.chain.mine({ to: session.address, amountAtomic: ASKED, contract: USDC });
  one.chain.mineEmpty(2);
  await one.read();
  expect(await used.shop.statusOf(session)).toBe('paid');
  one.chain.fork(3);
  one.chain.mine({ to: session.address, amountAtomic: MOST, contract: USDC });
  one.chain.mineEmpty(3);
  await one.read();
  expect(await used.shop.statusOf(session)).toBe('failed');
  // Its own block stands, everything above it is gone.
  one.chain.fork(3);
  one.chain.skip(1);
  one.chain.mineEmpty(1);
  await one.read();
  two.chain.mine({ to: session.address, amountAtomic: ASKED - MOST, contract: USDC });
  two.chain.mineEmpty(2);
  await two.read();
  expect(await used.shop.statusOf(session)).toBe('failed');
  one.chain.mineEmpty(3);
  await one.read();
  expect(await used.shop.statusOf(session)).toBe('paid');
});
