import type { Session } from '../core/session/session.ts';
import { INITIATED_EVENT_TYPE, ipnUrlOf } from '../core/webhook/ipn.ts';
import type { Store } from '../store/database.ts';
import { hasEvent } from '../store/session-events.ts';
import { lockSessions } from '../store/sessions.ts';
import { type TellIpnDeps, tellIpnEvent } from './tell-ipn-event.ts';
import { keyOf, viewSessions } from './view-sessions.ts';

/**
 * The buyer has opened the page of a checkout that waits for its payment: its notifications' receiver is told, the first
 * time. Costs nothing where there is no `ipnUrl`, and little once it was told. The caller wakes `outbox` for true.
 */
export async function tellInitiated(deps: TellIpnDeps & { readonly store: Store }, session: Session): Promise<boolean> {
  if (session.status !== 'pending' || ipnUrlOf(session) === null) return false;
  const { organizationId, id: sessionId } = session;
  if (await hasEvent(deps.store, { organizationId, sessionId, type: INITIATED_EVENT_TYPE })) return false;
  return deps.store.transaction().execute(async (tx) => {
    const [locked] = await lockSessions(tx, [keyOf(session)]);
    if (locked?.status !== 'pending') return false;
    const [view] = await viewSessions(tx, [locked], deps.runtime.now());
    return tellIpnEvent(deps, tx, view!, INITIATED_EVENT_TYPE);
  });
}
