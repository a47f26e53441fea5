import { higher } from '../core/chain/heights.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Instant } from '../core/time.ts';
import type { ChainCursor } from '../store/chain-cursors.ts';
import type { Store } from '../store/database.ts';
import { findBlockBefore } from './find-block-before.ts';

const DEFAULT_SPAN_MS = 7 * 24 * 3_600_000;
/** Of a fast chain a week is half a million blocks, each read whole: so many unless more is asked for. */
const MOST_BLOCKS_UNASKED = 50_000n;

export interface AuditRange {
  readonly from: bigint;
  readonly to: bigint;
  /** The time of the block before the first one, or of the books' beginning. */
  readonly since: Instant;
  /** Where a whole week would have begun; null where nothing was cut. */
  readonly cutFrom: bigint | null;
}

/** Which blocks an audit reads, none above the cursor: those asked for, else the last week's of the books. Throws `ChainReadError`. */
export async function chooseAuditRange(
  store: Store,
  source: Pick<ChainSource, 'readHeaders' | 'network'>,
  cursor: ChainCursor,
  asked: { readonly from: bigint | undefined; readonly to: bigint | undefined; readonly now: Instant },
): Promise<AuditRange> {
  const to = asked.to ?? cursor.number;
  const { from, cutFrom } =
    asked.from === undefined
      ? await lastWeek(store, source, cursor, { to, now: asked.now })
      : { from: asked.from, cutFrom: null };
  const [before] = await source.readHeaders([higher(from - 1n, 0n)]);
  return { from, to, since: before?.timestamp ?? 0, cutFrom };
}

async function lastWeek(
  store: Store,
  source: Pick<ChainSource, 'readHeaders' | 'network'>,
  cursor: ChainCursor,
  { to, now }: { readonly to: bigint; readonly now: Instant },
) {
  const week = (await findBlockBefore(store, source, cursor, now - DEFAULT_SPAN_MS)) + 1n;
  const whole = week > to ? cursor.firstNumber : higher(week, cursor.firstNumber);
  const least = to - MOST_BLOCKS_UNASKED + 1n;
  return whole < least ? { from: least, cutFrom: whole } : { from: whole, cutFrom: null };
}
