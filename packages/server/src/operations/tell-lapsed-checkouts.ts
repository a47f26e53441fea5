import { isLapsed } from '../core/session/dialect-status.ts';
import { LAPSED_EVENT_TYPE } from '../core/webhook/ipn.ts';
import type { Store, Transaction } from '../store/database.ts';
import { lockLapsedCheckouts } from '../store/lapsed-checkouts.ts';
import { postponeWork } from '../store/postponed-work.ts';
import { lockSessions, type SessionKey } from '../store/sessions.ts';
import { togetherOrEach } from './one-by-one.ts';
import { type TellIpnDeps, tellIpnEvent } from './tell-ipn-event.ts';
import { viewSessions } from './view-sessions.ts';

export type TellLapsedDeps = TellIpnDeps & { readonly store: Store };

const AT_ONCE = 200;

/**
 * A checkout that is still underpaid when its grace window is over keeps its status, but to the receiver of its
 * notifications it has ended: it is told so, once. Returns how many were; the caller wakes `outbox`.
 */
export async function tellLapsedCheckouts(deps: TellLapsedDeps, faults: unknown[]): Promise<number> {
  const lock = (tx: Transaction) => lockLapsedCheckouts(tx, deps.runtime.now(), AT_ONCE);
  const run = (tx: Transaction, keys: readonly SessionKey[]) => tellEach(deps, tx, keys);
  const { results } = await togetherOrEach(deps, { work: 'tell_lapsed', lock, run }, faults);
  return results.length;
}

/** The ids of those that were told. */
async function tellEach(
  deps: TellLapsedDeps,
  tx: Transaction,
  keys: readonly SessionKey[],
): Promise<readonly string[]> {
  const views = await viewSessions(tx, await lockSessions(tx, keys), deps.runtime.now());
  const told: string[] = [];
  for (const view of views) {
    const { organizationId, id } = view.session;
    if (isLapsed(view.derived) && (await tellIpnEvent(deps, tx, view, LAPSED_EVENT_TYPE))) told.push(id);
    // Found and not told: it is not to be found before all others each time.
    else await postponeWork(tx, { work: 'tell_lapsed', organizationId, id }, deps.runtime.now());
  }
  return told;
}
