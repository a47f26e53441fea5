import type { Refund } from '../core/refund/refund.ts';
import type { Transaction } from '../store/database.ts';
import { findRefund } from '../store/refunds.ts';
import { lockSessions } from '../store/sessions.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';

export interface RefundDone {
  readonly outcome: 'done';
  readonly refund: Refund;
}

/** A refund of this organization and mode, with its session locked, so that nothing else changes it meanwhile. */
export async function openRefund(
  tx: Transaction,
  principal: Principal,
  refundId: string,
): Promise<{ readonly outcome: 'open'; readonly refund: Refund } | Refusal> {
  const known = await findRefund(tx, principal, refundId);
  if (!known) return refuse('refund_not_found', 'There is no such refund for this key.');
  await lockSessions(tx, [known]);
  const refund = await findRefund(tx, principal, refundId);
  return { outcome: 'open', refund: refund! };
}
