import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from './processes.ts';

const LOOK_EVERY_MS = 200;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 10_000;
/** After this long without a fall the next one is a first one again. */
const STEADY_AFTER_MS = 60_000;

export interface WatchOptions {
  /** The process to watch; called again after each revival. */
  readonly pid: () => number;
  /** Brings the database up again; called until it succeeds. */
  readonly revive: () => Promise<void>;
  readonly onFall: (fall: Fall) => void;
  readonly onReviveFailed: (error: unknown) => void;
}

/** The database ended though nobody asked it to. */
export interface Fall {
  readonly pid: number;
  /** How many in a row, this one included. */
  readonly count: number;
  /** How long until it is started again. */
  readonly waitMs: number;
}

/**
 * Watches the database's process and starts it again when it is gone: the first time at once, then after waits that double up to ten
 * seconds. It looks at the process id, because one that was adopted is not our child. Returns the function that ends the watch.
 */
export function watch(options: WatchOptions): () => Promise<void> {
  const end = new AbortController();
  const watching = keepWatch(options, end.signal);
  return async () => {
    end.abort();
    await watching;
  };
}

async function keepWatch(options: WatchOptions, end: AbortSignal): Promise<void> {
  let count = 0;
  let up = true;
  let steady: AbortSignal | undefined;
  while (await pause(LOOK_EVERY_MS, end)) {
    // Once fallen, its process id may become another program's.
    if (up && isAlive(options.pid())) continue;
    count = steady?.aborted ? 1 : count + 1;
    const waitMs = waitBefore(count);
    options.onFall({ pid: options.pid(), count, waitMs });
    if (!(await pause(waitMs, end))) return;
    up = await options.revive().then(
      () => true,
      (error: unknown) => {
        options.onReviveFailed(error);
        return false;
      },
    );
    steady = AbortSignal.timeout(STEADY_AFTER_MS);
  }
}

/** In milliseconds: 0, 100, 200, 400 … 10,000. */
export function waitBefore(count: number): number {
  return count <= 1 ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (count - 2), LONGEST_WAIT_MS);
}

async function pause(waitMs: number, end: AbortSignal): Promise<boolean> {
  return delay(waitMs, true, { signal: end, ref: false }).catch(() => false);
}
