import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { NetworkConfig } from '../config/network-spec.ts';
import type { Difference } from '../core/books/difference.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { ChainWitness } from '../core/chain/witness.ts';
import type { ToldChange } from '../operations/rederive-sessions.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { ASKED, USDC } from '../testing/chain-shop.ts';
import { untilAt } from '../testing/follower.ts';
import { createLongChain } from '../testing/long-chain.ts';
import { until } from '../testing/until.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';
import type { BlockRange } from './audit-chain.ts';
import { auditChain } from './audit-chain.ts';
import { rescanRange } from './rescan-range.ts';

const shop = useChainShop();

async function paidScene() {
  const scene = shop.scene();
  const follower = scene.follow();
  await scene.read();
  const open = () => shop.shop.openSession({ networks: [scene.network], createdAt: scene.chain.tip.timestamp });
  const [paid, other] = await Promise.all([open(), open()]);
  scene.chain.mine({ to: paid.address, amountAtomic: ASKED, contract: USDC });
  scene.chain.mineEmpty(4);
  await scene.read();
  await follower.stop();
  return { scene, paid, other, range: { from: 6n, to: scene.chain.tip.number } };
}

interface Options {
  readonly isWanted?: () => boolean;
}

interface Chain {
  readonly network: NetworkConfig;
  readonly chain: { source(): ChainSource };
}

async function rescan({ network, chain }: Chain, range: BlockRange, { isWanted = () => true }: Options = {}) {
  const repaired: Difference[] = [];
  const changes: ToldChange[] = [];
  const begun: bigint[] = [];
  const end = await rescanRange(shop.shop.deps, {
    network,
    source: chain.source(),
    range,
    isWanted,
    onProgress: (progress, mended) => {
      if (begun.length === 0) begun.push(progress.done);
      repaired.push(...mended);
    },
    onChanges: (more) => void changes.push(...more),
  });
  return {
    outcome: end.outcome,
    rescan: end.rescan,
    begunAfter: begun[0],
    kinds: repaired.map(({ kind }) => kind),
    changes,
  };
}

async function auditKinds({ network, chain }: Chain, range: BlockRange) {
  const reading = { network, source: chain.source(), range, onProgress: () => {} };
  return (await auditChain(shop.shop.deps, reading)).differences.map(({ kind }) => kind);
}

/** Changes rows behind everybody's back, as no code of ours does. */
const tamper = (text: string, ...ids: string[]) =>
  sql`${sql.raw(text.replace('$1', `'${ids[0]}'`).replace('$2', `'${ids[1]}'`))}`.execute(shop.store);

/** All that the books say of these sessions, but for when it was written. */
async function booksOf(...ids: string[]) {
  const read = async (table: string, key: string) =>
    (
      await sql`SELECT * FROM ${sql.table(table)} WHERE ${sql.ref(key)}::text = ANY(${ids}) ORDER BY id`.execute(
        shop.store,
      )
    ).rows;
  return [
    await read('sessions', 'id'),
    await read('transfers', 'session_id'),
    await read('events', 'session_id'),
    await read('ledger_entries', 'session_id'),
  ];
}

