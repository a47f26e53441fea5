import { describe, expect, it } from 'vitest';
import { ChainReadError } from '../core/chain/errors.ts';
import { findSessionById } from '../store/sessions.ts';
import { ASKED, LOOKALIKE, type OpenedSession, USDC } from '../testing/chain-shop.ts';
import { until } from '../testing/until.ts';
import { type ChainScene, useChainShop } from '../testing/use-chain-shop.ts';
import { findUnlistedTransfers } from './find-unlisted-transfers.ts';
import { searchEndedSessions } from './search-ended-sessions.ts';

const used = useChainShop();

async function openScene() {
  const scene = used.scene();
  const follower = scene.follow();
  await scene.read();
  const { network, chain } = scene;
  const session = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
  return { ...scene, follower, session, searchable: { network, source: chain.source() } };
}

const load = async ({ id }: OpenedSession) => (await findSessionById(used.store, id))!;

/** Past the session's minute and its two of grace. */
async function endUnpaid({ chain, read }: ChainScene, session: OpenedSession) {
  chain.skip(200);
  chain.mine();
  await read();
  await until(() => used.shop.statusOf(session), 'expired');
}

describe('findUnlistedTransfers', () => {
  it('finds what came in a token outside the catalogue, and counts none of it', async () => {
    const { chain, read, session, searchable } = await openScene();
    const block = chain.mine({ to: session.address, amountAtomic: ASKED, contract: LOOKALIKE });
    chain.mineEmpty(3);
    await read();
    expect(await used.shop.transfersOf(session)).toEqual([]);
    await findUnlistedTransfers(used.shop.deps, [searchable], await load(session));
    expect(await used.shop.transfersOf(session)).toMatchObject([
      { contract: LOOKALIKE, listed: false, block_hash: block.hash, confirmed_at: block.timestamp + 2000 },
    ]);
    expect(await used.shop.statusOf(session)).toBe('pending');
  });

  it('finds what came in the second of the creation, though the block bears that second’s beginning', async () => {
    const scene = used.scene();
    scene.follow();
    await scene.read();
    const { network, chain } = scene;
    const createdAt = chain.tip.timestamp + 2_700;
    const session = await used.shop.openSession({ networks: [network], createdAt });
    chain.skip(1);
    const block = chain.mine({ to: session.address, amountAtomic: ASKED, contract: LOOKALIKE });
    expect(block.timestamp).toBe(createdAt - 700);
    await scene.read();
    await findUnlistedTransfers(used.shop.deps, [{ network, source: chain.source() }], await load(session));
    expect(await used.shop.transfersOf(session)).toMatchObject([{ contract: LOOKALIKE, listed: false }]);
  });

  it('finds it once however often it searches', async () => {
    const { chain, read, session, searchable } = await openScene();
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: LOOKALIKE });
    await read();
    for (let i = 0; i < 3; i++) await findUnlistedTransfers(used.shop.deps, [searchable], await load(session));
    expect(await used.shop.transfersOf(session)).toHaveLength(1);
  });

  it('leaves the confirmation of what is too young to the follower', async () => {
    const { chain, read, session, searchable } = await openScene();
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: LOOKALIKE });
    await read();
    await findUnlistedTransfers(used.shop.deps, [searchable], await load(session));
    expect(await used.shop.transfersOf(session)).toMatchObject([{ confirmed_at: null }]);
    chain.mineEmpty(2);
    await read();
    expect(await used.shop.transfersOf(session)).toMatchObject([{ confirmed_at: chain.tip.timestamp }]);
  });

  it('finds what lies below the kept headers', async () => {
    const { chain, read, session, searchable, network } = await openScene();
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: LOOKALIKE });
    chain.mineEmpty(600);
    await read();
    await used.store
      .deleteFrom('chain_blocks')
      .where('network', '=', network.spec.name)
      .where('number', '<', 400n)
      .execute();
    await findUnlistedTransfers(used.shop.deps, [searchable], await load(session));
    expect(await used.shop.transfersOf(session)).toHaveLength(1);
  });

  it('also finds a listed token’s transfer that was missed, and credits it', async () => {
    const { chain, read, session, searchable } = await openScene();
    chain.hiddenLogs.add(chain.tip.number + 1n);
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: USDC });
    chain.mineEmpty(3);
    await read();
    await findUnlistedTransfers(used.shop.deps, [searchable], await load(session));
    expect(await used.shop.statusOf(session)).toBe('paid');
  });

  it('puts nothing into the books that a reorg took away while it searched', async () => {
    const { chain, read, session, searchable } = await openScene();
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: LOOKALIKE });
    await read();
    const source = {
      ...searchable.source,
      readTokenTransfers: async (...range: Parameters<typeof searchable.source.readTokenTransfers>) => {
        const found = await searchable.source.readTokenTransfers(...range);
        chain.fork(1);
        chain.mineEmpty(2);
        await read();
        return found;
      },
    };
    await findUnlistedTransfers(used.shop.deps, [{ ...searchable, source }], await load(session));
    expect(await used.shop.transfersOf(session)).toEqual([]);
  });
});

