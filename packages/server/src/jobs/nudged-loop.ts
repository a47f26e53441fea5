export interface NudgedLoop {
  /** There may be work. Nudges during a round are answered by one more round. */
  nudge(): void;
  /** No further round begins; resolves when the one under way has ended. */
  stop(): Promise<void>;
}

/** Runs rounds, one at a time, for as long as it is nudged. A fault ends them until the next nudge. */
export function createNudgedLoop(round: () => Promise<void>, onFault: (error: unknown) => void): NudgedLoop {
  let running: Promise<void> | undefined;
  let nudged = false;
  let stopped = false;

  async function run(): Promise<void> {
    try {
      while (nudged && !stopped) {
        nudged = false;
        await round();
      }
    } catch (error) {
      onFault(error);
    } finally {
      // In the same tick as the last look at `nudged`: no nudge can fall in between.
      running = undefined;
    }
  }

  return {
    nudge() {
      nudged = true;
      if (!stopped) running ??= run();
    },
    async stop() {
      stopped = true;
      await running;
    },
  };
}
