import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSubscriptionBench, type SubscriptionBench } from '../testing/subscription-bench.ts';
import { visit } from '../testing/visitor.ts';

const DAY_MS = 86_400_000;

let bench: SubscriptionBench;
beforeAll(async () => {
  bench = await createSubscriptionBench();
});
afterAll(() => bench.close());

const endOf = ({ currentPeriod }: { currentPeriod: { endsAt: string } }) => Date.parse(currentPeriod.endsAt);
const act = (id: string, verb: string, body?: object) =>
  bench.api.call('POST', `/subscriptions/${id}/${verb}`, body === undefined ? {} : { body });
const sessionsOf = async (id: string) =>
  (await bench.api.call('GET', `/checkout_sessions?subscriptionId=${id}&limit=100`)).body.data;

/** A subscription whose renewal has just run out, and was not replaced yet; with the page that the customer still has open. */
async function withExpiredRenewal() {
  const subscription = await bench.subscribe();
  await bench.liveUntil(endOf(subscription) - 3 * DAY_MS + 1000);
  const { renewal } = await bench.read(subscription.id);
  const { expiresAt } = await bench.session(renewal.sessionId);
  const page = await visit(bench.api, renewal.sessionId);
  bench.api.clock.advance(Date.parse(expiresAt) + 2000 - bench.api.clock.now());
  await bench.api.database.pool.query('UPDATE chain_cursors SET block_time = $1', [new Date(bench.api.clock.now())]);
  await bench.expire();
  expect((await bench.session(renewal.sessionId)).status).toBe('expired');
  return { id: subscription.id, sessionId: renewal.sessionId, page };
}
const mayRestart = async ({ page }: { page: { path: string } }) =>
  (await bench.api.call('GET', `${page.path}/state`, { key: null })).body.session.canRestart;

describe('a customer who wants to start a renewal again', () => {
  it('may while its period is asked', async () => {
    const renewal = await withExpiredRenewal();
    expect(await mayRestart(renewal)).toBe(true);
    expect((await renewal.page.send('restart')).status).toBe(200);
    await bench.work();
    const { renewal: asked } = await bench.read(renewal.id);
    await bench.pay(asked.sessionId);
    await bench.work();
    expect((await bench.told(renewal.id)).at(-1)).toBe('renewed');
  });

  it.each([['cancel'], ['pause']])('may not after %s, and is not shown that they could', async (verb) => {
    const renewal = await withExpiredRenewal();
    await act(renewal.id, verb);
    const before = await sessionsOf(renewal.id);
    expect(await mayRestart(renewal)).toBe(false);
    const { status, body } = await renewal.page.send('restart');
    expect([status, body.error.code]).toEqual([409, 'restart_not_allowed']);
    expect(await sessionsOf(renewal.id)).toHaveLength(before.length);
  });

  it('may not after a cancellation for missed payments', async () => {
    const { id } = await bench.subscribe({ recurring: { interval: 'week' } });
    for (let step = 0; step < 140 && (await bench.read(id)).status !== 'canceled'; step++) {
      await bench.sleepUntil(bench.api.clock.now() + 43_200_000);
    }
    expect(await bench.read(id)).toMatchObject({ status: 'canceled', cancelReason: 'payments_missed' });
    const [newest] = await sessionsOf(id);
    const path = `/checkout/${newest.id.slice('cs_'.length)}`;
    const state = (await bench.api.call('GET', `${path}/state`, { key: null, headers: { 'sec-fetch-dest': 'empty' } }))
      .body;
    expect(state.session.canRestart).toBe(false);
    const { csrfToken } = state;
    const { status, body } = await bench.api.call('POST', `${path}/restart`, { key: null, body: { csrfToken } });
    expect([status, body.error.code]).toEqual([409, 'restart_not_allowed']);
  });

  it('gets nothing to pay where the cancellation comes while the fresh session is made', async () => {
    const renewal = await withExpiredRenewal();
    await Promise.all([renewal.page.send('restart'), act(renewal.id, 'cancel')]);
    const payable = (await sessionsOf(renewal.id)).filter(({ status }: { status: string }) => status === 'pending');
    expect(payable).toEqual([]);
  });
});

describe('money that reaches an older session', () => {
  it('of a period that was withdrawn by a cancellation becomes credit, and that is told', async () => {
    const renewal = await withExpiredRenewal();
    await act(renewal.id, 'cancel');
    await bench.pay(renewal.sessionId);
    await bench.work();
    expect((await bench.session(renewal.sessionId)).status).toBe('paid_late');
    expect(await bench.read(renewal.id)).toMatchObject({
      status: 'canceled',
      credit: '9.00',
      renewal: { period: { number: 1 } },
    });
    expect((await bench.told(renewal.id)).at(-1)).toBe('updated');
  });

  it('of a period to come that was being paid at the cancellation becomes credit, too', async () => {
    const subscription = await bench.subscribe();
    await bench.liveUntil(endOf(subscription) - 3 * DAY_MS + 1000);
    const { renewal } = await bench.read(subscription.id);
    await bench.pay(renewal.sessionId);
    // The worker has not carried it over yet.
    await act(subscription.id, 'cancel');
    await bench.work();
    expect(await bench.read(subscription.id)).toMatchObject({ status: 'canceled', credit: '9.00' });
  });

  it('of a period that a pause took back pays it: it is given in full afterwards', async () => {
    const renewal = await withExpiredRenewal();
    await act(renewal.id, 'pause');
    await bench.pay(renewal.sessionId);
    await bench.work();
    expect(await bench.read(renewal.id)).toMatchObject({
      status: 'paused',
      credit: '0.00',
      renewal: { period: { number: 2 }, paidAt: expect.any(String) },
    });
  });
});
