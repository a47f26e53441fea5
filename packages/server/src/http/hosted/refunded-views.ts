import type { CheckoutView, RefundedView, TransferView } from '@opentill/checkout/view';
import type { Refund } from '../../core/refund/refund.ts';
import type { SessionView } from '../../core/resource/session-resource.ts';
import { type ClassifiedTransfer, isCounted } from '../../core/session/classify-transfers.ts';
import type { DerivedSession } from '../../core/session/derive-session.ts';
import type { Offer } from '../../core/session/facts.ts';
import type { MoneyDecisions } from '../../store/money-decisions.ts';
import { assetText, transactionView } from './asset-text.ts';
import type { PageContext } from './page-context.ts';

/** What the shop has made of a transfer that does not count; nothing of one that does, or that waits for a decision. */
export function decisionOn(
  classified: ClassifiedTransfer,
  { refunds, writtenOff }: MoneyDecisions,
  context: PageContext,
): Pick<TransferView, 'refunds' | 'decision'> {
  const { transfer } = classified;
  if (isCounted(classified)) return {};
  const own = refunds.filter(({ transferId }) => transferId === transfer.id);
  const isWhole = sumOf(own) >= transfer.amountAtomic;
  const decision = isWhole ? 'refunded' : writtenOff.has(transfer.id) ? 'written_off' : null;
  return {
    ...(own.length > 0 && { refunds: own.map((refund) => refundedView(refund, context)) }),
    ...(decision !== null && { decision }),
  };
}

/** What goes back of the session's own money, and of what was found on its address without a transfer. */
export function refundedViews(
  { derived }: SessionView,
  decisions: MoneyDecisions,
  context: PageContext,
): Pick<CheckoutView, 'refunds' | 'isAllRefunded'> {
  const uncounted = new Set(derived.transfers.filter((each) => !isCounted(each)).map(({ transfer }) => transfer.id));
  const shown = decisions.refunds.filter(({ transferId }) => transferId === null || !uncounted.has(transferId));
  if (shown.length === 0) return {};
  const isAllRefunded = derived.perAsset.every(
    ({ offer, receivedAtomic }) => goingBackAtomic(derived, decisions, offer) >= receivedAtomic,
  );
  return { refunds: shown.map((refund) => refundedView(refund, context)), isAllRefunded };
}

/**
 * How much of what counts goes back, or has gone, in the offer's asset. A transfer that once did not count may count since a
 * reorganization: what goes back of it is then the session's.
 */
export function goingBackAtomic({ transfers }: DerivedSession, { refunds }: MoneyDecisions, offer: Offer): bigint {
  const counted = new Set(transfers.filter(isCounted).map(({ transfer }) => transfer.id));
  const own = refunds.filter(({ transferId }) => transferId === null || counted.has(transferId));
  return sumOf(own.filter(({ network, contract }) => network === offer.network && contract === offer.contract));
}

const sumOf = (refunds: readonly Refund[]) => refunds.reduce((sum, { amountAtomic }) => sum + amountAtomic, 0n);

/** Nothing of where it goes, nor why: whoever knows the checkout's address is not always its customer. */
function refundedView(refund: Refund, context: PageContext): RefundedView {
  const { status, problem, txHash, network } = refund;
  const { networkLabel, ...transaction } = transactionView(network, txHash ?? '', context);
  const { amount, unknownToken } = assetText(refund, context);
  return {
    amount: unknownToken ? `${amount} × ${unknownToken}` : amount,
    networkLabel,
    state: status === 'awaiting_address' || status === 'confirmed' ? status : 'coming',
    // What the network shows not to pay it, or not at all, is none of it.
    transaction: txHash === null || problem !== null ? null : transaction,
  };
}
