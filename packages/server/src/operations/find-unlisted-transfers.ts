import type { Session } from '../core/session/session.ts';
import { startedAt } from '../core/session/test-clock.ts';
import { readCursor } from '../store/chain-cursors.ts';
import { findSessionsToSearch, markSearched, type SessionToSearch } from '../store/due-sessions.ts';
import { groupByAge } from './group-by-age.ts';
import type { RecordDeps } from './record-batch.ts';
import type { ToldChange } from './rederive-sessions.ts';
import { type SearchableNetwork, searchNetwork } from './search-network.ts';

export type { SearchableNetwork } from './search-network.ts';

/** One log filter's worth of recipients. */
const AT_ONCE = 100;

/**
 * Searches the networks for what was sent to a session's address in any token, from the session's creation to the last
 * block read, and puts into the books what is not there yet: tokens outside the catalogue are shown and never count. A
 * network that cannot be read now is passed over. Returns what changed; the caller wakes.
 */
export async function findUnlistedTransfers(
  deps: RecordDeps,
  networks: readonly SearchableNetwork[],
  session: Session,
): Promise<readonly ToldChange[]> {
  const changes: ToldChange[] = [];
  for (const network of networks) {
    const result = await searchNetwork(deps, network, [session]);
    if (result.outcome === 'searched') changes.push(...result.changes);
  }
  return changes;
}

/**
 * The job: sessions that ended without their money are searched once for tokens outside the catalogue, after their grace
 * has been read past on all of their networks. Where a node fails, its sessions wait for the next run and no others do.
 */
export async function searchEndedSessions(
  deps: RecordDeps,
  networksOf: (session: Session) => readonly SearchableNetwork[],
): Promise<readonly ToldChange[]> {
  const changes: ToldChange[] = [];
  const failed = new Set<string>();
  for (;;) {
    const due = await findSessionsToSearch(deps.store, { except: [...failed], limit: AT_ONCE });
    const failedBefore = failed.size;
    for (const { network, sessions } of byNetwork(due, networksOf)) {
      const result = await searchByAge(deps, network, sessions);
      changes.push(...result.changes);
      if (!result.isReadable) failed.add(nameOf(network));
    }
    const isDone = ({ session }: SessionToSearch) => networksOf(session).every((each) => !failed.has(nameOf(each)));
    // Last, since deriving a session that has ended asks for a search again.
    await markSearched(deps.store, due.filter(isDone));
    if (due.length < AT_ONCE && failed.size === failedBefore) return changes;
  }
}

/** Young sessions do not pay for the range of an old one. Stops at the first group that cannot be read. */
async function searchByAge(deps: RecordDeps, network: SearchableNetwork, sessions: readonly Session[]) {
  const changes: ToldChange[] = [];
  const readTo = (await readCursor(deps.store, nameOf(network)))?.watermark ?? deps.runtime.now();
  const aged = sessions.map((session) => ({ session, createdAt: startedAt(session) }));
  for (const group of groupByAge(aged, readTo)) {
    const result = await searchNetwork(
      deps,
      network,
      group.map(({ session }) => session),
    );
    if (result.outcome === 'unreadable') return { changes, isReadable: false };
    changes.push(...result.changes);
  }
  return { changes, isReadable: true };
}

interface Group {
  readonly network: SearchableNetwork;
  readonly sessions: Session[];
}

function byNetwork(
  due: readonly SessionToSearch[],
  networksOf: (session: Session) => readonly SearchableNetwork[],
): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const { session } of due) {
    for (const network of networksOf(session)) {
      const group = groups.get(nameOf(network)) ?? { network, sessions: [] };
      group.sessions.push(session);
      groups.set(nameOf(network), group);
    }
  }
  return [...groups.values()];
}

const nameOf = ({ network }: SearchableNetwork) => network.spec.name;
