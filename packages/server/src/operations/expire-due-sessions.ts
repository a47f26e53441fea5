import type { Instant } from '../core/time.ts';
import type { Transaction } from '../store/database.ts';
import { hasDueSessions, lockDueSessions } from '../store/due-sessions.ts';
import { throwFaults, togetherOrEach } from './one-by-one.ts';
import type { RecordDeps } from './record-batch.ts';
import type { ToldChange } from './rederive-sessions.ts';

const AT_ONCE = 500;
/** A backlog is worked off over several calls, so that none of them lasts long. */
const MOST_ROUNDS = 20;

export interface ExpireOptions {
  /** Only deadlines from then on. */
  readonly since?: Instant | null;
  readonly rounds?: number;
  /** Where what failed goes; it is thrown at the end where absent. */
  readonly faults?: unknown[] | undefined;
}

/**
 * Derives the sessions whose next deadline every offered network has been read past; for sessions without networks the
 * server's clock decides. A network that cannot be read holds back only the sessions that offer it, and a session that
 * cannot be derived only itself. Returns what changed; the caller wakes.
 */
export async function expireDueSessions(
  deps: RecordDeps,
  { since = null, rounds = MOST_ROUNDS, faults }: ExpireOptions = {},
): Promise<readonly ToldChange[]> {
  const all: ToldChange[] = [];
  const failed = faults ?? [];
  for (let round = 0; round < rounds; round++) {
    const { count, results } = await expireSome(deps, since, failed);
    all.push(...results);
    if (count < AT_ONCE) break;
  }
  if (faults === undefined) throwFaults(failed);
  return all;
}

async function expireSome(deps: RecordDeps, since: Instant | null, faults: unknown[]) {
  const { store, runtime, rederive } = deps;
  const window = { since, now: runtime.now() };
  if (!(await hasDueSessions(store, window))) return { count: 0, results: [] };
  const lock = (tx: Transaction) => lockDueSessions(tx, { ...window, limit: AT_ONCE });
  return togetherOrEach(deps, { work: 'expire_session', lock, run: rederive }, faults);
}
