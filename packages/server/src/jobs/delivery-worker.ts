import {
  ATTEMPT_TIMEOUT_MS,
  type AttemptDeps,
  type AttemptReport,
  attemptDelivery,
} from '../operations/attempt-delivery.ts';
import { type DispatchDeps, dispatchEvents } from '../operations/dispatch-events.ts';
import type { Wake } from '../store/wake.ts';
import { type ClaimedDelivery, claimDueDeliveries } from '../store/webhook-queue.ts';
import { type AttemptSlots, createAttemptSlots } from './attempt-slots.ts';
import { createNudgedLoop } from './nudged-loop.ts';

const DISPATCH_BATCH = 500;
const DEFAULT_SLOTS = 64;
/** One endpoint holds at most this part of the slots. */
const ENDPOINT_SHARE = 8;
/** For wakes that were lost, for retries that fall due, for claims that a crashed process left. */
const DEFAULT_POLL_MS = 1000;
/** A claim outlives the attempt's own timeout by what booking it may take. */
const CLAIM_MS = ATTEMPT_TIMEOUT_MS + 15_000;

export interface DeliveryWorkerDeps extends AttemptDeps, DispatchDeps {
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
  const slots = createAttemptSlots(deps.slots ?? DEFAULT_SLOTS);
  const endings: (() => void)[] = [];
  let outboxWaits = false;
  let stopped = false;

  const loop = createNudgedLoop(async () => {
    if (outboxWaits) {
      outboxWaits = false;
      await dispatchAll(deps);
    }
    // A round that was dispatching when the stop came claims nothing more.
    if (stopped) return;
    for (const claimed of await claimForSlots(deps, slots)) {
      void slots.hold(claimed.endpointId, attemptOnce(deps, claimed)).then(loop.nudge);
    }
  }, deps.onFault);

  function nudgeForOutbox(): void {
    outboxWaits = true;
    loop.nudge();
  }

  return {
    start() {
      const poll = setInterval(nudgeForOutbox, deps.pollMs ?? DEFAULT_POLL_MS);
      endings.push(() => clearInterval(poll));
      endings.push(deps.wake.on('outbox', nudgeForOutbox), deps.wake.on('deliveries', loop.nudge));
      nudgeForOutbox();
    },
    async stop() {
      stopped = true;
      for (const end of endings.splice(0)) end();
      await loop.stop();
      await slots.drained();
    },
  };
}

async function dispatchAll(deps: DeliveryWorkerDeps): Promise<void> {
  while ((await dispatchEvents(deps, DISPATCH_BATCH)) === DISPATCH_BATCH);
}

async function claimForSlots(deps: DeliveryWorkerDeps, slots: AttemptSlots): Promise<readonly ClaimedDelivery[]> {
  const free = slots.free();
  if (free === 0) return [];
  const now = deps.runtime.now();
  const perEndpoint = Math.max(1, Math.floor((deps.slots ?? DEFAULT_SLOTS) / ENDPOINT_SHARE));
  const { underWay } = slots;
  return claimDueDeliveries(deps.store, { now, claimUntil: now + CLAIM_MS, slots: free, perEndpoint, underWay });
}

async function attemptOnce(deps: DeliveryWorkerDeps, claimed: ClaimedDelivery): Promise<void> {
  try {
    const report = await attemptDelivery(deps, claimed);
    deps.onAttempt?.(report, claimed);
  } catch (error) {
    deps.onFault(error);
  }
}
