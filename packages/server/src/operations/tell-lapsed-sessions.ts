import { isLapsed } from '../core/session/dialect-status.ts';
import type { Session } from '../core/session/session.ts';
import type { Store, Transaction } from '../store/database.ts';
import { lockLapsedSessions } from '../store/lapsed-sessions.ts';
import { postponeWork, type WorkItem } from '../store/postponed-work.ts';
import { lockSessions, type SessionKey } from '../store/sessions.ts';
import { togetherOrEach } from './one-by-one.ts';
import { type RederiveDeps, rederiveSessions, type ToldChange } from './rederive-sessions.ts';
import { keyOf, viewSessions } from './view-sessions.ts';

const AT_ONCE = 200;

/**
 * A session that is still underpaid when its grace window is over keeps its status, but nothing more counts by itself:
 * that is told, once, as a change of its own. The caller wakes `session` and `outbox`.
 */
export async function tellLapsedSessions(
  deps: RederiveDeps & { readonly store: Store },
  faults: unknown[],
): Promise<readonly ToldChange[]> {
  const lock = (tx: Transaction) => lockLapsedSessions(tx, deps.runtime.now(), AT_ONCE);
  const run = (tx: Transaction, keys: readonly SessionKey[]) => tellEach(deps, tx, keys);
  return (await togetherOrEach(deps, { work: 'tell_lapsed_session', lock, run }, faults)).results;
}

async function tellEach(
  deps: RederiveDeps,
  tx: Transaction,
  keys: readonly SessionKey[],
): Promise<readonly ToldChange[]> {
  const views = await viewSessions(tx, await lockSessions(tx, keys), deps.runtime.now());
  const lapsed: SessionKey[] = [];
  for (const { session, derived } of views) {
    // By the facts, and not only by the row: what has come since may not have been derived yet.
    if (isLapsed(derived)) lapsed.push(keyOf(session));
    // Found and not told: it is not to be found before all others each time.
    else await postponeWork(tx, itemOf(session), deps.runtime.now());
  }
  return rederiveSessions(deps, tx, lapsed, ['session.lapsed']);
}

const itemOf = ({ organizationId, id }: Session): WorkItem => ({ work: 'tell_lapsed_session', organizationId, id });
