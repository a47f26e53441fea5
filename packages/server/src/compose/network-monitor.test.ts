import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { networkNamed } from '../testing/chain-shop.ts';
import { createTestClock, type TestClock } from '../testing/clock.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { createNetworkMonitor, type NetworkMonitor } from './network-monitor.ts';

let database: TestDatabase;
let clock: TestClock;
const monitors: NetworkMonitor[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(monitors.splice(0).map((monitor) => monitor.close()));
  await database.pool.query('DELETE FROM chain_cursors');
});
afterAll(() => database.close());

/** A monitor of one network with a block a second, whose books stand at 100. */
async function watch({ tip = 100, heardMsAgo = 0 }: { tip?: number; heardMsAgo?: number } = {}) {
  clock = createTestClock();
  const network = networkNamed('Watched', { blockTimeMs: 1000 });
  await database.pool.query(
    `INSERT INTO chain_cursors (network, chain_id, genesis_hash, first_number, number, hash, block_time, reread_number, tip_number, lease_token, updated_at)
     VALUES ('Watched', 1, '\\x00', 1, 100, '\\x01', now(), 100, $1, 1, $2)`,
    [tip, new Date(clock.now() - heardMsAgo)],
  );
  const monitor = createNetworkMonitor({ store: database.store, runtime: clock }, [network], () => {});
  monitors.push(monitor);
  await monitor.refresh();
  return monitor;
}

describe('a network is offered', () => {
  it('while its node is heard and its books are at the tip', async () => {
    expect((await watch()).isHealthy('Watched')).toBe(true);
  });

  it('not before it was read for the first time, nor when it is not switched on', async () => {
    const monitor = await watch();
    expect(monitor.isHealthy('Unknown')).toBe(false);
    await database.pool.query('DELETE FROM chain_cursors');
    await monitor.refresh();
    expect(monitor.isHealthy('Watched')).toBe(false);
  });

  it('not when nothing was heard of it for more than a minute', async () => {
    expect((await watch({ heardMsAgo: 59_000 })).isHealthy('Watched')).toBe(true);
    await database.pool.query('DELETE FROM chain_cursors');
    expect((await watch({ heardMsAgo: 61_000 })).isHealthy('Watched')).toBe(false);
  });

  it('not while the books catch up from further behind than two minutes of blocks', async () => {
    expect((await watch({ tip: 220 })).isHealthy('Watched')).toBe(true);
    await database.pool.query('DELETE FROM chain_cursors');
    const behind = await watch({ tip: 221 });
    expect(behind.isHealthy('Watched')).toBe(false);
    expect(behind.states()).toEqual([{ network: 'Watched', healthy: false, lagBlocks: 121 }]);
  });
});

describe('internal transfers', () => {
  it('are manual until the network’s follower has found traces', async () => {
    const monitor = await watch();
    expect(monitor.internalTransfers('Watched')).toBe('manual');
    await database.pool.query("UPDATE chain_cursors SET internal_transfers = 'automatic'");
    await monitor.refresh();
    expect(monitor.internalTransfers('Watched')).toBe('automatic');
    expect(monitor.internalTransfers('Unknown')).toBe('manual');
  });
});
