import { describe, expect, it } from 'vitest';
import { ASKED, USDC } from '../testing/chain-shop.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';

const used = useChainShop();

describe('a block that lists one movement twice', () => {
  it.each([
    ['of the native coin', null],
    ['of a token', USDC],
  ])('is one movement %s, and stops no reading', async (_, contract) => {
    const { chain, network, follow, read } = used.scene();
    follow();
    await read();
    const session = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
    const movement = {
      to: session.address,
      amountAtomic: ASKED,
      contract,
      txHash: `0x${'7e'.repeat(31)}${contract === null ? '01' : '02'}`,
      position: contract === null ? 'tx' : 'log:0',
    } as const;
    chain.mine(movement, movement);
    chain.mineEmpty(3);
    await read();
    expect(await used.shop.transfersOf(session)).toMatchObject([{ amount: ASKED }]);
    expect(await used.shop.statusOf(session)).toBe('paid');
  });
});
