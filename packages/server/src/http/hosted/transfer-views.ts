import type { CheckoutView, TakenBackView, TransferView } from '@opentill/checkout/view';
import type { NetworkConfig } from '../../config/network-spec.ts';
import { listedTransfers } from '../../core/resource/listed-transfers.ts';
import { isoTime, type SessionView } from '../../core/resource/session-resource.ts';
import { confirmationsOf } from '../../core/resource/transfer-resource.ts';
import type { ClassifiedTransfer } from '../../core/session/classify-transfers.ts';
import type { ObservedTransfer } from '../../core/session/facts.ts';
import type { Session } from '../../core/session/session.ts';
import { missedTransfers, type TakenBack } from '../../core/session/taken-back.ts';
import { clockNow } from '../../core/session/test-clock.ts';
import { amountText } from './amount-text.ts';
import type { PageContext } from './page-context.ts';
import type { Sighting } from './sightings.ts';

/** What arrived, what is on its way, and what was there and is missed. */
export function transferViews(
  view: SessionView,
  takenBack: readonly TakenBack[],
  context: PageContext,
): Pick<CheckoutView, 'transfers' | 'takenBack'> {
  const { session, derived } = view;
  const sighted = unbooked(view, context.sightings.of(session));
  return {
    transfers: [
      ...listedTransfers(derived.transfers).map((transfer) => transferView(transfer, view, context)),
      ...sighted.map((sighting) => sightingView(sighting, session, context)),
    ],
    takenBack: takenBackViews(session, takenBack, sighted, context),
  };
}

export const networkOf = (context: PageContext, name: string): NetworkConfig | undefined =>
  context.networks.find((network) => network.spec.name === name);

/** A transaction, where it can be looked at, and its network in words. */
function transactionView(network: string, hash: string, context: PageContext) {
  const spec = networkOf(context, network)?.spec;
  return {
    hash,
    explorerUrl: spec?.explorerUrl ? `${spec.explorerUrl}/tx/${hash}` : null,
    networkLabel: spec?.label ?? network,
  };
}

function transferView(classified: ClassifiedTransfer, { heads }: SessionView, context: PageContext): TransferView {
  const { transfer, disposition, reason, confirmed } = classified;
  const network = networkOf(context, transfer.network);
  const assets = network ? [network.spec.native, ...network.spec.tokens] : [];
  const asset = classified.offer ?? assets.find((each) => each.contract === transfer.contract);
  const counted = confirmed ? 'confirmed' : 'confirming';
  return {
    ...transactionView(transfer.network, transfer.txHash, context),
    ...(asset
      ? {
          amount: `${amountText(transfer.amountAtomic, { ...asset, network: transfer.network }, context)} ${asset.symbol}`,
        }
      : unknownToken(transfer, context)),
    state: disposition === 'unexpected' ? 'unexpected' : counted,
    reason,
    confirmations: confirmationsOf(transfer, heads),
    requiredConfirmations: classified.offer?.requiredConfirmations ?? network?.confirmations ?? 1,
    at: isoTime(transfer.arrivedAt),
  };
}

/** Nothing is known of its decimals: it is counted as the token counts itself. */
const unknownToken = ({ amountAtomic, contract }: ObservedTransfer, { locale }: PageContext) => ({
  amount: new Intl.NumberFormat(locale).format(amountAtomic),
  unknownToken: `${contract?.slice(0, 8)}…`,
});

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
