import type { Refund } from '../core/refund/refund.ts';
import { unexpectedResource } from '../core/resource/unexpected-resource.ts';
import type { Transaction } from '../store/database.ts';
import { insertEvents } from '../store/events.ts';
import { findUnexpectedTransfers, reopenUnexpected } from '../store/unexpected-transfers.ts';
import { decide } from './decide-unexpected.ts';
import type { Principal } from './principal.ts';
import type { RefundDeps } from './refund-deps.ts';

/** An unexpected transfer whose refund has been sent waits for no decision any more. */
export async function markRefunded(
  { runtime, context }: RefundDeps,
  tx: Transaction,
  principal: Principal,
  { id, transferId, reason }: Refund,
): Promise<void> {
  if (transferId === null) return;
  await decide({ runtime, resource: context }, tx, principal, transferId, {
    status: 'refunded',
    attachedSessionId: null,
    refundId: id,
    note: reason,
  });
}

/** The refund came to nothing: the money is where it was, and open again. */
export async function reopenTransfer({ runtime, context }: RefundDeps, tx: Transaction, refund: Refund): Promise<void> {
  const { transferId, organizationId, livemode } = refund;
  if (transferId === null) return;
  const at = runtime.now();
  if (!(await reopenUnexpected(tx, refund, transferId, { refundId: refund.id, at }))) return;
  const [transfer] = await findUnexpectedTransfers(tx, refund, [transferId]);
  await insertEvents(tx, [
    {
      id: runtime.newId(),
      organizationId,
      livemode,
      type: 'unexpected_transfer.created',
      sessionId: transfer!.sessionId,
      version: null,
      data: unexpectedResource(transfer!, context.findAsset),
      createdAt: at,
    },
  ]);
}
