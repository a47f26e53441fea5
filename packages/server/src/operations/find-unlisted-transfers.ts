import type { Session } from '../core/session/session.ts';
import type { RecordDeps } from './record-batch.ts';
import type { ToldChange } from './rederive-sessions.ts';
import { type SearchableNetwork, searchNetwork } from './search-network.ts';

export type { SearchableNetwork } from './search-network.ts';

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
