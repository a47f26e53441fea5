import type { ResourceContext, SessionView } from '../core/resource/session-resource.ts';
import { sessionResource } from '../core/resource/session-resource.ts';
import { type IPN_EVENT_TYPES, ipnUrlOf } from '../core/webhook/ipn.ts';
import type { Transaction } from '../store/database.ts';
import { insertEvents } from '../store/events.ts';
import { findIpnReceiver } from '../store/ipn-receivers.ts';
import { hasEvent } from '../store/session-events.ts';
import { eventId } from './event-id.ts';
import type { Runtime } from './runtime.ts';

export interface TellIpnDeps {
  readonly runtime: Runtime;
  readonly resource: ResourceContext;
}

/**
 * Tells the receiver of a checkout's notifications, and nobody else, once for each type. The session's row is locked by the
 * caller, who wakes `outbox` after the commit. False: it has no receiver, or was told before.
 */
export async function tellIpnEvent(
  { runtime, resource }: TellIpnDeps,
  tx: Transaction,
  view: SessionView,
  type: (typeof IPN_EVENT_TYPES)[number],
): Promise<boolean> {
  const { organizationId, livemode, id: sessionId, version, dialectFields } = view.session;
  const ipnUrl = ipnUrlOf({ dialectFields });
  if (ipnUrl === null || (await hasEvent(tx, { organizationId, sessionId, type }))) return false;
  const endpointId = await findIpnReceiver(tx, { organizationId, livemode, origin: new URL(ipnUrl).origin });
  if (endpointId === undefined) return false;
  const data = sessionResource(view, resource);
  const event = { organizationId, livemode, sessionId, version, type, data, endpointId };
  await insertEvents(tx, [{ ...event, id: eventId(runtime, version), createdAt: runtime.now() }]);
  return true;
}
