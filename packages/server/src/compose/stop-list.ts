import type { Logger } from '../telemetry/logger.ts';

/** Longer than a webhook's time limit (15 s), shorter than what service managers wait before they kill (30 s and more). */
const PATIENCE_MS = 20_000;

export interface StopList {
  add(name: string, stop: () => Promise<void>): void;
  /**
   * Stops everything that was added, the newest first. A part that fails to stop, or takes longer than it may, does not keep the
   * others; asked twice, it is done once.
   */
  run(): Promise<void>;
}

export function createStopList(log: Logger, { patienceMs = PATIENCE_MS } = {}): StopList {
  const entries: { name: string; stop: () => Promise<void> }[] = [];
  let running: Promise<void> | undefined;

  async function stopAll(): Promise<void> {
    for (let entry = entries.pop(); entry; entry = entries.pop()) {
      const { name, stop } = entry;
      const done = await within(patienceMs, stop).catch((err: unknown) =>
        log.error({ err, part: name }, 'could not stop'),
      );
      if (done === 'late') log.error({ part: name, patienceMs }, 'did not stop in time');
    }
  }

  return {
    add: (name, stop) => void entries.push({ name, stop }),
    run() {
      running ??= stopAll();
      return running;
    },
  };
}

async function within(patienceMs: number, stop: () => Promise<void>): Promise<'late' | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, patienceMs, 'late');
  });
  return Promise.race([stop().then(() => undefined), late]).finally(() => clearTimeout(timer));
}
