import { describe, expect, it } from 'vitest';
import { ChainReadError } from '../core/chain/errors.ts';
import { expireDueSessions } from '../operations/expire-due-sessions.ts';
import { readCursor } from '../store/chain-cursors.ts';
import { ASKED, USDC, USDT } from '../testing/chain-shop.ts';
import { until } from '../testing/until.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';

const used = useChainShop();

async function openScene() {
  const scene = used.scene();
  const follower = scene.follow();
  await scene.read();
  const { network, chain } = scene;
  const session = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
  return { ...scene, follower, session };
}

describe('a server that was off', () => {
  it('from before the payment until after grace reaches the same status as if it had been on', async () => {
    const { chain, follower, follow, read, session } = await openScene();
    await follower.stop();
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: USDC });
    chain.mineEmpty(400);
    follow();
    await read();
    expect(await used.shop.statusOf(session)).toBe('paid');
    expect(await used.shop.toldOf(session)).not.toContain('expired');
  });

  it('over a deadline that nobody paid before finds the session expired, and the late payment in grace', async () => {
    const { chain, follower, follow, read, network, session } = await openScene();
    const late = await used.shop.openSession({ networks: [network], createdAt: chain.tip.timestamp });
    await follower.stop();
    chain.skip(100);
    chain.mine({ to: late.address, amountAtomic: ASKED, contract: USDC });
    chain.mineEmpty(500);
    follow();
    await read();
    await until(() => used.shop.statusOf(session), 'expired');
    expect(await used.shop.statusOf(late)).toBe('paid_late');
  });

  it('reads every block missed once, in batches, in order', async () => {
    const { chain, follower, follow, read, network } = await openScene();
    await follower.stop();
    const from = chain.tip.number + 1n;
    chain.mineEmpty(1234);
    chain.blockReads.length = 0;
    follow();
    await read();
    const hundreds = Array.from({ length: 12 }, (_, i) => from + BigInt(i) * 100n);
    expect(chain.blockReads).toEqual([...hundreds.map((start) => [start, start + 99n]), [from + 1200n, from + 1233n]]);
    expect((await readCursor(used.store, network.spec.name))?.number).toBe(chain.tip.number);
  });

  it('that stops in the middle goes on where the books stand', async () => {
    const { chain, follower, follow, read, session } = await openScene();
    await follower.stop();
    chain.mineEmpty(1200);
    chain.mine({ to: session.address, amountAtomic: ASKED, contract: USDC });
    chain.mineEmpty(1200);
    for (let restarts = 0; restarts < 5; restarts++) {
      const begun = follow();
      await until(() => begun.health().following, true);
      await begun.stop();
    }
    follow();
    await read();
    expect(await used.shop.transfersOf(session)).toHaveLength(1);
  });
});

