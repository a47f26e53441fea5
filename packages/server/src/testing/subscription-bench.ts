import { fromPublicId } from '../core/identity/public-id.ts';
import type { Instant } from '../core/time.ts';
import type { Refusal } from '../operations/refusal.ts';
import { type RenewDeps, renewSubscriptions } from '../operations/renew-subscriptions.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { readDevnetTo, seeTransfer } from './books.ts';
import { createTestApi, type TestApi, USDC } from './test-api.ts';

export interface SubscriptionBench {
  readonly api: TestApi;
  readonly refused: Refusal[];
  readonly deps: RenewDeps;
  /** Creates a first session; `body` is laid over €9.00 every month. */
  start(body?: object): Promise<Answer>;
  /** Pays a session's whole amount in USDC, confirmed, in a block of this moment; now where absent. */
  pay(sessionId: string, arrivedAt?: Instant): Promise<void>;
  /** A subscription, its first session paid. */
  subscribe(body?: object): Promise<Answer>;
  /** Tells of sessions whose time is over. */
  expire(): Promise<void>;
  /** What the worker does each second. */
  work(): Promise<void>;
  /** Puts clock and chain forward to a moment, a day at a time, with the server at work all the while. */
  liveUntil(moment: Instant | string): Promise<void>;
  /** The same in one leap: the server was off. */
  sleepUntil(moment: Instant | string): Promise<void>;
  read(id: string): Promise<Answer>;
  session(id: string): Promise<Answer>;
  /** Event types that were told of a subscription, in order, with their versions. */
  told(id: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: what the API answers is what the tests look into.
type Answer = any;

const ORDER = {
  amount: { value: '9.00', currency: 'USD' },
  customerEmail: 'ada@example.com',
  method: 'Devnet:USDC',
  mode: 'subscription',
  recurring: { interval: 'month' },
};
const DAY_MS = 86_400_000;

/** The API, one of its own where none is given, with its worker's part in the test's hand. */
export async function createSubscriptionBench(given?: TestApi): Promise<SubscriptionBench> {
  const api = given ?? (await createTestApi());
  const refused: Refusal[] = [];
  const deps: RenewDeps = {
    ...api.sessions.createDeps,
    store: api.database.store,
    onSubscriptionsChanged: () => {},
    onRefused: (_id, refusal) => void refused.push(refusal),
  };
  const call = async (method: 'GET' | 'POST', path: string, body?: object) =>
    (await api.call(method, path, body === undefined ? {} : { body })).body;
  const session = (id: string) => call('GET', `/checkout_sessions/${id}`);

  async function start(body: object = {}) {
    return call('POST', '/checkout_sessions', { ...ORDER, ...body });
  }
  async function pay(sessionId: string, arrivedAt = api.clock.now()) {
    const { methods } = await session(sessionId);
    const { amount } = methods.find(({ id }: { id: string }) => id === 'Devnet:USDC');
    await seeTransfer(api, sessionId, { amountAtomic: BigInt(amount.wei), contract: USDC, confirmed: true, arrivedAt });
  }
  async function work() {
    await expireOpen(api);
    await renewSubscriptions(deps);
  }
  async function sleepUntil(moment: Instant | string) {
    const at = typeof moment === 'string' ? Date.parse(moment) : moment;
    api.clock.advance(Math.max(0, at - api.clock.now()));
    await readDevnetTo(api, api.clock.now());
    await work();
  }
  return {
    api,
    refused,
    deps,
    start,
    pay,
    expire: () => expireOpen(api),
    work,
    sleepUntil,
    session,
    async subscribe(body) {
      const first = await start(body);
      // With nothing to pay it is paid by now, though its creation says pending.
      if (first.address !== null) await pay(first.id);
      await work();
      const { subscriptionId } = await session(first.id);
      return call('GET', `/subscriptions/${subscriptionId}`);
    },
    async liveUntil(moment) {
      const at = typeof moment === 'string' ? Date.parse(moment) : moment;
      while (api.clock.now() < at) await sleepUntil(Math.min(at, api.clock.now() + DAY_MS));
    },
    read: (id) => call('GET', `/subscriptions/${id}`),
    async told(id) {
      const uuid = fromPublicId('subscription', id);
      const { rows } = await api.database.pool.query(
        `SELECT type, version FROM events WHERE data->>'id' = $1 ORDER BY version`,
        [id],
      );
      if (uuid === undefined) throw new Error(`${id} is no subscription`);
      return rows.map(({ type, version }: { type: string; version: number }, index: number) => {
        if (version !== index + 1) throw new Error(`${type} was told with version ${version}, not ${index + 1}`);
        return type.replace('subscription.', '');
      });
    },
    close: () => api.close(),
  };
}

/** As the expiry job does: sessions whose deadline has passed are derived and told. */
async function expireOpen(api: TestApi): Promise<void> {
  const { store } = api.database;
  const rows = await store
    .selectFrom('sessions')
    .select(['organization_id', 'id'])
    .where('status', '=', 'pending')
    .execute();
  const keys = rows.map((row) => ({ organizationId: row.organization_id, sessionId: row.id }));
  await retriedTransaction(store, (tx) => api.sessions.rederive(tx, keys));
}
