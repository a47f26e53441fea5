import { ChainReadError } from '../core/chain/errors.ts';
import type { Milliseconds } from '../core/time.ts';
import { policyOf } from '../operations/record-batch.ts';
import { retryDelayMs } from './backoff.ts';
import { createBatchSize } from './batch-size.ts';
import { createChainStep } from './chain-step.ts';
import type { FollowerDeps } from './follower-deps.ts';
import { type FollowerHealth, faltering, healthyAt, unknownHealth } from './health.ts';
import { type HeldLease, holdLease } from './hold-lease.ts';
import { createPoke } from './poke.ts';
import { createUpkeep } from './upkeep.ts';

export type { FollowerDeps, FollowerLog } from './follower-deps.ts';
export type { FollowerHealth } from './health.ts';

const LEASE_TTL_MS = 10_000;
/** Heads are announced; this is for the announcement that got lost. */
const LOOK_AT_LEAST_EVERY_MS = 15_000;
const LOOK_AT_MOST_EVERY_MS = 1000;
/** After so many failures in a row another process, which may reach a node, is let in. */
const FAILURES_UNTIL_RELEASE = 4;

export interface Follower {
  start(): void;
  /** Resolves when the batch under way is done; another process can take over at once. */
  stop(): Promise<void>;
  health(): FollowerHealth;
}

/**
 * Follows one network while this process holds its lease, and stands by while another does. Each network has a follower of
 * its own: whatever fails here backs off here and touches no other.
 */
export function createFollower(deps: FollowerDeps): Follower {
  const { store, runtime, network, source, wake, holder, log, leaseTtlMs = LEASE_TTL_MS } = deps;
  const { name, blockTimeMs } = network.spec;
  const idleMs = Math.min(LOOK_AT_LEAST_EVERY_MS, Math.max(LOOK_AT_MOST_EVERY_MS, 2 * blockTimeMs));
  const news = createPoke();
  const stopping = createPoke();
  const batchSize = createBatchSize(policyOf(network).largestBatch);
  let stopped = false;
  let failures = 0;
  let health = unknownHealth(name);
  let running: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        const lease = await holdLease(store, { network: name, holder, ttlMs: leaseTtlMs, onLost: news.poke });
        if (lease === null) await pause(leaseTtlMs / 4);
        else await followUnder(lease);
      } catch (error) {
        await retryLater(error);
      }
    }
  }

  async function followUnder(lease: HeldLease): Promise<void> {
    const endings = [
      source.watchHeads(news.poke),
      wake.on('follow', (poked) => {
        if (poked === name) news.poke();
      }),
    ];
    try {
      health = { ...health, following: true };
      await stepOn(lease);
    } finally {
      for (const end of endings) end();
      health = { ...health, following: false, healthy: false };
      await lease.release().catch(() => {});
    }
  }

  async function stepOn(lease: HeldLease): Promise<void> {
    const step = createChainStep(deps, lease.token, batchSize);
    const upkeep = createUpkeep(deps, lease.token);
    const wanted = () => !stopped && lease.isHeld();
    while (wanted()) {
      try {
        const result = await step.take(wanted);
        if (result.outcome === 'overtaken') return;
        const { cursor, hasMore } = await upkeep.after(result.cursor, result.tip);
        failures = 0;
        health = healthyAt(cursor, result.tip, runtime.now());
        if (result.outcome === 'at_tip' && !hasMore && wanted()) await news.wait(idleMs);
      } catch (error) {
        // A look that got further before it failed is none of several in a row: what it ended at may be gone by the next.
        if (step.hasMoved()) failures = 0;
        if (failures + 1 >= FAILURES_UNTIL_RELEASE) throw error;
        await retryLater(error);
      }
    }
  }

  async function retryLater(error: unknown): Promise<void> {
    if (stopped) return;
    failures++;
    health = faltering(health, error);
    const askedMs = error instanceof ChainReadError ? error.retryAfterMs : null;
    const retryInMs = retryDelayMs(failures, runtime.randomBytes(4), askedMs);
    log.faltered({ network: name, error, retryInMs });
    await pause(retryInMs);
  }

  /** Ended by `stop` alone: a new head is no reason to ask a failing node sooner. */
  function pause(ms: Milliseconds): Promise<void> {
    return stopped ? Promise.resolve() : stopping.wait(ms);
  }

  return {
    start() {
      running = run();
    },
    async stop() {
      stopped = true;
      news.poke();
      stopping.poke();
      await running;
    },
    health: () => health,
  };
}
