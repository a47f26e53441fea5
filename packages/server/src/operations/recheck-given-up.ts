import type { RefundVerdict } from '../core/refund/judge-refund.ts';
import type { Refund } from '../core/refund/refund.ts';
import type { Instant } from '../core/time.ts';
import type { Transaction } from '../store/database.ts';
import { updateRefund } from '../store/refunds.ts';
import { changed } from './refund-acts.ts';
import type { RefundDeps } from './refund-deps.ts';
import { tellRefund } from './tell-refund.ts';

/**
 * A refund that was canceled, or whose failure a reorg took back, has a transaction that may be mined all the same. Its money may
 * be promised anew by then: nothing is moved, and a person is told. Returns the refund where that has happened.
 */
export async function recheckGivenUp(
  deps: RefundDeps,
  tx: Transaction,
  refund: Refund,
  verdict: RefundVerdict,
  nextCheckAt: Instant,
): Promise<Refund | undefined> {
  if (verdict.outcome === 'waiting') {
    await updateRefund(tx, { ...refund, nextCheckAt });
    return undefined;
  }
  const { outcome, block } = verdict;
  if (outcome === 'failed') {
    await updateRefund(tx, { ...refund, block, nextCheckAt: null });
    return undefined;
  }
  const problem =
    `Its transaction was mined after all, in block ${block.number}, and has paid the refund, of which the books know nothing. ` +
    'Create the refund again, to the same address, and give this hash, unless the money has been sent once more.';
  const paid = changed(refund, deps.runtime.now(), { problem, block, nextCheckAt: null });
  await updateRefund(tx, paid);
  await tellRefund(deps, tx, paid, 'refund.paid_after_all');
  return paid;
}
