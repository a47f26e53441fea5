import type { UnexpectedTransfer } from '../core/resource/unexpected-resource.ts';
import type { Transaction } from '../store/database.ts';
import { hasOpenRefund } from '../store/refunds.ts';
import { lockSessions } from '../store/sessions.ts';
import { findUnexpectedTransfers } from '../store/unexpected-transfers.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';

/**
 * An unexpected transfer that still waits for a decision, with its session locked, and `alsoLocked` with it, so that no
 * derivation runs beside the decision.
 */
export async function openUnexpected(
  tx: Transaction,
  principal: Principal,
  transferId: string,
  alsoLocked: readonly string[] = [],
  { surplusToo = false } = {},
): Promise<{ readonly outcome: 'open'; readonly transfer: UnexpectedTransfer } | Refusal> {
  const known = await findDecidable(tx, principal, transferId, { surplusToo });
  if ('code' in known) return known;
  const { organizationId } = principal;
  const ids = [...new Set([known.sessionId, ...alsoLocked])];
  await lockSessions(
    tx,
    ids.map((sessionId) => ({ organizationId, sessionId })),
  );
  const transfer = await findDecidable(tx, principal, transferId, { surplusToo });
  if ('code' in transfer) return transfer;
  if (await hasOpenRefund(tx, principal, transferId)) {
    return refuse('refund_in_progress', 'A refund of this transfer is under way: cancel that first.');
  }
  return { outcome: 'open', transfer };
}

/** The transfer as it is listed, or why nothing can be decided about it. Locks nothing: to be asked before anything is locked. */
export async function findDecidable(
  tx: Transaction,
  principal: Principal,
  transferId: string,
  { surplusToo = false } = {},
): Promise<UnexpectedTransfer | Refusal> {
  const [known] = await findUnexpectedTransfers(tx, principal, [transferId]);
  if (!known) return refuse('unexpected_transfer_not_found', 'There is no such unexpected transfer for this key.');
  if (known.reason === 'balance_surplus' && !surplusToo) {
    return refuse(
      'no_transfer',
      'This is what a balance holds beyond the books, no transfer: it can be written off, and is withdrawn when its transfer is found.',
    );
  }
  if (known.status === 'open') return known;
  const message = `This transfer is ${known.status}: only an open one can be decided.`;
  return refuse('unexpected_transfer_resolved', message);
}

/** Only what the chain will not take back is given to another account. */
export function refuseUnconfirmed({ confirmedAt, orphanedAt }: UnexpectedTransfer): Refusal | undefined {
  if (confirmedAt !== null && orphanedAt === null) return undefined;
  return refuse('transfer_unconfirmed', 'This transfer is not confirmed yet: decide about it when it is.');
}
