import type { Session } from '../core/session/session.ts';
import { startedAt } from '../core/session/test-clock.ts';
import { readCursor } from '../store/chain-cursors.ts';
import { findSessionsToSearch, markSearched, type SessionToSearch } from '../store/due-sessions.ts';
import { groupByAge } from './group-by-age.ts';
import type { RecordDeps } from './record-batch.ts';
import type { ToldChange } from './rederive-sessions.ts';
import type { SearchableNetwork } from './search-network.ts';
import { createSearchRun, nameOf, type SearchRun } from './search-run.ts';

/** One log filter's worth of recipients. */
const AT_ONCE = 100;

/**
 * The job: sessions that ended without their money are searched once for tokens outside the catalogue, after their grace
 * has been read past on all of their networks. Where a node fails, its sessions wait for the next run and no others do; a
 * session that cannot be searched though its network can be read is put aside by itself.
 */
export async function searchEndedSessions(
  deps: RecordDeps,
  networksOf: (session: Session) => readonly SearchableNetwork[],
  faults: unknown[],
): Promise<readonly ToldChange[]> {
  const run = createSearchRun(deps, faults);
  for (;;) {
    const due = await findSessionsToSearch(deps.store, {
      except: [...run.givenUp],
      now: deps.runtime.now(),
      limit: AT_ONCE,
    });
    const givenUpBefore = run.givenUp.size;
    for (const { network, sessions } of byNetwork(due, networksOf)) await searchByAge(deps, run, network, sessions);
    // Last, since deriving a session that has ended asks for a search again.
    await markSearched(
      deps.store,
      due.filter(({ session }) => !run.left.has(session.id)),
    );
    if (due.length < AT_ONCE && run.givenUp.size === givenUpBefore) return run.changes;
  }
}

/** Young sessions do not pay for the range of an old one. */
async function searchByAge(
  deps: RecordDeps,
  run: SearchRun,
  network: SearchableNetwork,
  sessions: readonly Session[],
): Promise<void> {
  const readTo = (await readCursor(deps.store, nameOf(network)))?.watermark ?? deps.runtime.now();
  const aged = sessions.map((session) => ({ session, createdAt: startedAt(session) }));
  for (const group of groupByAge(aged, readTo)) {
    await run.search(
      network,
      group.map(({ session }) => session),
    );
  }
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
