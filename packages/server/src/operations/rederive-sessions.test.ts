import { describe, expect, it } from 'vitest';
import { USDC } from '../testing/chain-shop.ts';
import { until } from '../testing/until.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';

const used = useChainShop();
const searchOf = async ({ id }: { readonly id: string }) =>
  (await used.store.selectFrom('sessions').select('search_unlisted_at').where('id', '=', id).executeTakeFirstOrThrow())
    .search_unlisted_at;

describe('the search for tokens outside the catalogue', () => {
  it('is due once when a session has expired, and later dust to its address does not start it again', async () => {
    const { chain, network, follow, read } = used.scene();
    follow();
    await read();
    const session = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
    chain.skip(90);
    chain.mine();
    await read();
    await until(() => used.shop.statusOf(session), 'expired');
    expect(await searchOf(session)).not.toBeNull();

    // The job has done it.
    await used.store.updateTable('sessions').set({ search_unlisted_at: null }).where('id', '=', session.id).execute();
    chain.skip(600);
    chain.mine({ to: session.address, amountAtomic: 1n, contract: USDC, txHash: `0x${'d0'.repeat(32)}` });
    await read();
    expect(await used.shop.transfersOf(session)).toHaveLength(1);
    expect(await searchOf(session)).toBeNull();
  });
});
