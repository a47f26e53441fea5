import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { LockError } from './errors.ts';

export interface Lock {
  release(): void;
}

export type LockMode = 'exclusive' | 'shared';

const SQLITE_BUSY = 5;
const RETRY_MS = 25;
const STATEMENTS: Record<LockMode, string> = {
  exclusive: 'BEGIN EXCLUSIVE',
  shared: 'BEGIN; SELECT 1 FROM sqlite_schema',
};

/**
 * A lock on a file that the kernel drops with its holder, however that dies: no stale lock files, no guessing from process ids, and it
 * holds between containers that share a volume. Node has no flock; SQLite, which it brings, locks the same way for its own files.
 * The file stays empty.
 * @returns undefined when somebody else holds it.
 * @throws LockError where the file cannot be locked at all.
 */
export function tryLock(path: string, mode: LockMode): Lock | undefined {
  const file = open(path);
  try {
    file.exec(STATEMENTS[mode]);
  } catch (error) {
    file.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw new LockError(path, { cause: error });
  }
  return once(() => file.close());
}

/**
 * Waits for the lock.
 * @throws LockError after `timeoutMs`.
 */
export async function lock(path: string, mode: LockMode, timeoutMs: number): Promise<Lock> {
  const timeout = AbortSignal.timeout(timeoutMs);
  while (!timeout.aborted) {
    const held = tryLock(path, mode);
    if (held) return held;
    await delay(RETRY_MS);
  }
  throw new LockError(path);
}

function open(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { timeout: 0 });
  } catch (cause) {
    throw new LockError(path, { cause });
  }
}

function once(close: () => void): Lock {
  let held = true;
  return {
    release: () => {
      if (held) close();
      held = false;
    },
  };
}
