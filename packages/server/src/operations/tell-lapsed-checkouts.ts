import { isLapsed } from '../core/session/dialect-status.ts';
import { LAPSED_EVENT_TYPE } from '../core/webhook/ipn.ts';
import type { Store } from '../store/database.ts';
import { lockLapsedCheckouts } from '../store/lapsed-checkouts.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { lockSessions } from '../store/sessions.ts';
import { type TellIpnDeps, tellIpnEvent } from './tell-ipn-event.ts';
import { viewSessions } from './view-sessions.ts';

export type TellLapsedDeps = TellIpnDeps & { readonly store: Store };

const AT_ONCE = 200;

/**
 * A checkout that is still underpaid when its grace window is over keeps its status, but to the receiver of its
 * notifications it has ended: it is told so, once. Returns how many were; the caller wakes `outbox`.
 */
export async function tellLapsedCheckouts(deps: TellLapsedDeps): Promise<number> {
  return retriedTransaction(deps.store, async (tx) => {
    const keys = await lockLapsedCheckouts(tx, deps.runtime.now(), AT_ONCE);
    const views = await viewSessions(tx, await lockSessions(tx, keys), deps.runtime.now());
    let told = 0;
    for (const view of views) {
      if (isLapsed(view.derived) && (await tellIpnEvent(deps, tx, view, LAPSED_EVENT_TYPE))) told++;
    }
    return told;
  });
}
