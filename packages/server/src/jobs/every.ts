import { randomFraction } from '../core/random-fraction.ts';
import { jittered } from '../core/webhook/retry-schedule.ts';

export interface PeriodicJob {
  readonly name: string;
  /** From the end of one run to the start of the next, ±10 %. */
  readonly intervalMs: number;
  readonly run: () => Promise<unknown>;
  /** A run that rejected; the next one comes all the same. */
  readonly onFault: (error: unknown, name: string) => void;
  readonly randomBytes: (length: number) => Uint8Array;
}

export interface RunningJob {
  /** No further run begins; resolves when the one under way has ended. */
  stop(): Promise<void>;
}

/** Runs a job again and again, never two runs at once; the first one after one interval. */
export function every(job: PeriodicJob): RunningJob {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  const schedule = () => {
    timer = setTimeout(
      () => {
        running = runOnce(job).then(() => {
          if (!stopped) schedule();
        });
      },
      jittered(job.intervalMs, randomFraction(job.randomBytes(4))),
    );
  };
  schedule();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

async function runOnce({ run, onFault, name }: PeriodicJob): Promise<void> {
  try {
    await run();
  } catch (error) {
    onFault(error, name);
  }
}
