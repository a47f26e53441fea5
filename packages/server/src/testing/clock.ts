import { randomBytes } from 'node:crypto';
import { uuidv7 } from '../core/identity/uuid.ts';
import type { Milliseconds } from '../core/time.ts';
import type { Runtime } from '../operations/runtime.ts';

export interface TestClock extends Runtime {
  advance(by: Milliseconds): void;
}

/**
 * A runtime whose clock starts at a real moment and goes on as real time does, but can be put forward. At a `pace` of 0.1 it
 * takes ten times as long: for times that are to be the same on a busy machine.
 */
export function createTestClock(startAt: number = Date.now(), pace = 1): TestClock {
  const startedAt = Date.now();
  let advanced = 0;
  const now = () => startAt + Math.floor((Date.now() - startedAt) * pace) + advanced;
  return {
    now,
    randomBytes: (length) => randomBytes(length),
    newId: () => uuidv7(now(), randomBytes(10)),
    advance(by) {
      advanced += by;
    },
  };
}
