import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { type RecordDeps, recordBatch } from '../operations/record-batch.ts';
import { claimCursor, readCursor } from '../store/chain-cursors.ts';
import { createPool, createStore, type Transaction } from '../store/database.ts';
import { acquireLease } from '../store/leases.ts';
import { ASKED, USDC } from '../testing/chain-shop.ts';
import { until } from '../testing/until.ts';
import type { ChainScene } from '../testing/use-chain-shop.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';

const used = useChainShop();
/** Who stands by looks four times in it; who holds the lease renews it three times, also on a busy machine. */
const SOON_MS = 2_000;

async function openScene(options?: Parameters<ChainScene['follow']>[0]) {
  const scene = used.scene();
  const follower = scene.follow(options);
  await scene.read();
  const { network, chain } = scene;
  const session = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
  return { ...scene, follower, session };
}

/** The next blocks of a scene as a batch on top of its cursor. */
async function nextBatch({ network, chain }: ChainScene) {
  const cursor = (await readCursor(used.store, network.spec.name))!;
  const blocks = await chain.source().readBlocks(cursor.number + 1n, chain.tip.number);
  const { tip } = chain;
  return {
    network,
    blocks,
    tipNumber: tip.number,
    depthFrom: tip.number,
    leaseToken: cursor.leaseToken,
    expectedParent: cursor.hash,
  };
}

describe('two followers of one network', () => {
  it('never both write, and the second goes on when the first one ends', async () => {
    const { chain, follower, follow, read, session } = await openScene();
    const second = follow({ leaseTtlMs: SOON_MS });
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: USDC });
    await read();
    expect([follower.health().following, second.health().following]).toEqual([true, false]);
    expect(second.log).toEqual([]);
    await follower.stop();
    chain.mineEmpty(2);
    await read();
    expect(second.health().following).toBe(true);
    expect(await used.shop.toldOf(session)).toEqual(['created', 'detected', 'paid']);
  });

  it('take over from one that died when its lease has run out', async () => {
    const scene = used.scene();
    const { name } = scene.network.spec;
    await acquireLease(used.store, { name: `follow:${name}`, holder: used.shop.runtime.newId(), ttlMs: 300 });
    scene.follow({ leaseTtlMs: SOON_MS });
    await scene.read();
    expect((await readCursor(used.store, name))?.leaseToken).toBe(2n);
  });

  it('write nothing for one that was overtaken without knowing', async () => {
    const scene = await openScene();
    const { network, chain, follower, session } = scene;
    await follower.stop();
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: USDC });
    const batch = await nextBatch(scene);
    await claimCursor(used.store, network.spec.name, batch.leaseToken + 1n);
    expect(await recordBatch(used.shop.deps, chain.source(), batch)).toEqual({ outcome: 'lost_lease' });
    expect(await used.shop.transfersOf(session)).toEqual([]);
    expect((await readCursor(used.store, network.spec.name))?.hash).toBe(batch.expectedParent);
  });

  it('write nothing twice: a batch that was committed has moved the cursor', async () => {
    const scene = await openScene();
    await scene.follower.stop();
    scene.chain.mine({ to: scene.session.address, amountAtomic: ASKED, contract: USDC });
    const batch = await nextBatch(scene);
    const source = scene.chain.source();
    expect(await recordBatch(used.shop.deps, source, batch)).toMatchObject({ outcome: 'recorded' });
    expect(await recordBatch(used.shop.deps, source, batch)).toEqual({ outcome: 'moved' });
    expect(await used.shop.transfersOf(scene.session)).toHaveLength(1);
    expect(await used.shop.toldOf(scene.session)).toEqual(['created', 'detected']);
  });
});

describe('a crash', () => {
  it('between reading and committing leaves nothing; the next start reads the batch again', async () => {
    let crashes = 0;
    const crashing: RecordDeps['rederive'] = async (tx, keys) => {
      if (crashes++ < 2) throw new Error('the process ends here');
      return used.shop.deps.rederive(tx, keys);
    };
    const { chain, read, session, follower } = await openScene({ rederive: crashing });
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: USDC });
    await read();
    expect(crashes).toBeGreaterThan(2);
    expect(follower.faults).toHaveLength(2);
    expect(await used.shop.transfersOf(session)).toHaveLength(1);
    expect(await used.shop.toldOf(session)).toEqual(['created', 'detected']);
  });

  it('of the database connection in the middle of the transaction writes all of it or nothing, once', async () => {
    const pool = createPool({ connectionString: used.database.url });
    const store = createStore(pool);
    let cuts = 0;
    const cutting: RecordDeps['rederive'] = async (tx, keys) => {
      const changes = await used.shop.deps.rederive(tx, keys);
      if (cuts++ === 0) await terminate(tx);
      return changes;
    };
    const { chain, read, session, follower } = await openScene({ store, rederive: cutting });
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: USDC });
    await read();
    expect(cuts).toBe(2);
    expect(follower.faults).toHaveLength(1);
    expect(await used.shop.transfersOf(session)).toHaveLength(1);
    expect(await used.shop.toldOf(session)).toEqual(['created', 'detected']);
    await follower.stop();
    await pool.end();
  });

  async function terminate(tx: Transaction): Promise<void> {
    const { rows } = await used.database.pool.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`,
    );
    await used.database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await tx.selectFrom('leases').selectAll().execute();
  }
});

describe('a deadlock with another transaction', () => {
  it('is retried: the batch is written all the same', async () => {
    const scene = await openScene();
    const { chain, network, follower } = scene;
    await follower.stop();
    const [one, two] = await Promise.all(
      [0, 1].map(() => used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp })),
    );
    chain.mine(...[one!, two!].map(({ address }) => ({ to: address, amountAtomic: ASKED, contract: USDC })));
    const batch = await nextBatch(scene);

    // Someone who locks a session, and then wants the cursor that the batch holds.
    const other = new pg.Client({ connectionString: used.database.url });
    await other.connect();
    await other.query('BEGIN');
    await other.query('SELECT 1 FROM sessions WHERE id = $1 FOR UPDATE', [one!.id]);
    const recorded = recordBatch(used.shop.deps, chain.source(), batch);
    await until(async () => (await waiting()) > 0, true);
    const wanted = other.query('SELECT 1 FROM chain_cursors WHERE network = $1 FOR UPDATE', [network.spec.name]);
    await Promise.race([recorded, wanted.catch(() => {})]);
    await other.query('ROLLBACK');
    await other.end();
    expect(await recorded).toMatchObject({ outcome: 'recorded' });
    expect(await used.shop.statusOf(two!)).toBe('detected');
  });

  async function waiting(): Promise<number> {
    const { rows } = await used.database.pool.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows.length;
  }
});

describe('the node', () => {
  it('is never asked while a transaction is open', async () => {
    const scene = await openScene();
    await scene.follower.stop();
    const source = scene.chain.source();
    const askedInside: boolean[] = [];
    const watched = {
      ...source,
      withoutReverted: async (...[block, candidates]: Parameters<typeof source.withoutReverted>) => {
        const { rows } = await used.database.pool.query(
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`,
        );
        askedInside.push(rows.length > 0);
        return source.withoutReverted(block, candidates);
      },
    };
    scene.chain.mine({ to: scene.session.address, amountAtomic: ASKED, contract: null });
    await recordBatch(used.shop.deps, watched, await nextBatch(scene));
    expect(askedInside).toEqual([false]);
  });
});
