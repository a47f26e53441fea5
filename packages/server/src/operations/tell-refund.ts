import { toPublicId } from '../core/identity/public-id.ts';
import type { Refund, RefundEventType } from '../core/refund/refund.ts';
import { refundResource } from '../core/resource/refund-resource.ts';
import type { Transaction } from '../store/database.ts';
import { insertEvents } from '../store/events.ts';
import { audit } from './audit.ts';
import type { Principal } from './principal.ts';
import type { RefundDeps } from './refund-deps.ts';

/** Puts the refund as it now is into the outbox, in the transaction that changed it. */
export function tellRefund(
  { runtime, context }: RefundDeps,
  tx: Transaction,
  refund: Refund,
  type: RefundEventType,
): Promise<void> {
  return insertEvents(tx, [
    {
      id: runtime.newId(),
      organizationId: refund.organizationId,
      livemode: refund.livemode,
      type,
      sessionId: refund.sessionId,
      version: null,
      data: refundResource(refund, context, { showLink: false }),
      createdAt: refund.updatedAt,
    },
  ]);
}

/** Writes down who did what to it. */
export function auditRefund(
  { runtime }: RefundDeps,
  tx: Transaction,
  principal: Principal,
  refund: Refund,
  act: 'create' | 'give_address' | 'reset_address' | 'send' | 'cancel',
): Promise<void> {
  const { sessionId, toAddress, txHash } = refund;
  return audit(runtime, tx, principal, {
    action: `refund.${act}`,
    subject: toPublicId('refund', refund.id),
    reason: act === 'create' ? refund.reason : null,
    details: {
      sessionId: toPublicId('session', sessionId),
      amount: refund.amountAtomic.toString(),
      ...(toAddress && { toAddress }),
      ...(txHash && { txHash }),
    },
  });
}
