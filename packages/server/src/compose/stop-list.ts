import type { Logger } from '../telemetry/logger.ts';

export interface StopList {
  add(name: string, stop: () => Promise<void>): void;
  /** Stops everything that was added, the newest first. A part that fails to stop does not keep the others. */
  run(): Promise<void>;
}

export function createStopList(log: Logger): StopList {
  const entries: { name: string; stop: () => Promise<void> }[] = [];
  return {
    add: (name, stop) => void entries.push({ name, stop }),
    async run() {
      for (let entry = entries.pop(); entry; entry = entries.pop()) {
        const { name } = entry;
        await entry.stop().catch((err: unknown) => log.error({ err }, `could not stop: ${name}`));
      }
    },
  };
}
