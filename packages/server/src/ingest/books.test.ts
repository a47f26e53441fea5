import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ASKED, type OpenedSession, USDC } from '../testing/chain-shop.ts';
import type { LittleChain } from '../testing/little-chain.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';

const used = useChainShop();

/** What happens to a chain and to those who read it. */
type Happening =
  | { readonly kind: 'mine'; readonly payments: readonly number[] }
  | { readonly kind: 'reorg'; readonly depth: number }
  | { readonly kind: 'return' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'read' };

const SESSIONS = 3;
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('mine' as const), payments: payments() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reorg' as const), depth: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'return' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'read' as const }) },
);

function payments() {
  return fc.array(fc.nat(SESSIONS - 1), { maxLength: 3 });
}

/** The transfers to these sessions that the chain now holds, as the books would list them. */
async function truth(chain: LittleChain, sessions: readonly OpenedSession[]): Promise<string[]> {
  const blocks = await chain.source().readBlocks(1n, chain.tip.number);
  const ours = new Set(sessions.map(({ address }) => address));
  return blocks
    .flatMap(({ hash, transfers }) =>
      transfers.filter(({ to }) => ours.has(to)).map((each) => `${hash} ${each.txHash}`),
    )
    .sort();
}

async function books(sessions: readonly OpenedSession[]): Promise<string[]> {
  const rows = (await Promise.all(sessions.map(used.shop.transfersOf))).flat();
  return rows
    .filter((row) => row.orphaned_at === null)
    .map((row) => `${row.block_hash} ${row.tx_hash}`)
    .sort();
}

it('whatever the chain does, the books end with exactly the transfers that it holds', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 25 }), async (happenings) => {
      const { chain, follow, read, network } = used.scene();
      let follower = follow();
      await read();
      const createdAt = chain.tip.timestamp;
      const sessions = await Promise.all(
        Array.from({ length: SESSIONS }, () => used.shop.openSession({ networks: [network], createdAt })),
      );
      const first = chain.tip.number;
      let goBack = () => {};
      for (const each of happenings) {
        if (each.kind === 'mine') {
          chain.mine(
            ...each.payments.map((i) => ({ to: sessions[i]!.address, amountAtomic: ASKED / 5n, contract: USDC })),
          );
        } else if (each.kind === 'reorg') {
          goBack = chain.remember();
          chain.fork(Math.min(each.depth, Number(chain.tip.number - first)));
        } else if (each.kind === 'return') {
          goBack();
        } else if (each.kind === 'restart') {
          await follower.stop();
          follower = follow();
        } else {
          // Not below what has been read before: a node that is behind proves nothing.
          chain.mine();
          await read();
        }
      }
      chain.mineEmpty(Number(first) + 30);
      await read();
      expect(await books(sessions)).toEqual(await truth(chain, sessions));
      await follower.stop();
    }),
    { numRuns: 25 },
  );
});
