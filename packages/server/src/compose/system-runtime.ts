import { randomBytes } from 'node:crypto';
import { uuidv7 } from '../core/identity/uuid.ts';
import type { Runtime } from '../operations/runtime.ts';

/** The real clock and real chance. */
export const systemRuntime: Runtime = {
  now: Date.now,
  randomBytes,
  newId: () => uuidv7(Date.now(), randomBytes(10)),
};
