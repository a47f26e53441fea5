import type { Refund } from '../core/refund/refund.ts';
import type { Instant } from '../core/time.ts';
import type { Transaction } from '../store/database.ts';
import { insertLedgerEntries } from '../store/ledger.ts';
import { readTakenFrom } from '../store/refund-ledger.ts';
import { updateRefund } from '../store/refunds.ts';
import { refreshRefunds } from './refresh-refunds.ts';
import { changed } from './refund-acts.ts';
import type { RefundDeps } from './refund-deps.ts';
import { tellRefund } from './tell-refund.ts';

/**
 * A reorg has come to the block of a confirmed refund. Where that stands, so does the refund. Otherwise nothing has gone back
 * any more: the ledger takes it back, and the refund waits for where its transaction comes again. Its session is locked.
 */
export async function recheckConfirmed(
  deps: RefundDeps,
  tx: Transaction,
  refund: Refund,
  stands: boolean,
  nextCheckAt: Instant,
): Promise<Refund | undefined> {
  if (stands) {
    await updateRefund(tx, { ...refund, nextCheckAt: null });
    return undefined;
  }
  const now = deps.runtime.now();
  const waiting = { status: 'sent', block: null, confirmedAt: null, problem: null, sentAt: now, nextCheckAt } as const;
  const taken = changed(refund, now, waiting);
  await updateRefund(tx, taken);
  await moveBack(deps, tx, taken);
  await tellRefund(deps, tx, taken, 'refund.sent');
  return taken;
}

async function moveBack({ runtime, context }: RefundDeps, tx: Transaction, refund: Refund): Promise<void> {
  const { organizationId, livemode, sessionId, network, contract, amountAtomic } = refund;
  const takenFrom = await readTakenFrom(tx, refund);
  if (takenFrom === null) return;
  await insertLedgerEntries(tx, [
    {
      organizationId,
      id: runtime.newId(),
      livemode,
      sessionId,
      transferId: null,
      refundId: refund.id,
      network,
      contract,
      debit: 'refunded',
      credit: takenFrom,
      amountAtomic,
      cause: 'taken_back',
      createdAt: runtime.now(),
    },
  ]);
  await refreshRefunds({ runtime, resource: context }, tx, { organizationId, sessionId });
}