describe('a rescan', () => {
  it('of sound books changes nothing', async () => {
    const { scene, paid, other, range } = await paidScene();
    const before = await booksOf(paid.id, other.id);
    expect(await rescan(scene, range)).toMatchObject({ outcome: 'finished', kinds: [], changes: [] });
    expect(await booksOf(paid.id, other.id)).toEqual(before);
  });

  it('puts in a payment that was missed, in a token or in coin, with what follows from it', async () => {
    const { scene, other, range } = await paidScene();
    const missed = await shop.shop.openSession({ networks: [scene.network], createdAt: scene.chain.tip.timestamp });
    scene.chain.mine(
      { to: other.address, amountAtomic: ASKED, contract: USDC },
      { to: missed.address, amountAtomic: ASKED, contract: null },
    );
    scene.chain.mineEmpty(4);
    const follower = scene.follow();
    await scene.read();
    await follower.stop();
    const to = scene.chain.tip.number;
    for (const { id } of [other, missed]) {
      await tamper('DELETE FROM transfers WHERE session_id = $1', id);
      await tamper('DELETE FROM payments WHERE session_id = $1', id);
      await tamper("UPDATE sessions SET status = 'pending', told_paid = false, version = 1 WHERE id = $1", id);
      await tamper('DELETE FROM events WHERE session_id = $1 AND version > 1', id);
    }
    await sql`ALTER TABLE ledger_entries DISABLE TRIGGER ledger_entries_append_only`.execute(shop.store);
    for (const { id } of [other, missed]) await tamper('DELETE FROM ledger_entries WHERE session_id = $1', id);
    await sql`ALTER TABLE ledger_entries ENABLE TRIGGER ledger_entries_append_only`.execute(shop.store);

    const first = await rescan(scene, { ...range, to });
    expect(first.kinds).toEqual(['missing', 'missing']);
    expect(await shop.shop.statusOf(other)).toBe('paid');
    expect(await shop.shop.statusOf(missed)).toBe('paid');
    expect(await shop.shop.toldOf(missed)).toEqual(['created', 'paid']);
    expect(await shop.shop.transfersOf(missed)).toMatchObject([{ booked_as: 'credited', position: 'tx' }]);
    expect(await auditKinds(scene, { ...range, to })).toEqual([]);
    const before = await booksOf(other.id, missed.id);
    expect(await rescan(scene, { ...range, to })).toMatchObject({ kinds: [], changes: [] });
    expect(await booksOf(other.id, missed.id)).toEqual(before);
  });

  it('marks as orphaned what the chain does not hold, and takes it back', async () => {
    const { scene, paid, range } = await paidScene();
    await tamper(`UPDATE transfers SET tx_hash = '\\x${'ab'.repeat(32)}' WHERE session_id = $1`, paid.id);
    const { kinds } = await rescan(scene, range);
    expect(kinds).toEqual(['missing', 'not_on_chain']);
    expect(await shop.shop.statusOf(paid)).toBe('paid');
    const transfers = await shop.shop.transfersOf(paid);
    expect(transfers.map(({ orphaned_at, booked_as }) => [orphaned_at !== null, booked_as]).toSorted()).toEqual([
      [false, 'credited'],
      [true, null],
    ]);
    expect(await auditKinds(scene, range)).toEqual([]);
  });

  it('of money that never came says that its session failed', async () => {
    const { scene, other, range } = await paidScene();
    await tamper(
      `INSERT INTO transfers SELECT (t).* FROM (SELECT jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(),
         'session_id', $2, 'recipient', s.address, 'booked_as', NULL, 'position', 'log:77')) AS t
       FROM transfers t, sessions s WHERE t.session_id = $1 AND s.id = $2) AS copy`.replaceAll('$2', `'${other.id}'`),
      (
        await shop.store
          .selectFrom('transfers')
          .select('session_id')
          .where('network', '=', scene.network.spec.name)
          .executeTakeFirstOrThrow()
      ).session_id,
    );
    await retriedTransaction(shop.store, (tx) =>
      shop.shop.deps.rederive(tx, [{ organizationId: other.organizationId, sessionId: other.id }]),
    );
    expect(await shop.shop.statusOf(other)).toBe('paid');
    expect((await rescan(scene, range)).kinds).toEqual(['not_on_chain']);
    expect(await shop.shop.statusOf(other)).toBe('failed');
    const { rows } =
      await sql`SELECT debit, credit, amount FROM ledger_entries WHERE session_id = ${other.id} ORDER BY id`.execute(
        shop.store,
      );
    expect(rows).toEqual([
      { debit: 'received', credit: 'credited', amount: ASKED },
      { debit: 'credited', credit: 'received', amount: ASKED },
    ]);
  });

  it('mends another amount and another owner, in the ledger too', async () => {
    const { scene, paid, other, range } = await paidScene();
    await tamper('UPDATE transfers SET amount = 40, session_id = $2 WHERE session_id = $1', paid.id, other.id);
    expect((await rescan(scene, range)).kinds).toContain('changed');
    expect(await shop.shop.statusOf(paid)).toBe('paid');
    expect(await shop.shop.statusOf(other)).toBe('pending');
    expect(await shop.shop.transfersOf(paid)).toMatchObject([
      { session_id: paid.id, amount: ASKED, booked_as: 'credited' },
    ]);
    expect(await auditKinds(scene, range)).toEqual([]);
    expect((await rescan(scene, range)).kinds).toEqual([]);
  });

  it('mends a status that the facts contradict', async () => {
    const { scene, paid, range } = await paidScene();
    await tamper("UPDATE sessions SET status = 'pending' WHERE id = $1", paid.id);
    expect((await rescan(scene, range)).kinds).toEqual(['status']);
    expect(await shop.shop.statusOf(paid)).toBe('paid');
  });

  it('finds what was sent before the network was switched on', async () => {
    const scene = shop.scene();
    const session = await shop.shop.openSession({ networks: [scene.network], createdAt: scene.chain.tip.timestamp });
    scene.chain.mine({ to: session.address, amountAtomic: ASKED, contract: USDC });
    scene.chain.mineEmpty(2);
    const follower = scene.follow();
    await scene.read();
    scene.chain.mineEmpty(3);
    await scene.read();
    await follower.stop();
    expect(await shop.shop.transfersOf(session)).toEqual([]);
    expect((await rescan(scene, { from: 1n, to: 8n })).kinds).toEqual(['missing']);
    expect(await shop.shop.statusOf(session)).toBe('paid');
  });
});

