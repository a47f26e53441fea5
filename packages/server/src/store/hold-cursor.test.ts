import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { until } from '../testing/until.ts';
import { useChainShop } from '../testing/use-chain-shop.ts';
import { holdCursor } from './chain-cursors.ts';
import { retriedTransaction } from './retried-transaction.ts';

const used = useChainShop();

it('those who hold a network’s cursor one after another do not keep its follower out', async () => {
  const { network, read, ...scene } = used.scene();
  const follower = scene.follow();
  await read();
  await follower.stop();
  const { name } = network.spec;
  const done: string[] = [];
  const [isHeld, isFree] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = retriedTransaction(used.store, async (tx) => {
    await holdCursor(tx, name);
    isHeld.resolve();
    await isFree.promise;
  });
  await isHeld.promise;
  const moving = sql`UPDATE chain_cursors SET updated_at = updated_at WHERE network = ${name}`.execute(used.store);
  const moved = moving.then(() => done.push('follower'));
  await until(waiting, 1);
  const held = retriedTransaction(used.store, (tx) => holdCursor(tx, name)).then(() => done.push('later'));
  // With a lock that can be shared the later one would have it at once.
  await until(waiting, 2);
  isFree.resolve();
  await Promise.all([first, moved, held]);
  expect(done).toEqual(['follower', 'later']);
});

async function waiting(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::int FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`.execute(used.store);
  return rows[0]!.count;
}