describe('a node that fails', () => {
  it('is asked again with growing pauses, and its error is known without its URL', async () => {
    const { chain, follower, read } = await openScene();
    chain.down = new ChainReadError('unreachable', 'no answer from https://user:key@node.example/v2/secret today');
    chain.mine();
    await until(() => follower.health().healthy, false);
    await until(() => follower.faults.length >= 3, true);
    expect(follower.health().lastError).toBe('ChainReadError: no answer from [url] today');
    chain.down = null;
    await read();
    await until(() => follower.health().healthy, true);
    expect(follower.health().lastError).toBe(null);
  });

  it('now and then, but lets each look get further, is asked again without growing pauses', async () => {
    const { chain, follower, follow, network } = await openScene();
    await follower.stop();
    chain.mineEmpty(64);
    const source = chain.source();
    const stumbled = new Set<bigint>();
    const again = follow({
      source: {
        ...source,
        readBlocks: async (from, to) => {
          if (stumbled.has(from)) return source.readBlocks(from, to);
          stumbled.add(from);
          throw new ChainReadError('node_error', 'not yet');
        },
      },
    });
    await until(async () => (await readCursor(used.store, network.spec.name))?.number, chain.tip.number);
    expect(again.faults.length).toBeGreaterThanOrEqual(5);
    // None is the second in a row.
    expect(Math.max(...again.pauses)).toBeLessThanOrEqual(250);
  });

  it('of one network hides nothing of another', async () => {
    const dead = await openScene();
    const alive = await openScene();
    dead.chain.down = new ChainReadError('unreachable', 'gone');
    const both = await used.shop.openSession({
      networks: [dead.network, alive.network],
      createdAt: alive.chain.tip.timestamp,
    });
    alive.chain.mine(
      { to: alive.session.address, amountAtomic: ASKED, contract: USDC },
      { to: both.address, amountAtomic: ASKED, contract: USDC },
    );
    alive.chain.mineEmpty(2);
    await alive.read();
    expect(await used.shop.statusOf(alive.session)).toBe('paid');
    expect(await used.shop.statusOf(both)).toBe('paid');
  });

  it('of one network keeps its sessions from expiring, and only those', async () => {
    const dead = await openScene();
    const alive = await openScene();
    dead.chain.down = new ChainReadError('unreachable', 'gone');
    const { network, chain } = alive;
    const waiting = await used.shop.openSession({
      networks: [dead.network, network],
      createdAt: chain.tip.timestamp,
    });
    chain.skip(61);
    chain.mine();
    await alive.read();
    await until(() => used.shop.statusOf(alive.session), 'expired');
    expect(await used.shop.statusOf(waiting)).toBe('pending');

    // A payment in time on the network that was dead is found when it is back, and counts.
    dead.chain.mine({ to: waiting.address, amountAtomic: ASKED, contract: USDC });
    dead.chain.mineEmpty(2);
    dead.chain.skip(120);
    dead.chain.mine();
    dead.chain.down = null;
    await dead.read();
    expect(await used.shop.statusOf(waiting)).toBe('paid');
  });

  it('of one network keeps its sessions from expiring whatever else is seen of them', async () => {
    const dead = await openScene();
    const alive = await openScene();
    dead.chain.down = new ChainReadError('unreachable', 'gone');
    const { network, chain } = alive;
    const coinOnly = { ...network, spec: { ...network.spec, tokens: [] } };
    const networks = [dead.network, coinOnly];
    const waiting = await used.shop.openSession({ networks, createdAt: chain.tip.timestamp });
    chain.skip(61);
    // After its deadline, and not what it asks for: it is derived again, by what was read of one network alone.
    chain.mine({ to: waiting.address, amountAtomic: ASKED, contract: USDT });
    await alive.read();
    expect(await used.shop.transfersOf(waiting)).toHaveLength(1);
    expect(await used.shop.statusOf(waiting)).toBe('pending');
    dead.chain.skip(120);
    dead.chain.mine();
    dead.chain.down = null;
    await dead.read();
    await until(() => used.shop.statusOf(waiting), 'expired');
    expect(await used.shop.toldOf(waiting)).toEqual(['created', 'expired']);
  });

  it('of one network never fills the page of sessions that are due', async () => {
    const dead = await openScene();
    const alive = await openScene();
    await alive.follower.stop();
    const createdAt = alive.chain.tip.timestamp;
    const stuck = await Promise.all(
      Array.from({ length: 510 }, () =>
        used.shop.openSession({ networks: [dead.network], createdAt: dead.chain.tip.timestamp, ttlMs: 5_000 }),
      ),
    );
    const due = await used.shop.openSession({ networks: [alive.network], createdAt, ttlMs: 50_000 });
    alive.chain.skip(120);
    alive.chain.mine();
    alive.follow();
    await alive.read();
    const changes = await expireDueSessions(used.shop.deps);
    await until(() => used.shop.statusOf(due), 'expired');
    expect(await used.shop.statusOf(stuck[0]!)).toBe('pending');
    expect(changes.every(({ sessionId }) => !stuck.some(({ id }) => id === sessionId))).toBe(true);
  });

  it('with the wrong chain behind it is refused', async () => {
    const { chain, network, follow, follower } = await openScene();
    await follower.stop();
    const wrong = { ...chain.source(), identify: async () => ({ chainId: 5, genesisHash: chain.tip.hash }) };
    const refused = follow({ source: wrong });
    chain.mine();
    await until(() => refused.health().lastError?.startsWith('WrongChainError'), true);
    expect((await readCursor(used.store, network.spec.name))?.number).toBe(chain.tip.number - 1n);
  });

  it('over large batches is asked for smaller ones', async () => {
    const { chain, follower, follow, read } = await openScene();
    await follower.stop();
    chain.mineEmpty(600);
    const source = chain.source();
    const weak = follow({
      source: {
        ...source,
        readBlocks: async (from, to) => {
          if (to - from >= 40n) throw new ChainReadError('timeout', 'took too long');
          return source.readBlocks(from, to);
        },
      },
    });
    await read();
    // A hundred at once and fifty are too many, 25 are not.
    expect(weak.faults).toHaveLength(2);
  });

  it('over all but small ones is asked for those, however often the lease was given up meanwhile', async () => {
    const { chain, follower, follow, read } = await openScene();
    await follower.stop();
    chain.mineEmpty(600);
    const source = chain.source();
    follow({
      source: {
        ...source,
        readBlocks: async (from, to) => {
          if (to - from >= 40n) throw new ChainReadError('range_limit', 'at most forty blocks');
          return source.readBlocks(from, to);
        },
      },
    });
    await read();
  });

  it('again and again leaves the network to a process that can reach one', async () => {
    const { chain, follower, follow, read } = await openScene();
    chain.mine();
    await read();
    await follower.stop();
    const source = chain.source();
    // Its own lease outlasts the test: the other gets it only because it is given up.
    const cutOff = follow({
      source: { ...source, readTip: () => Promise.reject(new ChainReadError('unreachable', 'no way out')) },
    });
    await until(() => cutOff.health().following, true);
    follow({ leaseTtlMs: 2_000 });
    chain.mine();
    await read();
    expect(cutOff.faults.length).toBeGreaterThanOrEqual(4);
  });

  it('to notice that its chain goes on is not believed for long on a main network', async () => {
    const scene = used.scene({ livemode: true });
    const follower = scene.follow();
    await scene.read();
    await until(() => follower.health().healthy, true);
    const heard = await readCursor(used.store, scene.network.spec.name);
    used.shop.runtime.advance(601_000);
    follower.wake.emit('follow', scene.network.spec.name);
    await until(() => follower.health().lastError, expect.stringContaining('has not moved for 60'));
    expect((await readCursor(used.store, scene.network.spec.name))?.updatedAt).toBe(heard?.updatedAt);
    scene.chain.mine();
    await scene.read();
    await until(() => follower.health().healthy, true);
  });
});

describe('sessions that offer no network', () => {
  it('expire by the server’s clock', async () => {
    const now = used.shop.runtime.now();
    const past = await used.shop.openSession({ networks: [], createdAt: now - 61_000 });
    const open = await used.shop.openSession({ networks: [], createdAt: now });
    await expireDueSessions(used.shop.deps);
    expect(await used.shop.statusOf(past)).toBe('expired');
    expect(await used.shop.statusOf(open)).toBe('pending');
  });
});
