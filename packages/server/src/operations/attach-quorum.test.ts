import { expect, it } from 'vitest';
import type { ChainWitness } from '../core/chain/witness.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { ASKED, type OpenedSession, USDC } from '../testing/chain-shop.ts';
import { until } from '../testing/until.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';
import { attachTransfer } from './attach-transfer.ts';
import type { Principal } from './principal.ts';

const used = useChainShop();
const resource = { publicUrl: 'http://localhost', findAsset: () => undefined };

/** A network on which two nodes must agree; the second knows nothing above the block that it is stopped at. */
async function openScene() {
  const scene = used.scene({ confirmations: 3, assurance: { quorum: 2, finality: null, tiers: [] } });
  const { chain } = scene;
  const second = chain.witness('second.example');
  let top: bigint | null = null;
  const isAbove = (number: bigint) => top !== null && number > top;
  const stopped: ChainWitness = {
    ...second,
    readHeaders: async (numbers) =>
      (await second.readHeaders(numbers)).map((header) => (header && isAbove(header.number) ? null : header)),
    testify: async (claims) =>
      (await second.testify(claims)).map((told, i) => (isAbove(claims[i]!.confirming.number) ? 'behind' : told)),
  };
  chain.witnesses = [chain.witness('first.example'), stopped];
  scene.follow();
  await scene.read();
  return {
    ...scene,
    stopSecondAt(number: bigint | null) {
      top = number;
    },
  };
}

const isConfirmed = async (session: OpenedSession) =>
  (await used.shop.transfersOf(session)).every((row) => row.confirmed_at !== null);

function attach({ organizationId }: OpenedSession, transferId: string, { id }: OpenedSession) {
  const principal: Principal = { organizationId, livemode: false, actor: 'key:test', permissions: 'all' };
  return retriedTransaction(used.store, (tx) =>
    attachTransfer({ runtime: used.shop.runtime, resource }, tx, principal, transferId, { sessionId: id, note: null }),
  );
}

it('money that is attached to a session which asks for more confirmations waits for as many nodes to show them', async () => {
  const { network, chain, read, stopSecondAt } = await openScene();
  const createdAt = chain.tip.timestamp;
  const ended = await used.shop.openSession({ networks: [network], createdAt, ttlMs: 1000 });
  const strict = await used.shop.openSession({ networks: [network], createdAt, confirmations: 12, ttlMs: 36_000_000 });
  chain.skip(600);
  chain.mine({ to: ended.address, amountAtomic: ASKED, contract: USDC });
  chain.mineEmpty(2);
  await read();
  await until(() => isConfirmed(ended), true);
  stopSecondAt(chain.tip.number);
  chain.mineEmpty(12);
  await read();
  const [transfer] = await used.shop.transfersOf(ended);
  expect((await attach(ended, transfer!.id, strict)).outcome).toBe('decided');
  expect(await used.shop.statusOf(strict)).toBe('detected');
  stopSecondAt(null);
  chain.mineEmpty(1);
  await until(() => used.shop.statusOf(strict), 'paid');
});

it('money whose confirming blocks one node alone has replaced cannot be attached', async () => {
  const { network, chain, read, stopSecondAt } = await openScene();
  const createdAt = chain.tip.timestamp;
  const paid = await used.shop.openSession({ networks: [network], createdAt, ttlMs: 60_000 });
  const target = await used.shop.openSession({ networks: [network], createdAt, ttlMs: 36_000_000 });
  chain.mine({ to: paid.address, amountAtomic: ASKED, contract: USDC });
  chain.skip(600);
  const late = chain.mine({ to: paid.address, amountAtomic: ASKED, contract: USDC });
  chain.mineEmpty(2);
  await read();
  await until(() => isConfirmed(paid), true);
  stopSecondAt(late.number);
  chain.fork(2);
  chain.mineEmpty(3);
  await read();
  const transfer = (await used.shop.transfersOf(paid)).find((row) => row.block_hash === late.hash)!;
  expect(await attach(paid, transfer.id, target)).toMatchObject({ outcome: 'refused', code: 'transfer_unconfirmed' });
  expect(await used.shop.statusOf(target)).toBe('pending');
});
