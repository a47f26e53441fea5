import type { ClockAdvance } from '../core/session/facts.ts';
import { clockFrom } from '../core/session/test-clock.ts';
import { holdTestClock, type TestClock } from '../store/test-clocks.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { SessionGuard } from './write-guarded-session.ts';

export interface AttachedClock {
  /** What the new session begins with. */
  readonly advances: readonly ClockAdvance[];
  readonly guards: readonly SessionGuard[];
}

const NO_CLOCK: AttachedClock = { advances: [], guards: [] };

/** The test clock that a new session is to live by, and what must hold of it when the session is written. */
export async function readClock(
  deps: { readonly findTestClock: (principal: Principal, id: string) => Promise<TestClock | undefined> },
  principal: Principal,
  testClockId: string | null,
): Promise<AttachedClock | Refusal> {
  if (testClockId === null) return NO_CLOCK;
  if (principal.livemode) {
    return refuse('test_mode_only', 'A live session cannot live by a test clock.', 'testClockId');
  }
  const clock = await deps.findTestClock(principal, testClockId);
  if (!clock) return noSuchClock('testClockId');
  return { advances: clockFrom(clock.offsetMs), guards: [standsAt(principal, clock)] };
}

export function noSuchClock(param?: string): Refusal {
  return refuse('test_clock_not_found', 'There is no such test clock for this key.', param);
}

/** An advance that came in between would have passed the new session by. */
function standsAt(principal: Principal, { id, offsetMs }: TestClock): SessionGuard {
  return async (tx) => {
    const held = await holdTestClock(tx, principal, id);
    if (!held) return noSuchClock('testClockId');
    if (held.offsetMs === offsetMs) return undefined;
    return refuse('test_clock_moved', 'The test clock was moved at this moment. Nothing was created; try again.');
  };
}
