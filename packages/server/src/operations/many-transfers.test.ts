import { expect, it } from 'vitest';
import { USDC } from '../testing/chain-shop.ts';
import { until } from '../testing/until.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';

const used = useChainShop();
const txHash = (index: number) => `0x${index.toString(16).padStart(64, '0')}` as const;

it('a session with 5,000 transfers is told in events under 64 kB, with the sums of all of them', async () => {
  const { chain, network, follow, read } = used.scene();
  follow();
  await read();
  const session = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
  // A hundred units are asked: with the one of index 99 they are there.
  chain.mine(
    ...Array.from({ length: 5_000 }, (_, index) => ({
      to: session.address,
      amountAtomic: 1n,
      contract: USDC,
      txHash: txHash(index),
      position: `log:${index}`,
    })),
  );
  chain.mineEmpty(3);
  await read();
  await until(() => used.shop.statusOf(session), 'paid');
  const events = await used.database.pool.query<{ bytes: number; data: Record<string, unknown> }>(
    `SELECT octet_length(data::text) AS bytes, data FROM events WHERE session_id = $1 AND type = 'session.paid'`,
    [session.id],
  );
  expect(events.rows).toHaveLength(1);
  expect(events.rows[0]!.bytes).toBeLessThan(64 * 1024);
  expect(events.rows[0]!.data).toMatchObject({
    status: 'paid',
    transfersTotal: 5_000,
    txHash: txHash(99),
    amountConfirmed: { perAsset: [{ atomic: '5000' }] },
    overpaidAmount: { perAsset: [{ atomic: '4900' }] },
  });
});
