import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromPublicId } from '../core/identity/public-id.ts';
import { readBacklog } from '../store/backlog.ts';
import { createSubscriptionBench, type SubscriptionBench } from '../testing/subscription-bench.ts';
import { expireDueSessions } from './expire-due-sessions.ts';
import { PostponedWorkError } from './one-by-one.ts';
import { renewSubscriptions } from './renew-subscriptions.ts';

/** More than any job takes at once of subscriptions. */
const MANY = 55;
const HOUR_MS = 3_600_000;
/** They make and settle many subscriptions. */
const TIMEOUT_MS = 120_000;

let bench: SubscriptionBench;
beforeAll(async () => {
  bench = await createSubscriptionBench();
});
afterAll(() => bench.close());

const uuidOf = (id: string) => fromPublicId('session', id)!;
const query = (text: string, values: readonly unknown[] = []) => bench.api.database.pool.query(text, [...values]);
const postponed = async () => (await readBacklog(bench.api.database.store, bench.api.clock.now())).postponedWork;

const dueIn = (ms: number) => query('UPDATE postponed_work SET until = $1', [new Date(bench.api.clock.now() + ms)]);

/** Paid first sessions of another merchant, older than all others, whose price no program can read. */
async function poison(count: number): Promise<readonly string[]> {
  const body = {
    ...{ mode: 'subscription', customerEmail: 'b@example.com', amount: { value: '9.00', currency: 'USD' } },
    recurring: { interval: 'day', trialDays: 1 },
  };
  const made = await Promise.all(
    Array.from({ length: count }, () =>
      bench.api.call('POST', '/checkout_sessions', { key: bench.api.keys.stranger, body }),
    ),
  );
  const ids = made.map((answer) => uuidOf(answer.body.id));
  await query(
    `UPDATE sessions SET completed_at = '2020-01-01', recurring = jsonb_set(recurring, '{amount}', '"a lot"') WHERE id = ANY($1)`,
    [ids],
  );
  return ids;
}

describe('paid sessions that cannot be carried into a subscription', () => {
  it(
    'keep no other merchant’s waiting, however many they are; each is told of and tried again ever more rarely',
    async () => {
      const ids = await poison(MANY);
      const first = await bench.start();
      await bench.pay(first.id);
      await expect(renewSubscriptions(bench.deps)).rejects.toThrow(`${MANY} rows failed`);
      expect((await bench.session(first.id)).subscriptionId).not.toBeNull();

      // Nothing is tried before its time.
      await dueIn(HOUR_MS);
      expect(await postponed()).toBe(MANY);
      await bench.work();
      await dueIn(-1);
      await expect(renewSubscriptions(bench.deps)).rejects.toThrow('is tried again at');
      expect((await query('SELECT DISTINCT failures FROM postponed_work')).rows).toEqual([{ failures: 2 }]);

      await query(`UPDATE sessions SET recurring = jsonb_set(recurring, '{amount}', '"9.00"') WHERE id = ANY($1)`, [
        ids,
      ]);
      bench.api.clock.advance(HOUR_MS);
      await bench.work();
      const { rows } = await query('SELECT 1 FROM subscriptions WHERE first_session_id = ANY($1)', [ids]);
      expect(rows).toHaveLength(MANY);
      expect(await postponed()).toBe(0);
    },
    TIMEOUT_MS,
  );
});

describe('a subscription that cannot be advanced', () => {
  it(
    'is put aside, and the renewals of all others are made',
    async () => {
      const poisoned = await bench.subscribe();
      const sound = await bench.subscribe();
      await query(`UPDATE subscriptions SET recurring = 'null' WHERE id = $1`, [
        fromPublicId('subscription', poisoned.id),
      ]);
      bench.api.clock.advance(Date.parse(sound.currentPeriod.endsAt) - 2 * 24 * HOUR_MS - bench.api.clock.now());
      await expect(bench.work()).rejects.toThrow(PostponedWorkError);
      expect((await bench.read(sound.id)).renewal.period.number).toBe(2);
      expect((await query("SELECT 1 FROM postponed_work WHERE work = 'renew_subscription'")).rows).toHaveLength(1);
    },
    TIMEOUT_MS,
  );
});

describe('a session that cannot be derived', () => {
  it('is put aside, and all others expire in its place', async () => {
    const { api } = bench;
    const order = { amount: { value: '9.00', currency: 'USD' } };
    const [poisoned, ...sound] = await Promise.all(
      Array.from({ length: 4 }, async () => (await api.call('POST', '/checkout_sessions', { body: order })).body.id),
    );
    await query(
      `UPDATE sessions SET terms = 'null', next_deadline = next_deadline - interval '1 minute' WHERE id = $1`,
      [uuidOf(poisoned)],
    );
    api.clock.advance(24 * HOUR_MS);
    await query('UPDATE chain_cursors SET block_time = $1', [new Date(api.clock.now())]);
    const deps = { store: api.database.store, runtime: api.clock, rederive: api.sessions.rederive };
    const faults: unknown[] = [];
    const changes = await expireDueSessions(deps, { faults });
    const { rows } = await query(
      `SELECT count(*)::int AS count FROM sessions WHERE id = ANY($1) AND status = 'expired'`,
      [sound.map(uuidOf)],
    );
    expect(rows).toEqual([{ count: sound.length }]);
    expect(changes.length).toBeGreaterThanOrEqual(sound.length);
    expect(faults).toEqual([expect.any(PostponedWorkError)]);
    expect(String(faults[0])).toContain(uuidOf(poisoned));
  });
});
