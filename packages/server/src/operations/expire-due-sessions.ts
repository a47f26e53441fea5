import type { Instant } from '../core/time.ts';
import { hasDueSessions, lockDueSessions } from '../store/due-sessions.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import type { RecordDeps } from './record-batch.ts';
import type { ToldChange } from './rederive-sessions.ts';

const AT_ONCE = 500;
/** A backlog is worked off over several calls, so that none of them lasts long. */
const MOST_ROUNDS = 20;

/**
 * Derives the sessions whose next deadline every offered network has been read past; for sessions without networks the
 * server's clock decides. A network that cannot be read holds back only the sessions that offer it. `since` limits the
 * look to deadlines from then on. Returns what changed; the caller wakes.
 */
export async function expireDueSessions(
  deps: RecordDeps,
  { since = null, rounds = MOST_ROUNDS }: { since?: Instant | null; rounds?: number } = {},
): Promise<readonly ToldChange[]> {
  const all: ToldChange[] = [];
  for (let round = 0; round < rounds; round++) {
    const changes = await expireSome(deps, since);
    all.push(...changes);
    if (changes.length < AT_ONCE) break;
  }
  return all;
}

async function expireSome(
  { store, runtime, rederive }: RecordDeps,
  since: Instant | null,
): Promise<readonly ToldChange[]> {
  const window = { since, now: runtime.now() };
  if (!(await hasDueSessions(store, window))) return [];
  return retriedTransaction(store, async (tx) => {
    const keys = await lockDueSessions(tx, { ...window, limit: AT_ONCE });
    return keys.length === 0 ? [] : rederive(tx, keys);
  });
}
