import { composeSessions } from '../packages/server/src/compose/sessions.ts';
import { createConfig } from '../packages/server/src/config/config.ts';
import type { NetworkConfig } from '../packages/server/src/config/network-spec.ts';
import { parseDecimal } from '../packages/server/src/core/money/decimal.ts';
import type { PostOutgoing } from '../packages/server/src/core/webhook/outgoing.ts';
import { createChainStep } from '../packages/server/src/ingest/chain-step.ts';
import type { FollowerDeps } from '../packages/server/src/ingest/follower-deps.ts';
import { createUpkeep } from '../packages/server/src/ingest/upkeep.ts';
import { createEvmSource } from '../packages/server/src/networks/evm/source.ts';
import { attemptDelivery } from '../packages/server/src/operations/attempt-delivery.ts';
import { dispatchEvents } from '../packages/server/src/operations/dispatch-events.ts';
import { expireDueSessions } from '../packages/server/src/operations/expire-due-sessions.ts';
import { searchEndedSessions } from '../packages/server/src/operations/find-unlisted-transfers.ts';
import { claimCursor } from '../packages/server/src/store/chain-cursors.ts';
import { createStore } from '../packages/server/src/store/database.ts';
import { acquireLease } from '../packages/server/src/store/leases.ts';
import { createSecretBox } from '../packages/server/src/store/secret-box.ts';
import { claimDueDeliveries } from '../packages/server/src/store/webhook-queue.ts';
import { createMetrics } from '../packages/server/src/telemetry/metrics.ts';
import { createGatedPool } from './gated-pool.ts';
import type { Scheduler } from './scheduler.ts';
import type { WorldParts } from './world.ts';

/** Longer than any run: renewals would need a timer, and a zombie that still believes in its lease is what we want to see. */
const LEASE_MS = 3_600_000;
const HOLDER = '00000000-0000-0000-0000-000000000001';
const CLAIM_MS = 30_000;

/** Nobody listens: every task is started by the scheduler. */
const DEAF_WAKE = { emit() {}, on: () => () => {}, close: async () => {} } as never;
const SILENT = { started() {}, restarted() {}, rolledBack() {}, missedTransfersFound() {}, faltered() {} };
const ONE_DOLLAR = parseDecimal('1')!;

export type ServerProcess = ReturnType<typeof createServerProcess>;

/** A server with the roles of all: its own connections, its own memory, lost when it dies. */
export function createServerProcess(parts: WorldParts, scheduler: Scheduler, id: number, post: PostOutgoing) {
  const { clock, networks, secret, organization } = parts;
  const gated = createGatedPool(parts.pool, scheduler, id);
  const store = createStore(gated.pool);
  const secretBox = createSecretBox(secret, clock.randomBytes);
  const sessions = composeSessions({
    config: createConfig({ OPENTILL_REQUESTS_PER_MINUTE: '0' }, { networks: [], dev: true }),
    networks: networks.map(({ network }) => network),
    store,
    pool: gated.pool,
    runtime: clock,
    wake: DEAF_WAKE,
    metrics: createMetrics(),
    rates: { price: () => ({ price: ONE_DOLLAR }) } as never,
    monitor: { isHealthy: () => true },
    addresses: { supplyFor: async () => parts.addresses } as never,
  });
  const record = { store, runtime: clock, rederive: sessions.rederive };
  const sources = networks.map(({ network, node }) => ({
    network,
    source: createEvmSource({
      network,
      watchedTokens: network.spec.tokens.flatMap(({ contract }) => contract ?? []),
      now: clock.now,
      transport: node.transport(scheduler, id),
    }),
  }));
  const followers = sources.map((each) => createFollowing({ ...record, ...each, wake: DEAF_WAKE, holder: HOLDER }));
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
    record,
    organization,
    dropConnections: gated.dropAll,
    /** One look at the node and what follows; a failure makes the next one begin anew. */
    follow: (index: number) => followers[index]!(),
    expire: async () => void (await expireDueSessions(record)),
    search: async () => void (await searchEndedSessions(record, () => sources)),
    dispatch: async () => void (await dispatchEvents({ store, runtime: clock }, 100)),
    async deliver() {
      const now = clock.now();
      const limits = { now, claimUntil: now + CLAIM_MS, slots: 4, perEndpoint: 4, underWay: new Map() };
      for (const claimed of await claimDueDeliveries(store, limits)) await attemptDelivery(delivery, claimed);
    },
  };
}

type FollowParts = Pick<FollowerDeps, 'store' | 'runtime' | 'rederive' | 'network' | 'source' | 'wake' | 'holder'>;

function createFollowing(parts: FollowParts): () => Promise<void> {
  const deps: FollowerDeps = { ...parts, log: SILENT, onChanges: () => {} };
  let held: { step: ReturnType<typeof createChainStep>; upkeep: ReturnType<typeof createUpkeep> } | undefined;

  async function takeLease(network: NetworkConfig) {
    const { name } = network.spec;
    const token = await parts.store.transaction().execute(async (tx) => {
      const acquired = await acquireLease(tx, { name: `follow:${name}`, holder: HOLDER, ttlMs: LEASE_MS });
      if (acquired !== null) await claimCursor(tx, name, acquired);
      return acquired;
    });
    if (token === null) throw new Error('the lease is another’s');
    return { step: createChainStep(deps, token), upkeep: createUpkeep(deps, token) };
  }

  return async () => {
    try {
      held ??= await takeLease(parts.network);
      const result = await held.step.take(() => true);
      if (result.outcome === 'overtaken') held = undefined;
      else await held.upkeep.after(result.cursor, result.tip);
    } catch (error) {
      held = undefined;
      throw error;
    }
  };
}
