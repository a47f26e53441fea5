import type { ChainCursor } from '../store/chain-cursors.ts';
import { ExpectedError, UsageError } from './usage.ts';

export interface AskedRange {
  readonly from: bigint | undefined;
  readonly to: bigint | undefined;
}

/** `--from` and `--to` as typed, of every command that reads blocks again. */
export function readBlockRange(typed: {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}): AskedRange {
  const [from, to] = [readBlockNumber('from', typed.from), readBlockNumber('to', typed.to)];
  if (from !== undefined && to !== undefined && from > to) {
    throw new UsageError(`--from is not above --to, and ${from} is above ${to}.`);
  }
  return { from, to };
}

function readBlockNumber(option: string, text: string | undefined): bigint | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,18}$/.test(text)) throw new UsageError(`--${option} is the number of a block.`);
  return BigInt(text);
}

/**
 * Refuses a range that ends above the books, where the server reads on by itself, and names the one that is possible. It may
 * begin below them, in blocks from before the network was switched on, where that is asked for.
 */
export function refuseUnreadBlocks(network: string, { from, to }: AskedRange, cursor: ChainCursor): void {
  const { firstNumber: first, number: last } = cursor;
  const tooHigh = to !== undefined && to > last ? 'to' : from !== undefined && from > last ? 'from' : null;
  const books = `the books of ${network} are about blocks ${first} to ${last}`;
  if (tooHigh !== null) {
    throw new ExpectedError(`--${tooHigh} is at most ${last}: ${books}, and the server reads on by itself.`);
  }
  if (from === undefined && to !== undefined && to < first) {
    throw new ExpectedError(`With --to below ${first}, --from is needed too: ${books}.`);
  }
}
