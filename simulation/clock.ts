import { uuidv7 } from '../packages/server/src/core/identity/uuid.ts';
import type { Runtime } from '../packages/server/src/operations/runtime.ts';
import type { Chance } from './random.ts';

export interface SimulatedClock extends Runtime {
  advance(ms: number): void;
}

/** Time that passes only when the world says so, and ids that never repeat between seeds. */
export function createClock(chance: Chance, startAt: number): SimulatedClock {
  let time = startAt;
  let ids = 0;
  return {
    now: () => time,
    randomBytes: (length) => chance.bytes(length),
    newId() {
      ids += 1;
      const random = chance.bytes(10);
      // Ids of one millisecond keep the order in which they were made, as rows that are listed by id need.
      random.writeUInt16BE(ids % 4096, 0);
      return uuidv7(time, random);
    },
    advance: (ms) => {
      time += ms;
    },
  };
}
