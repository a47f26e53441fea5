import type { Line } from './result.ts';

export interface Setting {
  readonly rounds: number;
  /** Removed at the end of the measure; every user of the machine may enter it. */
  readonly directory: string;
  /** Runs when the measure has ended, however it ended; the last added runs first. */
  readonly defer: (end: () => Promise<unknown>) => void;
  /** Progress, for who waits. */
  readonly say: (line: string) => void;
}

export interface Measure {
  readonly name: string;
  readonly run: (setting: Setting) => Promise<readonly Line[]>;
}
