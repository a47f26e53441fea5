import { isRefunded } from '../core/session/dialect-status.ts';
import { REFUNDED_EVENT_TYPE } from '../core/webhook/ipn.ts';
import type { Transaction } from '../store/database.ts';
import { refreshRefundStatus } from '../store/refundable.ts';
import { lockSessions, type SessionKey } from '../store/sessions.ts';
import { type TellIpnDeps, tellIpnEvent } from './tell-ipn-event.ts';
import { viewSessions } from './view-sessions.ts';

/**
 * Brings the session's word about its refunds to what the ledger says. To the receiver of a checkout's notifications one
 * that was refunded in whole has another status, and is told so, once. The session is locked; the caller wakes `outbox`.
 */
export async function refreshRefunds(deps: TellIpnDeps, tx: Transaction, key: SessionKey): Promise<void> {
  if ((await refreshRefundStatus(tx, key)) !== 'full') return;
  const [session] = await lockSessions(tx, [key]);
  if (!session || !isRefunded(session)) return;
  const [view] = await viewSessions(tx, [session], deps.runtime.now());
  await tellIpnEvent(deps, tx, view!, REFUNDED_EVENT_TYPE);
}
