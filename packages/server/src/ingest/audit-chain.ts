import { setTimeout as delay } from 'node:timers/promises';
import type { NetworkConfig } from '../config/network-spec.ts';
import type { StandingTransfer } from '../core/books/compare-transfers.ts';
import { type Difference, difference } from '../core/books/difference.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { Hex } from '../core/hex.ts';
import type { Milliseconds } from '../core/time.ts';
import { auditMovements, showsLikeThese } from '../operations/audit-movements.ts';
import { refundsOffChain } from '../operations/audit-refunds.ts';
import type { MatchDeps } from '../operations/match-transfers.ts';
import { readMovements } from '../operations/read-movements.ts';
import { type ChainCursor, readCursor } from '../store/chain-cursors.ts';
import { type RefundInBlock, readRefundsInBlocks } from '../store/refund-contradictions.ts';
import { readSnapshot } from '../store/retried-transaction.ts';
import { readStandingTransfers } from '../store/standing-transfers.ts';
import type { FoundTransfer } from '../store/transfers.ts';
import { readLinked } from './read-linked.ts';

export interface BlockRange {
  readonly from: bigint;
  readonly to: bigint;
}

export interface ChainAudit {
  /** What the chain moved to addresses of ours, and what of that kind stands in the books. */
  readonly onChain: number;
  readonly inBooks: number;
  /** In the books, and of a kind that reading blocks does not show: tokens outside the catalogue, coin moved inside transactions. */
  readonly notCompared: number;
  readonly differences: readonly Difference[];
}

export interface AuditedChain {
  readonly network: NetworkConfig;
  readonly source: ChainSource;
  readonly range: BlockRange;
  readonly onProgress: (at: bigint) => void;
  /** How long the follower is given after a reorg; three blocks where absent. */
  readonly settlingMs?: Milliseconds;
}

/** A reorg while the blocks are read makes the reading void: it is done again, after the follower had time to settle it. */
const MOST_ATTEMPTS = 3;
const SETTLING_BLOCKS = 3;

/**
 * Reads the range once more and holds it against the books as they were at one moment. That moment's cursor must still be on
 * the chain when all is read: then every block below it is the very one that the books are about. Throws `ChainReadError`.
 */
export async function auditChain(deps: MatchDeps, chain: AuditedChain): Promise<ChainAudit> {
  const { network } = chain;
  for (let attempt = 1; ; attempt++) {
    const books = await readBooks(deps, network, chain.range);
    const reading = await readChain(deps, chain);
    const stands = await isOnChain(chain.source, books.cursor);
    if (!stands && attempt < MOST_ATTEMPTS) {
      await delay(chain.settlingMs ?? SETTLING_BLOCKS * network.spec.blockTimeMs);
      continue;
    }
    const { standing, cursor } = books;
    const shows = showsLikeThese(network, (number) => reading.traced.has(number));
    const differences = stands
      ? [
          ...auditMovements(network.spec.name, { ...reading, shows }, standing, cursor.number),
          ...refundsOffChain(books.refunds, reading.hashes),
        ]
      : [offChain(cursor)];
    const inBooks = standing.filter(shows).length;
    return { onChain: reading.movements.length, inBooks, notCompared: standing.length - inBooks, differences };
  }
}

interface Books {
  readonly cursor: ChainCursor;
  readonly standing: readonly StandingTransfer[];
  readonly refunds: readonly RefundInBlock[];
}

function readBooks({ store }: MatchDeps, { spec }: NetworkConfig, range: BlockRange): Promise<Books> {
  return readSnapshot(store, async (tx) => {
    const cursor = await readCursor(tx, spec.name);
    if (cursor === undefined) throw new Error(`${spec.name} has no cursor any more`);
    const standing = await readStandingTransfers(tx, spec.name, range);
    return { cursor, standing, refunds: await readRefundsInBlocks(tx, spec.name, range) };
  });
}

async function readChain(deps: MatchDeps, { network, source, range, onProgress }: AuditedChain) {
  const movements: FoundTransfer[] = [];
  const hashes = new Map<bigint, Hex>();
  const traced = new Set<bigint>();
  for await (const blocks of readLinked(source, range)) {
    movements.push(...(await readMovements(deps, network, source, blocks)));
    for (const { number, hash, isTraced } of blocks) {
      hashes.set(number, hash);
      if (isTraced) traced.add(number);
    }
    onProgress(blocks.at(-1)!.number);
  }
  return { movements, hashes, traced };
}

async function isOnChain(source: Pick<ChainSource, 'readHeaders' | 'network'>, cursor: ChainCursor): Promise<boolean> {
  const [header] = await source.readHeaders([cursor.number]);
  if (!header) throw new ChainReadError('behind', `the node of ${source.network} does not have block ${cursor.number}`);
  return header.hash === cursor.hash;
}

function offChain({ network, number, hash }: ChainCursor): Difference {
  const at = { network, block: number };
  return difference('cursor_not_on_chain', at, { expected: 'a block of the chain', found: hash });
}
