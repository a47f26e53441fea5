import { isLapsed } from '../core/session/dialect-status.ts';
import type { Store } from '../store/database.ts';
import { lockLapsedSessions } from '../store/lapsed-sessions.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { lockSessions } from '../store/sessions.ts';
import { type RederiveDeps, rederiveSessions, type ToldChange } from './rederive-sessions.ts';
import { keyOf, viewSessions } from './view-sessions.ts';

const AT_ONCE = 200;

/**
 * A session that is still underpaid when its grace window is over keeps its status, but nothing more counts by itself:
 * that is told, once, as a change of its own. The caller wakes `session` and `outbox`.
 */
export async function tellLapsedSessions(
  deps: RederiveDeps & { readonly store: Store },
): Promise<readonly ToldChange[]> {
  return retriedTransaction(deps.store, async (tx) => {
    const keys = await lockLapsedSessions(tx, deps.runtime.now(), AT_ONCE);
    const views = await viewSessions(tx, await lockSessions(tx, keys), deps.runtime.now());
    // By the facts, and not only by the row: what has come since may not have been derived yet.
    const lapsed = views.filter(({ derived }) => isLapsed(derived));
    return rederiveSessions(
      deps,
      tx,
      lapsed.map(({ session }) => keyOf(session)),
      ['session.lapsed'],
    );
  });
}
