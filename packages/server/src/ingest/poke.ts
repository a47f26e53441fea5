import type { Milliseconds } from '../core/time.ts';

/** Something to wait for that may come at any time, also while nobody waits: then the next wait ends at once. */
export interface Poke {
  poke(): void;
  /** Resolves at the next poke, or after the time. */
  wait(atMostMs: Milliseconds): Promise<void>;
}

export function createPoke(): Poke {
  let poked = false;
  let end: (() => void) | undefined;
  return {
    poke() {
      poked = true;
      end?.();
    },
    async wait(atMostMs) {
      if (!poked) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, atMostMs);
          end = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      end = undefined;
      poked = false;
    },
  };
}
