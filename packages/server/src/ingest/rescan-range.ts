import type { NetworkConfig } from '../config/network-spec.ts';
import type { Difference } from '../core/books/difference.ts';
import { ChainReadError } from '../core/chain/errors.ts';
import type { ChainSource } from '../core/chain/source.ts';
import type { RecordDeps } from '../operations/record-batch.ts';
import type { ToldChange } from '../operations/rederive-sessions.ts';
import { rescanBlocks } from '../operations/rescan-blocks.ts';
import { openRescan, type Rescan } from '../store/rescans.ts';
import type { BlockRange } from './audit-chain.ts';
import { readLinked } from './read-linked.ts';

export interface RescannedChain {
  readonly network: NetworkConfig;
  readonly source: ChainSource;
  /** Below the cursor. */
  readonly range: BlockRange;
  /** Once it is known where it begins or goes on, and after each batch. */
  readonly onProgress: (rescan: Rescan, repaired: readonly Difference[]) => void;
  readonly onChanges: (changes: readonly ToldChange[]) => void;
  /** Between two batches; what is done stays done, and the next one goes on there. */
  readonly isWanted: () => boolean;
}

export interface RescanEnd {
  readonly outcome: 'finished' | 'interrupted' | 'overtaken';
  readonly rescan: Rescan;
}

/** How often a reorg may void what was read before we give up. */
const MOST_ATTEMPTS = 5;

/** Reads a part of the past again and mends the books by it. What was begun and not finished goes on. Throws `ChainReadError`. */
export async function rescanRange(deps: RecordDeps, chain: RescannedChain): Promise<RescanEnd> {
  const { network, range, onProgress } = chain;
  const { runtime, store } = deps;
  const asked = { ...range, id: runtime.newId(), network: network.spec.name, at: runtime.now() };
  let rescan = await openRescan(store, asked);
  onProgress(rescan, []);
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const end = await goOn(deps, chain, rescan);
    if (end.outcome !== 'moved') return { outcome: end.outcome, rescan: end.rescan };
    rescan = end.rescan;
  }
  throw new ChainReadError('inconsistent', `${network.spec.name} is reorganised again and again: try later`);
}

async function goOn(deps: RecordDeps, chain: RescannedChain, begun: Rescan) {
  const { network, source, onProgress, onChanges, isWanted } = chain;
  let rescan = begun;
  for await (const blocks of readLinked(source, { from: rescan.done + 1n, to: rescan.to })) {
    if (!isWanted()) return { outcome: 'interrupted', rescan } as const;
    const result = await rescanBlocks(deps, source, { network, rescan, blocks });
    if (result.outcome !== 'rescanned') return { outcome: result.outcome, rescan };
    rescan = result.rescan;
    onChanges(result.changes);
    onProgress(rescan, result.repaired);
  }
  return { outcome: 'finished', rescan } as const;
}
