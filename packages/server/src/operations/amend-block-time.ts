import type { NetworkConfig } from '../config/network-spec.ts';
import type { BlockHeader } from '../core/chain/blocks.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Instant } from '../core/time.ts';
import { findSessionsTimedBy, writeBlockTime, writeCursorTime } from '../store/block-times.ts';
import { holdSessions } from '../store/hold-sessions.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { agreedHeaders } from './agreed-headers.ts';
import { type NotOurs, type RecordDeps, whyNotOurs } from './record-batch.ts';
import type { ToldChange } from './rederive-sessions.ts';

type TimedBlock = Pick<BlockHeader, 'number' | 'hash' | 'timestamp'>;

export interface Amendment {
  readonly network: NetworkConfig;
  readonly leaseToken: bigint;
  /** As it is in the books. */
  readonly block: TimedBlock;
}

export type Amended =
  | { readonly outcome: 'amended'; readonly time: Instant; readonly changes: readonly ToldChange[] }
  /** The nodes show the time that is in the books, or too few show another. */
  | { readonly outcome: 'stands' }
  | NotOurs;

/**
 * A block in the books may have the time that one node once gave it, under its right hash: then no reorg ever takes it back, and
 * no later block seems to follow. Asks again, and where as many nodes as the quorum asks show that very block with one other
 * time, puts that into the books, with all that was judged by the old one.
 */
export async function amendBlockTime(
  deps: RecordDeps,
  source: Pick<ChainSource, 'readHeaders' | 'witnesses'>,
  { network, leaseToken, block }: Amendment,
): Promise<Amended> {
  const time = await readTime(source, network, block);
  if (time === null || time === block.timestamp) return { outcome: 'stands' };
  const { name } = network.spec;
  return retriedTransaction(deps.store, async (tx) => {
    const change = { network: name, leaseToken, block, time };
    // First of all: it locks out every other writer of this network.
    if (!(await writeCursorTime(tx, change))) return whyNotOurs(tx, name, leaseToken);
    const touched = await findSessionsTimedBy(tx, change);
    await holdSessions(tx, touched);
    await writeBlockTime(tx, change);
    return { outcome: 'amended', time, changes: touched.length === 0 ? [] : await deps.rederive(tx, touched) };
  });
}

/** The time of that very block, as that many nodes show it that the quorum asks; null where they do not. */
async function readTime(
  source: Pick<ChainSource, 'readHeaders' | 'witnesses'>,
  network: NetworkConfig,
  { number, hash }: TimedBlock,
): Promise<Instant | null> {
  const [header] = await agreedHeaders(source, network).readHeaders([number]);
  return header?.hash === hash ? header.timestamp : null;
}
