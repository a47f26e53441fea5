import type { CheckoutView, TakenBackView, TransferView } from '@opentill/checkout/view';
import { listedTransfers } from '../../core/resource/listed-transfers.ts';
import { isoTime, type SessionView } from '../../core/resource/session-resource.ts';
import { confirmationsOf } from '../../core/resource/transfer-resource.ts';
import type { ClassifiedTransfer } from '../../core/session/classify-transfers.ts';
import type { Session } from '../../core/session/session.ts';
import { missedTransfers, type TakenBack } from '../../core/session/taken-back.ts';
import { clockNow } from '../../core/session/test-clock.ts';
import type { MoneyDecisions } from '../../store/money-decisions.ts';
import { amountText } from './amount-text.ts';
import { assetText, networkOf, transactionView } from './asset-text.ts';
import type { PageContext } from './page-context.ts';
import { decisionOn } from './refunded-views.ts';
import type { Sighting } from './sightings.ts';

/** What arrived, what is on its way, and what was there and is missed. */
export function transferViews(
  view: SessionView,
  { takenBack, decisions }: { readonly takenBack: readonly TakenBack[]; readonly decisions: MoneyDecisions },
  context: PageContext,
): Pick<CheckoutView, 'transfers' | 'takenBack'> {
  const { session, derived } = view;
  const sighted = unbooked(view, context.sightings.of(session));
  return {
    transfers: [
      ...listedTransfers(derived.transfers).map((transfer) => ({
        ...transferView(transfer, view, context),
        ...decisionOn(transfer, decisions, context),
      })),
      ...sighted.map((sighting) => sightingView(sighting, session, context)),
    ],
    takenBack: takenBackViews(session, takenBack, sighted, context),
  };
}

function transferView(classified: ClassifiedTransfer, { heads }: SessionView, context: PageContext): TransferView {
  const { transfer, disposition, reason, confirmed, offer } = classified;
  const network = networkOf(context, transfer.network);
  const counted = confirmed ? 'confirmed' : 'confirming';
  return {
    ...transactionView(transfer.network, transfer.txHash, context),
    ...(offer
      ? { amount: `${amountText(transfer.amountAtomic, offer, context)} ${offer.symbol}` }
      : assetText(transfer, context)),
    state: disposition === 'unexpected' ? 'unexpected' : counted,
    reason,
    confirmations: confirmationsOf(transfer, heads),
    requiredConfirmations: offer?.requiredConfirmations ?? network?.confirmations ?? 1,
    at: isoTime(transfer.arrivedAt),
  };
}

/** What the books hold is shown from there. */
function unbooked({ derived }: SessionView, sightings: readonly Sighting[]): readonly Sighting[] {
  const booked = new Set(derived.transfers.map(({ transfer }) => transfer.txHash));
  return sightings.filter(({ txHash }) => !booked.has(txHash));
}

function sightingView(
  { offer, txHash, amountAtomic, firstSeenAt }: Sighting,
  session: Session,
  context: PageContext,
): TransferView {
  return {
    ...transactionView(offer.network, txHash, context),
    amount: `${amountText(amountAtomic, offer, context)} ${offer.symbol}`,
    state: 'seen',
    reason: null,
    confirmations: 0,
    requiredConfirmations: offer.requiredConfirmations,
    at: isoTime(clockNow(session, firstSeenAt)),
  };
}

/** Without what is on its way again. */
function takenBackViews(
  session: Session,
  takenBack: readonly TakenBack[],
  sighted: readonly Sighting[],
  context: PageContext,
): readonly TakenBackView[] {
  const onTheirWay = new Set(sighted.map(({ txHash }) => txHash));
  return missedTransfers(session, takenBack, onTheirWay).map(({ offer, txHash, amountAtomic }) => ({
    ...transactionView(offer.network, txHash, context),
    amount: `${amountText(amountAtomic, offer, context)} ${offer.symbol}`,
  }));
}
