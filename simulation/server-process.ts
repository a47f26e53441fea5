import { composeRefunds } from '../packages/server/src/compose/refunds.ts';
import { composeSessions } from '../packages/server/src/compose/sessions.ts';
import { createConfig } from '../packages/server/src/config/config.ts';
import { parseDecimal } from '../packages/server/src/core/money/decimal.ts';
import type { PostOutgoing } from '../packages/server/src/core/webhook/outgoing.ts';
import { createEvmSource } from '../packages/server/src/networks/evm/source.ts';
import { attemptDelivery } from '../packages/server/src/operations/attempt-delivery.ts';
import { dispatchEvents } from '../packages/server/src/operations/dispatch-events.ts';
import { expireDueSessions } from '../packages/server/src/operations/expire-due-sessions.ts';
import { throwFaults } from '../packages/server/src/operations/one-by-one.ts';
import { searchEndedSessions } from '../packages/server/src/operations/search-ended-sessions.ts';
import { watchRefunds } from '../packages/server/src/operations/watch-refunds.ts';
import { createStore } from '../packages/server/src/store/database.ts';
import { type ClaimedDelivery, claimDueDeliveries } from '../packages/server/src/store/webhook-queue.ts';
import { createMetrics } from '../packages/server/src/telemetry/metrics.ts';
import { createFollowing } from './follower.ts';
import { createGatedPool } from './gated-pool.ts';
import type { Scheduler } from './scheduler.ts';
import type { WorldParts } from './world.ts';

const CLAIM_MS = 30_000;
/** More than ever wait. */
const SLOTS = 500;
/** Nobody listens: every task is started by the scheduler. */
const DEAF_WAKE = { emit() {}, on: () => () => {}, close: async () => {} } as never;
const ONE_DOLLAR = parseDecimal('1')!;
const CONFIG = createConfig({ OPENTILL_REQUESTS_PER_MINUTE: '0' }, { networks: [], dev: true });
const METRICS = createMetrics();

const placeOf = ({ eventId, endpointId, id }: ClaimedDelivery) => `${eventId} ${endpointId} ${id}`;

export type ServerProcess = ReturnType<typeof createServerProcess>;

/** A server with the roles of all: its own connections, its own memory, lost when it dies. */
export function createServerProcess(parts: WorldParts, scheduler: Scheduler, id: number, post: PostOutgoing) {
  const { clock, networks, secretBox } = parts;
  const gated = createGatedPool(parts.database, scheduler, id);
  const store = createStore(gated.pool);
  const sessions = composeSessions({
    config: CONFIG,
    networks: networks.map(({ network }) => network),
    store,
    pool: gated.pool,
    runtime: clock,
    wake: DEAF_WAKE,
    metrics: METRICS,
    rates: { price: () => ({ price: ONE_DOLLAR }) } as never,
    monitor: { isHealthy: () => true },
    addresses: { supplyFor: async () => parts.addresses } as never,
  });
  const { resource } = sessions;
  const secretKey = Buffer.alloc(32, 9);
  const refunds = composeRefunds({
    secretKey,
    networks: networks.map((each) => each.network),
    runtime: clock,
    resource,
  });
  const record = { store, runtime: clock, rederive: sessions.rederive };
  const sources = networks.map(({ network, nodes }) => ({
    network,
    source: createEvmSource({
      network,
      watchedTokens: network.spec.tokens.flatMap(({ contract }) => contract ?? []),
      now: clock.now,
      transport: (endpoint, body) => nodes.find(({ url }) => url === endpoint.url)!.answer(scheduler, id, body),
    }),
  }));
  const followers = sources.map((each) => createFollowing({ ...record, ...each, wake: DEAF_WAKE }));
  const delivery = {
    store,
    runtime: clock,
    secretBox,
    post,
    renderEvent: parts.renderEvent,
    userAgent: 'Opentill/simulated',
  };

  return {
    id,
    store,
    sessions,
    refunds,
    dropConnections: gated.dropAll,
    follow: (index: number) => followers[index]!(),
    expire: async () => void (await expireDueSessions(record)),
    search: async () => {
      const faults: unknown[] = [];
      await searchEndedSessions(record, () => sources, faults);
      throwFaults(faults);
    },
    watchRefunds: async () => void (await watchRefunds({ ...refunds, store }, sources)),
    dispatch: async () => void (await dispatchEvents({ store, runtime: clock }, 100)),
    async deliver() {
      const now = clock.now();
      const limits = { now, claimUntil: now + CLAIM_MS, slots: SLOTS, perEndpoint: SLOTS, underWay: new Map() };
      const claimed = await claimDueDeliveries(store, limits);
      // Those of one event come in any order, and a seed must repeat.
      const ordered = claimed.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
      const attempts = await Promise.allSettled(ordered.map((each) => attemptDelivery(delivery, each)));
      const failures = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason as Error] : []));
      if (failures.length > 0) throw new AggregateError(failures, failures.map(({ stack }) => stack).join('\n'));
    },
  };
}
