import {
  ATTEMPT_TIMEOUT_MS,
  type AttemptDeps,
  type AttemptReport,
  attemptDelivery,
} from '../operations/attempt-delivery.ts';
import { dispatchEvents } from '../operations/dispatch-events.ts';
import type { Wake } from '../store/wake.ts';
import { type ClaimedDelivery, claimDueDeliveries } from '../store/webhook-queue.ts';

const DISPATCH_BATCH = 500;
const DEFAULT_SLOTS = 64;
/** One endpoint holds at most this part of the slots. */
const ENDPOINT_SHARE = 8;
/** For wakes that were lost, for retries that fall due, for claims that a crashed process left. */
const DEFAULT_POLL_MS = 1000;
/** A claim outlives the attempt's own timeout by what booking it may take. */
const CLAIM_MS = ATTEMPT_TIMEOUT_MS + 15_000;

export interface DeliveryWorkerDeps extends AttemptDeps {
  readonly wake: Pick<Wake, 'on'>;
  /** Attempts under way at once in this process. */
  readonly slots?: number;
  readonly pollMs?: number;
  readonly onAttempt?: (report: AttemptReport, delivery: ClaimedDelivery) => void;
  /** A fault of ours (the database, a secret that does not open); the work stays queued and is tried again. */
  readonly onFault: (error: unknown) => void;
}

export interface DeliveryWorker {
  start(): void;
  /** Claims nothing more; resolves when the attempts under way are booked. */
  stop(): Promise<void>;
}

/**
 * Drains the outbox into deliveries and sends them. Woken after each commit, so that in an idle server the first
 * attempt leaves at once; any number of processes may run one.
 */
export function createDeliveryWorker(deps: DeliveryWorkerDeps): DeliveryWorker {
  const slots = deps.slots ?? DEFAULT_SLOTS;
  const perEndpoint = Math.max(1, Math.floor(slots / ENDPOINT_SHARE));
  const underWay = new Map<string, number>();
  const attempts = new Set<Promise<void>>();
  const endings: (() => void)[] = [];
  let turning: Promise<void> | undefined;
  let outboxWaits = false;
  let nudged = false;
  let stopped = false;

  function nudge(): void {
    nudged = true;
    if (!stopped) turning ??= turn();
  }

  function nudgeForOutbox(): void {
    outboxWaits = true;
    nudge();
  }

  /** Works until nothing new was reported meanwhile. A fault ends the turn; the poll begins the next one. */
  async function turn(): Promise<void> {
    try {
      while (nudged && !stopped) {
        nudged = false;
        if (outboxWaits) await dispatch();
        await claim();
      }
    } catch (error) {
      deps.onFault(error);
    } finally {
      // In the same tick as the last look at `nudged`: no nudge can fall in between.
      turning = undefined;
    }
  }

  async function dispatch(): Promise<void> {
    outboxWaits = false;
    while ((await dispatchEvents(deps, DISPATCH_BATCH)) === DISPATCH_BATCH && !stopped);
  }

  async function claim(): Promise<void> {
    const free = slots - attempts.size;
    if (free === 0 || stopped) return;
    const now = deps.runtime.now();
    const limits = { now, claimUntil: now + CLAIM_MS, slots: free, perEndpoint, underWay };
    for (const claimed of await claimDueDeliveries(deps.store, limits)) begin(claimed);
  }

  function begin(claimed: ClaimedDelivery): void {
    const { endpointId } = claimed;
    underWay.set(endpointId, (underWay.get(endpointId) ?? 0) + 1);
    const attempt = attemptOnce(claimed).finally(() => {
      attempts.delete(attempt);
      const left = underWay.get(endpointId)! - 1;
      if (left === 0) underWay.delete(endpointId);
      else underWay.set(endpointId, left);
      nudge();
    });
    attempts.add(attempt);
  }

  async function attemptOnce(claimed: ClaimedDelivery): Promise<void> {
    try {
      const report = await attemptDelivery(deps, claimed);
      deps.onAttempt?.(report, claimed);
    } catch (error) {
      deps.onFault(error);
    }
  }

  return {
    start() {
      const poll = setInterval(nudgeForOutbox, deps.pollMs ?? DEFAULT_POLL_MS);
      endings.push(deps.wake.on('outbox', nudgeForOutbox), deps.wake.on('deliveries', nudge), () =>
        clearInterval(poll),
      );
      nudgeForOutbox();
    },
    async stop() {
      stopped = true;
      for (const end of endings.splice(0)) end();
      await turning;
      await Promise.all(attempts);
    },
  };
}
