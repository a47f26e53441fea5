import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSubscriptionBench, type SubscriptionBench } from '../testing/subscription-bench.ts';
import { type RenewDeps, renewSubscriptions } from './renew-subscriptions.ts';

const DAY_MS = 86_400_000;

let bench: SubscriptionBench;
beforeAll(async () => {
  bench = await createSubscriptionBench();
});
afterAll(() => bench.close());

/** A subscription whose renewal is due and has not been looked at. */
async function due() {
  const subscription = await bench.subscribe();
  const { clock } = bench.api;
  clock.advance(Date.parse(subscription.currentPeriod.endsAt) - 2 * DAY_MS - clock.now());
  return subscription;
}
const renewals = async (id: string) =>
  (await bench.api.call('GET', `/checkout_sessions?subscriptionId=${id}`)).body.data.filter(
    ({ subscriptionPeriod }: { subscriptionPeriod: unknown }) => subscriptionPeriod !== null,
  );
/** After the time that a claim is left to the worker that made it. */
const later = async () => {
  bench.api.clock.advance(61_000);
  await bench.work();
};

describe('a worker that dies', () => {
  it('after it claimed a period and before it created the session leaves both to the next', async () => {
    const { id } = await due();
    const dying: RenewDeps = { ...bench.deps, insert: () => Promise.reject(new Error('killed')) };
    await expect(renewSubscriptions(dying)).rejects.toThrow('killed');
    expect(await renewals(id)).toEqual([]);
    await later();
    expect(await renewals(id)).toHaveLength(1);
    expect(await bench.told(id)).toEqual(['created', 'renewal_created']);
  });

  it('after it created the session and before it told of it: the next tells of the same session', async () => {
    const { id } = await due();
    const dying: RenewDeps = {
      ...bench.deps,
      insert: async (row, guards) => {
        await bench.deps.insert(row, guards);
        throw new Error('killed');
      },
    };
    await expect(renewSubscriptions(dying)).rejects.toThrow('killed');
    const [made, ...others] = await renewals(id);
    expect(others).toEqual([]);
    expect(await bench.told(id)).toEqual(['created']);
    await later();
    expect((await bench.read(id)).renewal.sessionId).toBe(made.id);
    expect(await renewals(id)).toHaveLength(1);
    expect(await bench.told(id)).toEqual(['created', 'renewal_created']);
  });

  it('while it replaces one that ran out: the next finds the successor', async () => {
    const subscription = await due();
    await bench.work();
    const [old] = await renewals(subscription.id);
    const { clock } = bench.api;
    await bench.sleepUntil(Date.parse(old.expiresAt) - 1000);
    const dying: RenewDeps = {
      ...bench.deps,
      insert: async (row, guards) => {
        await bench.deps.insert(row, guards);
        throw new Error('killed');
      },
    };
    // As the expiry job leaves it: told as expired, and nothing done about it yet.
    const { work } = bench;
    clock.advance(3000);
    await bench.api.database.pool.query('UPDATE chain_cursors SET block_time = $1', [new Date(clock.now())]);
    await bench.expire();
    await expect(renewSubscriptions(dying)).rejects.toThrow('killed');
    await later();
    await work();
    const made = await renewals(subscription.id);
    expect(made).toHaveLength(2);
    expect((await bench.read(subscription.id)).renewal.sessionId).toBe(made[0].id);
  });
});

describe('many workers at once', () => {
  it('create one session for a period and tell of it once', async () => {
    const subscriptions = [await due(), await bench.subscribe(), await bench.subscribe()];
    await bench.sleepUntil(bench.api.clock.now());
    bench.api.clock.advance(29 * DAY_MS);
    await Promise.all(Array.from({ length: 5 }, () => renewSubscriptions(bench.deps)));
    await later();
    for (const { id } of subscriptions) {
      const made = await renewals(id);
      const numbers = made
        .filter(({ status }: { status: string }) => status === 'pending')
        .map(({ subscriptionPeriod }: { subscriptionPeriod: { number: number } }) => subscriptionPeriod.number);
      expect(new Set(numbers).size).toBe(numbers.length);
      expect((await bench.told(id)).filter((type) => type === 'renewal_created')).toHaveLength(1);
    }
  });
});

describe('a renewal that is refused', () => {
  it('for want of a network is tried again and holds up no other', async () => {
    const other = await bench.subscribe();
    const one = await due();
    const cut: RenewDeps = { ...bench.deps, catalogue: { ...bench.deps.catalogue, isHealthy: () => false } };
    await renewSubscriptions(cut);
    expect(bench.refused.splice(0).map(({ code }) => code)).toContain('network_unavailable');
    expect((await bench.read(one.id)).status).toBe('active');
    await later();
    expect(await bench.told(one.id)).toEqual(['created', 'renewal_created']);
    expect((await bench.read(other.id)).status).toBe('active');
  });
});
