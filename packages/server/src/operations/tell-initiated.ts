import { sessionResource } from '../core/resource/session-resource.ts';
import type { Session } from '../core/session/session.ts';
import { INITIATED_EVENT_TYPE, ipnUrlOf } from '../core/webhook/ipn.ts';
import type { Queries, Store } from '../store/database.ts';
import { insertEvents } from '../store/events.ts';
import { initiatedReceivers } from '../store/initiated-receivers.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { lockSessions } from '../store/sessions.ts';
import type { TellIpnDeps } from './tell-ipn-event.ts';
import { keyOf, viewSessions } from './view-sessions.ts';

/**
 * The buyer has opened the page of a checkout that waits for its payment: the receivers of its notifications are told, the
 * first time. Costs one look where there are none, or where they were told. The caller wakes `outbox` for true.
 */
export async function tellInitiated(deps: TellIpnDeps & { readonly store: Store }, session: Session): Promise<boolean> {
  if (session.status !== 'pending' || (await receiversOf(deps.store, session)).length === 0) return false;
  return retriedTransaction(deps.store, async (tx) => {
    const [locked] = await lockSessions(tx, [keyOf(session)]);
    if (locked?.status !== 'pending') return false;
    const receivers = await receiversOf(tx, locked);
    const [view] = await viewSessions(tx, [locked], deps.runtime.now());
    const { organizationId, livemode, id: sessionId, version } = locked;
    const event = { organizationId, livemode, sessionId, version, type: INITIATED_EVENT_TYPE };
    const data = sessionResource(view!, deps.resource);
    const createdAt = deps.runtime.now();
    await insertEvents(
      tx,
      receivers.map((endpointId) => ({ ...event, id: deps.runtime.newId(), data, endpointId, createdAt })),
    );
    return receivers.length > 0;
  });
}

function receiversOf(queries: Queries, session: Session): Promise<readonly string[]> {
  const ipnUrl = ipnUrlOf(session);
  return initiatedReceivers(queries, session, ipnUrl && new URL(ipnUrl).origin);
}
