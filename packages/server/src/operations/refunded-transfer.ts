import type { Refund } from '../core/refund/refund.ts';
import type { Transaction } from '../store/database.ts';
import { findUnexpectedTransfers, reopenUnexpected } from '../store/unexpected-transfers.ts';
import { decide } from './decide-unexpected.ts';
import type { Principal } from './principal.ts';
import type { RefundDeps } from './refund-deps.ts';
import { tellUnexpected } from './tell-unexpected.ts';

/** An unexpected transfer whose refund has been sent waits for no decision any more; one that a reorg took waits for none. */
export async function markRefunded(
  { runtime, context }: RefundDeps,
  tx: Transaction,
  principal: Principal,
  { id, transferId, reason }: Refund,
): Promise<void> {
  if (transferId === null) return;
  const [transfer] = await findUnexpectedTransfers(tx, principal, [transferId]);
  if (transfer?.status !== 'open') return;
  await decide({ runtime, resource: context }, tx, principal, transferId, {
    status: 'refunded',
    attachedSessionId: null,
    refundId: id,
    note: reason,
  });
}

/** The refund came to nothing: the money is where it was, and open again. */
export async function reopenTransfer({ runtime, context }: RefundDeps, tx: Transaction, refund: Refund): Promise<void> {
  const { transferId } = refund;
  if (transferId === null) return;
  const at = runtime.now();
  if (!(await reopenUnexpected(tx, refund, transferId, { refundId: refund.id, at }))) return;
  await tellUnexpected({ runtime, resource: context }, tx, [{ of: refund, transferId, type: 'created' }]);
}

/** A part of it has gone back for certain: what is left waits for a decision. */
export async function reopenRest(deps: RefundDeps, tx: Transaction, refund: Refund): Promise<void> {
  if (refund.transferId === null) return;
  const [transfer] = await findUnexpectedTransfers(tx, refund, [refund.transferId]);
  if (transfer && transfer.refundedAtomic < transfer.amountAtomic) await reopenTransfer(deps, tx, refund);
}