describe('searchEndedSessions', () => {
  it('searches a session that ended unpaid once, after its grace', async () => {
    const scene = await openScene();
    const { chain, read, session, searchable } = scene;
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: LOOKALIKE });
    chain.skip(90);
    chain.mine();
    await read();
    await until(() => used.shop.statusOf(session), 'expired');
    await searchEndedSessions(used.shop.deps, () => [searchable], []);
    expect(await used.shop.transfersOf(session)).toEqual([]);
    await endUnpaid(scene, session);
    await searchEndedSessions(used.shop.deps, () => [searchable], []);
    expect(await used.shop.transfersOf(session)).toHaveLength(1);
    expect((await used.shop.rowOf(session)).search_unlisted_at).toBe(null);
  });

  it('searches it again where a reorg reaches below the end of its grace', async () => {
    const scene = await openScene();
    const { chain, read, session, searchable } = scene;
    chain.mine();
    await read();
    await endUnpaid(scene, session);
    await searchEndedSessions(used.shop.deps, () => [searchable], []);
    expect(await used.shop.transfersOf(session)).toEqual([]);
    chain.fork(2);
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: LOOKALIKE });
    chain.skip(200);
    chain.mineEmpty(3);
    await read();
    await searchEndedSessions(used.shop.deps, () => [searchable], []);
    expect(await used.shop.transfersOf(session)).toHaveLength(1);
    expect(await used.shop.statusOf(session)).toBe('expired');
    // One that was over before is not.
    chain.fork(1);
    chain.mineEmpty(2);
    await read();
    expect((await used.shop.rowOf(session)).search_unlisted_at).toBe(null);
  });

  it('asks a node that failed again, and lets no other session wait for it', async () => {
    const broken = await openScene();
    const sound = await openScene();
    for (const scene of [broken, sound]) {
      scene.chain.mine({ to: scene.session.address, amountAtomic: ASKED, contract: LOOKALIKE });
      await endUnpaid(scene, scene.session);
    }
    const searchables = [broken, sound].map(({ searchable }) => searchable);
    const networksOf = ({ terms }: { terms: { offers: readonly { network: string }[] } }) =>
      searchables.filter(({ network }) => terms.offers.some((offer) => offer.network === network.spec.name));
    broken.chain.down = new ChainReadError('unreachable', 'gone');
    await searchEndedSessions(used.shop.deps, networksOf, []);
    expect(await used.shop.transfersOf(sound.session)).toHaveLength(1);
    expect(await used.shop.transfersOf(broken.session)).toEqual([]);
    broken.chain.down = null;
    await searchEndedSessions(used.shop.deps, networksOf, []);
    expect(await used.shop.transfersOf(broken.session)).toHaveLength(1);
  });

  it('does not make young sessions wait for the whole range of an old one', async () => {
    const { chain, read, network, session: old, searchable } = await openScene();
    chain.mine({ to: old.address, amountAtomic: ASKED, contract: LOOKALIKE });
    chain.mineEmpty(300);
    chain.skip(86_400);
    chain.mine();
    await read();
    const youngFrom = chain.tip.number;
    const young = await Promise.all(
      Array.from({ length: 3 }, () => used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp })),
    );
    chain.mine(...young.map(({ address }) => ({ to: address, amountAtomic: 1n, contract: LOOKALIKE })));
    chain.skip(200);
    chain.mine();
    await read();
    const sessions = [old, ...young];
    await until(
      async () => (await Promise.all(sessions.map(used.shop.statusOf))).every((each) => each === 'expired'),
      true,
    );
    const asked: { from: bigint; recipients: readonly string[] }[] = [];
    const source = {
      ...searchable.source,
      readTokenTransfers: (...range: Parameters<typeof searchable.source.readTokenTransfers>) => {
        asked.push({ from: range[0], recipients: range[2] ?? [] });
        return searchable.source.readTokenTransfers(...range);
      },
    };
    await searchEndedSessions(used.shop.deps, () => [{ network, source }], []);
    expect(asked.map(({ recipients }) => recipients.toSorted())).toEqual([
      young.map(({ address }) => address).toSorted(),
      [old.address],
    ]);
    expect(asked[0]!.from).toBeGreaterThanOrEqual(youngFrom);
    expect((await Promise.all(sessions.map(used.shop.transfersOf))).map((rows) => rows.length)).toEqual([1, 1, 1, 1]);
  });

  it('searches many sessions of a network with one query', async () => {
    const { chain, read, network, searchable } = await openScene();
    const many = await Promise.all(
      Array.from({ length: 20 }, () => used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp })),
    );
    chain.mine(...many.map(({ address }) => ({ to: address, amountAtomic: 1n, contract: LOOKALIKE })));
    chain.skip(200);
    chain.mine();
    await read();
    await until(
      async () => (await Promise.all(many.map(used.shop.statusOf))).every((each) => each === 'expired'),
      true,
    );
    let queries = 0;
    const source = {
      ...searchable.source,
      readTokenTransfers: (...range: Parameters<typeof searchable.source.readTokenTransfers>) => {
        queries++;
        return searchable.source.readTokenTransfers(...range);
      },
    };
    await searchEndedSessions(used.shop.deps, () => [{ network, source }], []);
    expect(queries).toBe(1);
    expect((await Promise.all(many.map(used.shop.transfersOf))).map((rows) => rows.length)).toEqual(many.map(() => 1));
  });
});

