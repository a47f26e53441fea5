import type { Hex } from '../core/hex.ts';
import type { Refund } from '../core/refund/refund.ts';
import type { Transaction } from '../store/database.ts';
import { updateRefund } from '../store/refunds.ts';
import { openRefund, type RefundDone } from './open-refund.ts';
import type { Principal } from './principal.ts';
import type { RefundDeps } from './refund-deps.ts';
import { markRefunded, reopenTransfer } from './refunded-transfer.ts';
import { type Refusal, refuse } from './refusal.ts';
import { auditRefund, tellRefund } from './tell-refund.ts';

/**
 * The merchant has sent it, they say, in this transaction; from now on its network is watched for it. Another hash may follow
 * as long as none is confirmed: a wallet that speeds a transaction up gives it a new one.
 */
export async function sendRefund(
  deps: RefundDeps,
  tx: Transaction,
  principal: Principal,
  refundId: string,
  txHash: Hex,
): Promise<RefundDone | Refusal> {
  const opened = await openRefund(tx, principal, refundId);
  if (opened.outcome === 'refused') return opened;
  const { refund } = opened;
  if (refund.status === 'awaiting_address') {
    return notAllowed(
      'The address is not known yet: nothing sent now could be told from another payment. Send the customer `refundUrl`, which ' +
        'asks for it, or cancel this refund and create one with `toAddress`.',
    );
  }
  if (refund.status !== 'ready' && refund.status !== 'sent') {
    return notAllowed(`A refund that is ${refund.status} takes no transaction.`);
  }
  if (refund.status === 'sent' && refund.txHash === txHash) return { outcome: 'done', refund };
  return bookSent(deps, tx, principal, refund, txHash);
}

/** The session is locked. */
export async function bookSent(
  deps: RefundDeps,
  tx: Transaction,
  principal: Principal,
  refund: Refund,
  txHash: Hex,
): Promise<RefundDone> {
  const now = deps.runtime.now();
  const sent = changed(refund, now, { status: 'sent', txHash, problem: null, sentAt: now, nextCheckAt: now });
  await updateRefund(tx, sent);
  await auditRefund(deps, tx, principal, sent, 'send');
  await tellRefund(deps, tx, sent, 'refund.sent');
  if (refund.status !== 'sent') await markRefunded(deps, tx, principal, sent);
  return { outcome: 'done', refund: sent };
}

/**
 * Given up. What was sent cannot be, unless the network shows that the transaction does not pay it. One that nobody has seen may
 * still be mined: it goes on being watched.
 */
export async function cancelRefund(
  deps: RefundDeps,
  tx: Transaction,
  principal: Principal,
  refundId: string,
): Promise<RefundDone | Refusal> {
  const opened = await openRefund(tx, principal, refundId);
  if (opened.outcome === 'refused') return opened;
  const { refund } = opened;
  if (refund.status === 'sent' && refund.problem === null) {
    return notAllowed('It was sent, and its transaction may still be confirmed: it cannot be canceled.');
  }
  if (refund.status !== 'awaiting_address' && refund.status !== 'ready' && refund.status !== 'sent') {
    return notAllowed(`A refund that is ${refund.status} cannot be canceled.`);
  }
  const canceled = changed(refund, deps.runtime.now(), { status: 'canceled' });
  await updateRefund(tx, canceled);
  await auditRefund(deps, tx, principal, canceled, 'cancel');
  await tellRefund(deps, tx, canceled, 'refund.canceled');
  await reopenTransfer(deps, tx, canceled);
  return { outcome: 'done', refund: canceled };
}

/** Forgets the address and makes a new link: whoever has an old one can neither see nor say anything any more. */
export async function resetRefundAddress(
  deps: RefundDeps,
  tx: Transaction,
  principal: Principal,
  refundId: string,
): Promise<RefundDone | Refusal> {
  const opened = await openRefund(tx, principal, refundId);
  if (opened.outcome === 'refused') return opened;
  const { refund } = opened;
  if (refund.status !== 'awaiting_address' && refund.status !== 'ready') {
    return notAllowed(`The address of a refund that is ${refund.status} is not changed any more.`);
  }
  const reset = changed(refund, deps.runtime.now(), {
    status: 'awaiting_address',
    toAddress: null,
    addressGivenAt: null,
    linkNumber: refund.linkNumber + 1,
  });
  await updateRefund(tx, reset);
  await auditRefund(deps, tx, principal, reset, 'reset_address');
  return { outcome: 'done', refund: reset };
}

const notAllowed = (message: string): Refusal => refuse('refund_act_not_allowed', message);

/** The refund with these changes, one version on. */
export function changed(refund: Refund, now: number, changes: Partial<Refund>): Refund {
  return { ...refund, ...changes, version: refund.version + 1, updatedAt: now };
}
