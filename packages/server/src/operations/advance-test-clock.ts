import type { ClockAdvance } from '../core/session/facts.ts';
import type { Instant, Milliseconds } from '../core/time.ts';
import { addClockAdvance, findClockedNetworks, findClockedSessions, hastenRetries } from '../store/clocked-sessions.ts';
import { moveSubscriptions } from '../store/clocked-subscriptions.ts';
import type { Store, Transaction } from '../store/database.ts';
import { readHeads, watermarksOf } from '../store/heads.ts';
import { lockSessions } from '../store/sessions.ts';
import { findTestClock, lockTestClock, moveTestClock, type TestClock } from '../store/test-clocks.ts';
import { noSuchClock } from './attach-test-clock.ts';
import type { NetworkReading } from './network-reading.ts';
import type { Principal } from './principal.ts';
import { type RederiveDeps, rederiveSessions, type ToldChange } from './rederive-sessions.ts';
import { type Refusal, refuse } from './refusal.ts';

const DAY_MS = 86_400_000;
/** Ten years: enough for any renewal, and far from where times end. */
const MOST_AHEAD_MS = 3653 * DAY_MS;
/** Each is kept with every session of the clock. */
const MOST_ADVANCES = 1000;
const AT_ONCE = 500;

/** By so much, or to a moment of its own time. */
export type ClockStep = { readonly byMs: Milliseconds } | { readonly to: Instant };

export interface ClockAdvanced {
  readonly outcome: 'advanced';
  readonly clock: TestClock;
  /** For the wakes after the commit. */
  readonly changes: readonly ToldChange[];
}

/**
 * What must be done before a clock is moved: every network of its open sessions is read to its tip, so that what was paid
 * before counts as paid before. Undefined: go on.
 */
export async function readBeforeAdvance(
  { store, reading }: { readonly store: Store; readonly reading: NetworkReading },
  principal: Principal,
  id: string,
): Promise<Refusal | undefined> {
  const clock = await findTestClock(store, principal, id);
  if (!clock) return noSuchClock();
  const networks = await findClockedNetworks(store, clock);
  const read = await Promise.all(networks.map(async (network) => ({ network, ok: await reading.readToTip(network) })));
  const unread = read.find(({ ok }) => !ok);
  return unread && refuse('network_unavailable', `${unread.network} cannot be read now. The clock was not moved.`);
}

/**
 * Moves a test clock and everything that is attached to it, in the caller's transaction: sessions are derived again at once,
 * subscriptions and webhook retries become due that much sooner. No chain's clock is touched.
 */
export async function advanceTestClock(
  deps: RederiveDeps,
  tx: Transaction,
  principal: Principal,
  id: string,
  step: ClockStep,
): Promise<ClockAdvanced | Refusal> {
  const clock = await lockTestClock(tx, principal, id);
  if (!clock) return noSuchClock();
  const now = deps.runtime.now();
  const stepMs = 'byMs' in step ? step.byMs : step.to - (now + clock.offsetMs);
  const refusal = checkStep(clock, step, { stepMs, now });
  if (refusal) return refusal;
  const offsetMs = clock.offsetMs + stepMs;
  await moveTestClock(tx, clock, offsetMs, now);
  await moveSubscriptions(tx, clock, { offsetMs, stepMs });
  const changes = await advanceSessions(deps, tx, clock, { since: now, offsetMs, stepMs });
  await hastenRetries(tx, clock, stepMs, now);
  return {
    outcome: 'advanced',
    clock: { ...clock, offsetMs, advances: clock.advances + 1, updatedAt: now },
    changes,
  };
}

function checkStep(
  { offsetMs, advances }: TestClock,
  step: ClockStep,
  { stepMs, now }: { readonly stepMs: Milliseconds; readonly now: Instant },
): Refusal | undefined {
  const param = 'to' in step ? 'to' : 'by';
  const time = new Date(now + offsetMs).toISOString();
  if (stepMs <= 0) {
    return refuse('test_clock_backwards', `A test clock never goes back, and this one stands at ${time}.`, param);
  }
  if (offsetMs + stepMs > MOST_AHEAD_MS) {
    return refuse('test_clock_too_far', 'A test clock is at most ten years ahead. Make another one.', param);
  }
  if (advances < MOST_ADVANCES) return undefined;
  return refuse('test_clock_too_far', `A test clock can be moved ${MOST_ADVANCES} times. Make another one.`);
}

interface SessionStep {
  readonly since: Instant;
  readonly offsetMs: Milliseconds;
  readonly stepMs: Milliseconds;
}

/** In id order, as everyone locks sessions. */
async function advanceSessions(
  deps: RederiveDeps,
  tx: Transaction,
  clock: TestClock,
  { stepMs, ...step }: SessionStep,
): Promise<readonly ToldChange[]> {
  const changes: ToldChange[] = [];
  let after: string | null = null;
  for (;;) {
    const keys = await findClockedSessions(tx, clock, { after, limit: AT_ONCE });
    if (keys.length === 0) return changes;
    await lockSessions(tx, keys);
    // After the lock: what was committed by then has been read, and is in the books.
    const advance: ClockAdvance = { ...step, watermarks: watermarksOf(await readHeads(tx)) };
    await addClockAdvance(tx, keys, advance, stepMs);
    changes.push(...(await rederiveSessions(deps, tx, keys)));
    after = keys.at(-1)!.sessionId;
  }
}
