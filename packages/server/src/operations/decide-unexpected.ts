import { toPublicId } from '../core/identity/public-id.ts';
import type { UnexpectedTransfer } from '../core/resource/unexpected-resource.ts';
import type { Transaction } from '../store/database.ts';
import { findUnexpectedTransfers, type Resolution, resolveUnexpected } from '../store/unexpected-transfers.ts';
import { audit } from './audit.ts';
import type { Principal } from './principal.ts';
import type { RederiveDeps } from './rederive-sessions.ts';
import { tellUnexpected } from './tell-unexpected.ts';

export interface Decided {
  readonly outcome: 'decided';
  readonly transfer: UnexpectedTransfer;
  /** For the wake after the commit. */
  readonly sessionIds: readonly string[];
}

type Decision = Pick<Resolution, 'status' | 'attachedSessionId' | 'refundId' | 'note'>;

/** Books a decision about an open unexpected transfer, tells it and writes down who made it. The sessions are locked. */
export async function decide(
  deps: RederiveDeps,
  tx: Transaction,
  principal: Principal,
  transferId: string,
  decision: Decision,
): Promise<Decided> {
  const at = deps.runtime.now();
  await resolveUnexpected(tx, principal, transferId, { ...decision, by: principal.actor, at });
  const [transfer] = await findUnexpectedTransfers(tx, principal, [transferId]);
  const { status, attachedSessionId, note } = decision;
  await audit(deps.runtime, tx, principal, {
    action: `unexpected_transfer.${status}`,
    subject: toPublicId('transfer', transferId),
    reason: note,
    ...(attachedSessionId && { details: { sessionId: toPublicId('session', attachedSessionId) } }),
  });
  await tellUnexpected(deps, tx, [{ of: principal, transferId, type: status }]);
  const sessionIds = [...new Set([transfer!.sessionId, ...(attachedSessionId ? [attachedSessionId] : [])])];
  return { outcome: 'decided', transfer: transfer!, sessionIds };
}
