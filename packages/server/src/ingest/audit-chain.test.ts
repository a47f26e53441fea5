import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { auditBooks } from '../operations/audit-books.ts';
import { ASKED, USDC } from '../testing/chain-shop.ts';
import { untilAt } from '../testing/follower.ts';
import { type ChainScene, useChainShop } from '../testing/use-chain-shop.ts';
import { auditChain } from './audit-chain.ts';

const shop = useChainShop();

/** A network with a paid session and an unpaid one, read to its tip by a follower that has stopped. */
async function paidScene() {
  const scene = shop.scene();
  const follower = scene.follow();
  await scene.read();
  const [paid, other] = await Promise.all([open(scene), open(scene)]);
  const block = scene.chain.mine({ to: paid.address, amountAtomic: ASKED, contract: USDC });
  scene.chain.mineEmpty(4);
  await scene.read();
  await follower.stop();
  expect(await shop.shop.statusOf(paid)).toBe('paid');
  return { scene, paid, other, block };
}

const open = ({ network, chain }: ChainScene) =>
  shop.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });

/** The kinds of what an audit of the whole chain finds. */
async function audit({ network, chain }: ChainScene) {
  const range = { from: 6n, to: chain.tip.number };
  const source = chain.source();
  const result = await auditChain(shop.shop.deps, { network, source, range, onProgress: () => {}, settlingMs: 1 });
  return result.differences.map(({ kind, expected, found }) => `${kind}: ${expected} / ${found}`);
}

/** What an audit of the books finds of this session. */
const findingsOf = async ({ id }: { readonly id: string }) =>
  (await auditBooks(shop.shop.deps, 0)).differences.filter(({ sessionId }) => sessionId === id);

/** Changes rows behind everybody's back, as no code of ours does. */
const tamper = (text: string, ...ids: string[]) =>
  sql`${sql.raw(text.replace('$1', `'${ids[0]}'`).replace('$2', `'${ids[1]}'`))}`.execute(shop.store);

describe('an audit of a chain and its books', () => {
  it('finds nothing where all is as it should be', async () => {
    const { scene, paid, other } = await paidScene();
    expect(await audit(scene)).toEqual([]);
    expect([...(await findingsOf(paid)), ...(await findingsOf(other))]).toEqual([]);
  });

  it('finds a transfer that is not in the books', async () => {
    const { scene, paid } = await paidScene();
    await tamper('DELETE FROM transfers WHERE session_id = $1', paid.id);
    expect(await audit(scene)).toEqual([`missing: 100 of ${USDC} / nothing`]);
  });

  it('finds a transfer of which the chain knows nothing', async () => {
    const { scene, paid } = await paidScene();
    await tamper(`UPDATE transfers SET tx_hash = '\\x${'ab'.repeat(32)}' WHERE session_id = $1`, paid.id);
    expect((await audit(scene)).map((text) => text.split(':')[0])).toEqual(['missing', 'not_on_chain']);
  });

  it('finds another amount, and another owner', async () => {
    const { scene, paid, other } = await paidScene();
    await tamper('UPDATE transfers SET amount = 1000, session_id = $2 WHERE session_id = $1', paid.id, other.id);
    expect(await audit(scene)).toEqual(['changed: amount 100 / 1000', `changed: owner ${paid.id} / ${other.id}`]);
  });

  it('finds a confirmation that was forgotten, and one that came too early', async () => {
    const { scene, paid } = await paidScene();
    await tamper('UPDATE transfers SET confirmed_at = NULL WHERE session_id = $1', paid.id);
    expect(await audit(scene)).toEqual([
      expect.stringMatching(/^unconfirmed: confirmed \(by block \d+.*not confirmed$/),
    ]);
    await tamper('UPDATE transfers SET confirmed_at = now(), confirm_number = 999 WHERE session_id = $1', paid.id);
    await tamper('UPDATE sessions SET told_paid = false WHERE id = $1', paid.id);
    expect(await audit(scene)).toEqual([expect.stringMatching(/^confirmed_early: not confirmed/)]);
  });

  it('finds that the books stand on a block that the chain does not have', async () => {
    const { scene } = await paidScene();
    scene.chain.fork(2);
    scene.chain.mineEmpty(3);
    expect(await audit(scene)).toEqual([expect.stringMatching(/^cursor_not_on_chain/)]);
  });

  it('takes a reorg that comes while it reads for no difference', async () => {
    const { scene, paid } = await paidScene();
    const { network, chain } = scene;
    chain.mine({ to: paid.address, amountAtomic: 7n, contract: USDC });
    const follower = scene.follow();
    await scene.read();
    let isForked = false;
    const range = { from: 6n, to: chain.tip.number };
    const onProgress = () => {
      if (isForked) return;
      isForked = true;
      chain.fork(1);
      chain.mineEmpty(2);
    };
    const result = await auditChain(shop.shop.deps, { network, source: chain.source(), range, onProgress });
    await untilAt(shop.store, network.spec.name, chain.tip);
    await follower.stop();
    expect(result.differences).toEqual([]);
  });

  it('is not troubled by what its address received long before it was handed out', async () => {
    const scene = shop.scene();
    const follower = scene.follow();
    await scene.read();
    await follower.stop();
    const early = scene.chain.tip;
    const later = await shop.shop.openSession({ networks: [scene.network], createdAt: early.timestamp + 3_600_000 });
    scene.chain.mine({ to: later.address, amountAtomic: ASKED, contract: USDC });
    expect(await audit(scene)).toEqual([]);
  });
});

describe('an audit of the books against themselves', () => {
  it.each([
    ['a status that the facts contradict', "UPDATE sessions SET status = 'pending' WHERE id = $1", 'status'],
    ['a version that was never told', 'UPDATE sessions SET version = version + 1 WHERE id = $1', 'versions'],
    ['a gap in what was told', 'DELETE FROM events WHERE session_id = $1 AND version = 2', 'versions'],
    [
      'a transfer that the ledger has forgotten',
      'UPDATE transfers SET booked_as = NULL WHERE session_id = $1',
      'ledger',
    ],
    [
      'a transfer in the wrong account',
      "UPDATE transfers SET booked_as = 'unexpected' WHERE session_id = $1",
      'ledger',
    ],
    [
      'an amount that the ledger does not know',
      'UPDATE transfers SET amount = amount + 1 WHERE session_id = $1',
      'ledger',
    ],
  ])('finds %s', async (_, statement, kind) => {
    const { paid } = await paidScene();
    await tamper(statement, paid.id);
    expect((await findingsOf(paid)).map((each) => each.kind)).toContain(kind);
  });

  it('finds an event that was told twice', async () => {
    const { paid } = await paidScene();
    await tamper(
      `INSERT INTO events (organization_id, id, livemode, type, session_id, version, data, created_at)
       SELECT organization_id, gen_random_uuid(), livemode, type, session_id, version, data, created_at
       FROM events WHERE session_id = $1 AND version = 2`,
      paid.id,
    );
    expect(await findingsOf(paid)).toMatchObject([{ kind: 'versions', found: expect.stringMatching(/^1, 2, 2/) }]);
  });
});
