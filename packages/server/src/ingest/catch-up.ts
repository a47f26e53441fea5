import type { Instant, Milliseconds } from '../core/time.ts';
import type { FollowerLog } from './follower-deps.ts';

/** A line every so often, while there is that much to read. */
const TELL_EVERY_MS: Milliseconds = 5000;
const FAR_BEHIND_BLOCKS = 100n;

export interface CatchUp {
  /** After each batch: where the books stand now, and where the node's tip was. */
  readTo(cursor: bigint, tip: bigint): void;
}

interface Mark {
  readonly at: Instant;
  readonly cursor: bigint;
}

/** Tells how a network far behind catches up, and when it has: whoever waits for it sees that it goes on, and how fast. */
export function createCatchUp(
  log: Pick<FollowerLog, 'catchingUp' | 'caughtUp'>,
  network: string,
  now: () => Instant,
): CatchUp {
  let begun: Mark | null = null;
  let told: Mark | null = null;
  return {
    readTo(cursor, tip) {
      const behind = tip - cursor;
      const mark = { at: now(), cursor };
      begun ??= mark;
      told ??= mark;
      if (behind > FAR_BEHIND_BLOCKS) {
        if (mark.at - told.at < TELL_EVERY_MS) return;
        log.catchingUp({ network, at: cursor, tip, behind, blocksPerSecond: rate(told, mark) });
        told = mark;
        return;
      }
      // What takes less than one line's time is not worth a word.
      if (mark.at - begun.at >= TELL_EVERY_MS && begun !== told) {
        log.caughtUp({ network, at: cursor, blocksPerSecond: rate(begun, mark) });
      }
      begun = null;
      told = null;
    },
  };
}

/** Whole blocks a second; it is only shown. */
function rate(from: Mark, to: Mark): number {
  const seconds = Math.max(1, to.at - from.at) / 1000;
  return Math.round(Number(to.cursor - from.cursor) / seconds);
}
