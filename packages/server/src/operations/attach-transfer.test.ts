import { describe, expect, it } from 'vitest';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { ASKED, type OpenedSession, USDC } from '../testing/chain-shop.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';
import { attachTransfer } from './attach-transfer.ts';
import { auditBooks } from './audit-books.ts';
import type { Principal } from './principal.ts';

const used = useChainShop();
const resource = { publicUrl: 'http://localhost', findAsset: () => undefined };

const principalOf = ({ organizationId }: OpenedSession): Principal => ({
  organizationId,
  livemode: false,
  actor: 'key:test',
  permissions: 'all',
});

/** Late money to a session that asks one confirmation, attached to one that asks so many. */
async function attachTo(confirmations: number, { blocksAbove = 0 } = {}) {
  const scene = used.scene({ confirmations: 3 });
  const { network, chain, read } = scene;
  scene.follow();
  await read();
  const createdAt = chain.tip.timestamp;
  const ended = await used.shop.openSession({ networks: [network], createdAt, confirmations: 1, ttlMs: 1000 });
  const target = await used.shop.openSession({ networks: [network], createdAt, confirmations, ttlMs: 3_600_000 });
  chain.skip(600);
  chain.mine({ to: ended.address, amountAtomic: ASKED, contract: USDC });
  chain.mineEmpty(blocksAbove);
  await read();
  const [transfer] = await used.shop.transfersOf(ended);
  const deps = { runtime: used.shop.runtime, resource };
  const attached = await retriedTransaction(used.store, (tx) =>
    attachTransfer(deps, tx, principalOf(ended), transfer!.id, { sessionId: target.id, note: null }),
  );
  expect(attached.outcome).toBe('decided');
  return { ...scene, target };
}

describe('money that is attached to a session which asks for more confirmations', () => {
  it('is only seen there until it has them, and a reorg before that is no failure', async () => {
    const { chain, read, target } = await attachTo(12);
    expect(await used.shop.statusOf(target)).toBe('detected');
    chain.mineEmpty(10);
    await read();
    expect(await used.shop.statusOf(target)).toBe('detected');
    const back = chain.remember();
    chain.fork(11);
    chain.mineEmpty(12);
    await read();
    expect(await used.shop.statusOf(target)).toBe('pending');
    back();
    chain.mineEmpty(1);
    chain.mineEmpty(1);
    await read();
    expect(await used.shop.statusOf(target)).toBe('paid');
    expect(await used.shop.toldOf(target)).toEqual(['created', 'detected', 'pending', 'paid']);
    const { differences } = await auditBooks({ store: used.store, runtime: used.shop.runtime }, 0);
    expect(differences).toEqual([]);
  });

  it('pays it at once where it has them', async () => {
    const { target } = await attachTo(12, { blocksAbove: 11 });
    expect(await used.shop.statusOf(target)).toBe('paid');
  });
});
