import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { attachTransfer } from '../operations/attach-transfer.ts';
import type { Principal } from '../operations/principal.ts';
import { writeOffTransfer } from '../operations/write-off-transfer.ts';
import type { Transaction } from '../store/database.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { ASKED, type OpenedSession, USDC } from '../testing/chain-shop.ts';
import { until } from '../testing/until.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';

/** Reorgs of unexpected money that a person has decided about. The simulation found each: npm run simulate. */

const used = useChainShop();

/** A session whose time and grace are over, and 100 USDC that came after that, in a block that may be forked away. */
async function lateMoney({ blocksAbove }: { blocksAbove: number }) {
  const scene = used.scene();
  scene.follow();
  await scene.read();
  const { network, chain } = scene;
  const session = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
  chain.skip(600);
  chain.mineEmpty(2);
  await scene.read();
  chain.mine({ to: session.address, amountAtomic: ASKED, contract: USDC });
  chain.mineEmpty(blocksAbove);
  await scene.read();
  const [transfer] = await used.shop.transfersOf(session);
  return { ...scene, session, transferId: transfer!.id };
}

const principalOf = ({ organizationId }: OpenedSession): Principal => ({
  organizationId,
  livemode: false,
  actor: 'key:test',
  permissions: 'all',
});

const resource = { publicUrl: 'http://localhost', findAsset: () => undefined };

/** What a person does, in a transaction. */
function decide(work: (tx: Transaction) => Promise<{ outcome: string }>) {
  return retriedTransaction(used.store, work);
}

const listedAs = async (transferId: string) => {
  const rows = await used.store
    .selectFrom('unexpected_transfers')
    .select('status')
    .where('transfer_id', '=', transferId)
    .execute();
  return rows.map(({ status }) => status);
};

describe('a reorg', () => {
  it('of money that was written off before it was confirmed takes the decision with it', async () => {
    const { chain, read, session, transferId } = await lateMoney({ blocksAbove: 0 });
    const deps = { runtime: used.shop.runtime, resource };
    const decided = await decide((tx) => writeOffTransfer(deps, tx, principalOf(session), transferId, 'dust'));
    expect(decided.outcome).toBe('decided');
    chain.fork(1);
    chain.mineEmpty(2);
    await read();
    expect(await listedAs(transferId)).toEqual(['withdrawn']);
  });

  it('that gives back money attached to another session derives that one again', async () => {
    const { chain, read, network, session, transferId } = await lateMoney({ blocksAbove: 4 });
    const other = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
    const deps = { runtime: used.shop.runtime, resource };
    const attached = await decide((tx) =>
      attachTransfer(deps, tx, principalOf(session), transferId, { sessionId: other.id, note: null }),
    );
    expect(attached.outcome).toBe('decided');
    expect(await used.shop.statusOf(other)).toBe('paid');
    const back = chain.remember();
    chain.fork(5);
    chain.mineEmpty(6);
    await read();
    expect(await used.shop.statusOf(other)).toBe('failed');
    back();
    chain.mineEmpty(3);
    await read();
    expect(await used.shop.statusOf(other)).toBe('paid');
  });

  it('that waits for a person who is attaching the money it takes derives that session again', async () => {
    const { chain, read, network, session, transferId } = await lateMoney({ blocksAbove: 4 });
    const other = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
    const deps = { runtime: used.shop.runtime, resource };
    await decide(async (tx) => {
      const target = { sessionId: other.id, note: null };
      const attached = await attachTransfer(deps, tx, principalOf(session), transferId, target);
      chain.fork(5);
      chain.mineEmpty(6);
      await until(() => waitingForLocks(tx), 1);
      return attached;
    });
    await read();
    expect(await used.shop.statusOf(other)).toBe('failed');
  });
});

/** Asked through the transaction that they wait for, which sees the server's activity anew only when told to. */
async function waitingForLocks(tx: Transaction): Promise<number> {
  await sql`SELECT pg_stat_clear_snapshot()`.execute(tx);
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::int FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`.execute(tx);
  return rows[0]!.count;
}
