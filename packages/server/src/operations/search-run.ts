import { ChainReadError } from '../core/chain/errors.ts';
import type { Session } from '../core/session/session.ts';
import { readCursor } from '../store/chain-cursors.ts';
import { isDatabaseAway } from '../store/database-away.ts';
import { postponeWork } from '../store/postponed-work.ts';
import { PostponedWorkError } from './one-by-one.ts';
import type { RecordDeps } from './record-batch.ts';
import type { ToldChange } from './rederive-sessions.ts';
import { type SearchableNetwork, type SearchOutcome, searchNetwork } from './search-network.ts';

/** So many sessions that cannot be read are asked for one by one in a run: each may cost a node's whole patience. */
const MOST_MISSES = 3;
/** For ten minutes it may be a reorg that came between, or a node that shows its blocks and stumbles over their logs. */
const FAILURES_TO_TELL = 8;

export interface SearchRun {
  readonly changes: ToldChange[];
  /** Networks that are not asked any more in this run. */
  readonly givenUp: Set<string>;
  /** The ids of sessions of which a network is left. */
  readonly left: Set<string>;
  search(network: SearchableNetwork, sessions: readonly Session[]): Promise<void>;
}

type Attempt = SearchOutcome | { readonly outcome: 'faulty'; readonly fault: unknown };

export const nameOf = ({ network }: SearchableNetwork): string => network.spec.name;

/** One run of the job: which networks and which sessions it gets through to. */
export function createSearchRun(deps: RecordDeps, faults: unknown[]): SearchRun {
  const changes: ToldChange[] = [];
  const givenUp = new Set<string>();
  const left = new Set<string>();
  const misses = new Map<string, number>();
  const leave = (sessions: readonly Session[]) => {
    for (const { id } of sessions) left.add(id);
  };

  async function search(network: SearchableNetwork, sessions: readonly Session[]): Promise<void> {
    if (givenUp.has(nameOf(network))) return leave(sessions);
    const attempt = await attemptSearch(deps, network, sessions);
    if (attempt.outcome === 'searched') return void changes.push(...attempt.changes);
    if (attempt.outcome === 'unreadable' && !(await isReadable(deps, network))) {
      givenUp.add(nameOf(network));
      return leave(sessions);
    }
    // Together they failed: each by itself, so that whichever is the cause does not hold up the others.
    if (sessions.length === 1) return putAside(network, sessions[0]!, attempt);
    for (const session of sessions) await search(network, [session]);
  }

  async function putAside(network: SearchableNetwork, session: Session, attempt: Attempt): Promise<void> {
    left.add(session.id);
    const item = { work: 'search_session', organizationId: session.organizationId, id: session.id } as const;
    const postponed = await postponeWork(deps.store, item, deps.runtime.now());
    if (attempt.outcome === 'faulty') return void faults.push(new PostponedWorkError(item, postponed, attempt.fault));
    const missed = (misses.get(nameOf(network)) ?? 0) + 1;
    misses.set(nameOf(network), missed);
    if (missed >= MOST_MISSES) givenUp.add(nameOf(network));
    const why = `${nameOf(network)} can be read, but not for this session`;
    if (postponed.failures >= FAILURES_TO_TELL) faults.push(new PostponedWorkError(item, postponed, why));
  }

  return { changes, givenUp, left, search };
}

async function attemptSearch(
  deps: RecordDeps,
  network: SearchableNetwork,
  sessions: readonly Session[],
): Promise<Attempt> {
  try {
    return await searchNetwork(deps, network, sessions);
  } catch (fault) {
    if (isDatabaseAway(fault)) throw fault;
    return { outcome: 'faulty', fault };
  }
}

/** Whether the network's node shows the block that the books stand on. */
async function isReadable({ store }: RecordDeps, network: SearchableNetwork): Promise<boolean> {
  const cursor = await readCursor(store, nameOf(network));
  if (!cursor) return false;
  try {
    await network.source.readHeaders([cursor.number]);
    return true;
  } catch (error) {
    if (error instanceof ChainReadError) return false;
    throw error;
  }
}