describe('a session that cannot be searched though its network can be read', () => {
  it('is put aside, and those that ended after it are searched', async () => {
    const scene = await openScene();
    const { chain, network, searchable, read } = scene;
    const poisoned = scene.session;
    const sound = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
    chain.mine({ to: sound.address, amountAtomic: ASKED, contract: LOOKALIKE });
    await read();
    await endUnpaid(scene, poisoned);
    await until(() => used.shop.statusOf(sound), 'expired');
    let refused = 0;
    const source = {
      ...searchable.source,
      readTokenTransfers: async (...range: Parameters<typeof searchable.source.readTokenTransfers>) => {
        if (!range[2]?.includes(poisoned.address)) return searchable.source.readTokenTransfers(...range);
        refused++;
        throw new ChainReadError('incomplete', 'more than 10000 results');
      },
    };
    await searchEndedSessions(used.shop.deps, () => [{ network, source }], []);
    expect(await used.shop.transfersOf(sound)).toHaveLength(1);
    expect((await used.shop.rowOf(sound)).search_unlisted_at).toBe(null);
    expect((await used.shop.rowOf(poisoned)).search_unlisted_at).not.toBe(null);
    // Together with the other, and alone; and not again before its time.
    expect(refused).toBe(2);
    await searchEndedSessions(used.shop.deps, () => [{ network, source }], []);
    expect(refused).toBe(2);
  });
});