describe('a rescan where several nodes are asked', () => {
  it('takes nothing back that only one of them does not show', async () => {
    const scene = shop.scene({ assurance: { quorum: 2, finality: null, tiers: [] } });
    const { chain, network } = scene;
    chain.witnesses = [chain.witness('one'), chain.witness('other')];
    const follower = scene.follow();
    await scene.read();
    const session = await shop.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
    const { number } = chain.mine({ to: session.address, amountAtomic: ASKED, contract: USDC });
    chain.mineEmpty(4);
    await scene.read();
    await until(() => shop.shop.statusOf(session), 'paid');
    await follower.stop();
    const range = { from: 6n, to: chain.tip.number };
    const before = await booksOf(session.id);

    const hiding = { network, chain: { source: () => hidingLogsOf(chain.source(), number) } };
    await expect(rescan(hiding, range)).rejects.toThrow('0 of 2 nodes');
    expect(await booksOf(session.id)).toEqual(before);

    const blind = (host: string): ChainWitness => ({
      ...chain.witness(host),
      testify: async (claims) => claims.map(() => 'not_seen'),
    });
    chain.witnesses = [blind('one'), blind('other')];
    expect((await rescan(hiding, range)).kinds).toEqual(['not_on_chain']);
    expect(await shop.shop.statusOf(session)).toBe('failed');
  });
});

function hidingLogsOf(source: ChainSource, hidden: bigint): ChainSource {
  return {
    ...source,
    async readBlocks(from, to) {
      const blocks = await source.readBlocks(from, to);
      return blocks.map((block) => (block.number === hidden ? { ...block, transfers: [] } : block));
    },
  };
}

describe('a rescan of 100,000 blocks', () => {
  it('shows progress, and goes on where it was interrupted', { timeout: 120_000 }, async () => {
    const { network, follow, chain } = shop.scene();
    const session = await shop.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
    const paid = { from: USDC, to: session.address, contract: USDC, amountAtomic: ASKED, position: 'log:0' } as const;
    const transfers = new Map([[70_000n, [{ ...paid, txHash: `0x${'aa'.repeat(32)}` as const }]]]);
    const { name } = network.spec;
    const long = createLongChain({ network: name, startAt: chain.tip.timestamp, length: 100_000, transfers });
    const follower = follow({ source: long });
    await untilAt(shop.store, name, await long.readTip());
    await follower.stop();
    const scene = { network, chain: { source: () => long } };
    const range = { from: 1n, to: 100_000n };

    let looks = 0;
    const interrupted = await rescan(scene, range, { isWanted: () => ++looks <= 300 });
    expect(interrupted).toMatchObject({ outcome: 'interrupted', begunAfter: 0n, rescan: { done: 30_000n } });
    long.asked.length = 0;
    const again = await rescan(scene, range);
    expect(again).toMatchObject({ outcome: 'finished', begunAfter: 30_000n, rescan: { done: 100_000n } });
    expect(again.kinds).toEqual(['missing']);
    expect(long.asked[0]).toEqual([30_001n, 30_100n]);
    expect(await shop.shop.transfersOf(session)).toHaveLength(1);
    // What was finished begins anew.
    expect(await rescan(scene, range, { isWanted: () => false })).toMatchObject({ begunAfter: 0n });
  });
});
