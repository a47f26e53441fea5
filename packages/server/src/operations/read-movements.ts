import type { NetworkConfig } from '../config/network-spec.ts';
import type { ChainBlock } from '../core/chain/blocks.ts';
import type { ChainSource } from '../core/chain/source.ts';
import { startedAt } from '../core/session/test-clock.ts';
import type { Instant } from '../core/time.ts';
import { readSessionStarts } from '../store/session-starts.ts';
import type { FoundTransfer } from '../store/transfers.ts';
import { type MatchDeps, matchBlocks } from './match-transfers.ts';

/** Blocks carry their miners' time, and their miners' clocks are not ours. */
const CLOCKS_APART_MS = 900_000;

/**
 * What blocks that were read long ago moved to addresses of ours, as the follower would have found it then: a transfer from
 * well before its address was handed out is none of its session's. Wallets whose xpub is given here may have a past.
 */
export async function readMovements(
  deps: MatchDeps,
  network: NetworkConfig,
  source: Pick<ChainSource, 'withoutReverted'>,
  blocks: readonly ChainBlock[],
): Promise<readonly FoundTransfer[]> {
  const found = await matchBlocks(deps, network, source, blocks);
  if (found.length === 0) return found;
  const starts = await readSessionStarts(deps.store, found);
  return found.filter(({ sessionId, block }) => !isFromBefore(block.timestamp, starts.get(sessionId)));
}

const isFromBefore = (blockTime: Instant, session: Parameters<typeof startedAt>[0] | undefined) =>
  session !== undefined && blockTime < startedAt(session) - CLOCKS_APART_MS;
