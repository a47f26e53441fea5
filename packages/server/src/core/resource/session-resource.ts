import { type IdKind, toPublicId } from '../identity/public-id.ts';
import { formatAtomic, formatMoney } from '../money/amounts.ts';
import { ZERO } from '../money/fraction.ts';
import { discountedMinor, subtotalOf } from '../pricing/subtotal.ts';
import { type CountedTransfer, isCounted } from '../session/classify-transfers.ts';
import type { DerivedSession } from '../session/derive-session.ts';
import type { AppliedDiscount, Recurring, SubscriptionPeriod } from '../session/details.ts';
import type { Offer } from '../session/facts.ts';
import { remainingAtomic } from '../session/remainder.ts';
import type { Payment, Session } from '../session/session.ts';
import type { Instant } from '../time.ts';
import { amountSums, assetAmount } from './amount-sums.ts';
import { listedTransfers } from './listed-transfers.ts';
import { type AssetLookup, confirmationsOf, type Heads, transferResource } from './transfer-resource.ts';

export interface SessionView {
  readonly session: Session;
  readonly derived: DerivedSession;
  readonly payments: readonly Payment[];
  /** The last block read on each network, for confirmations. */
  readonly heads: Heads;
}

export interface ResourceContext {
  readonly publicUrl: string;
  readonly findAsset: AssetLookup;
}

export const isoTime = (instant: Instant): string => new Date(instant).toISOString();
export const isoTimeOrNull = (instant: Instant | null) => (instant === null ? null : isoTime(instant));

/** Where the customer pays. The code is the session's id without its prefix. */
export function checkoutUrl(publicUrl: string, sessionId: string): string {
  return `${publicUrl}/checkout/${toPublicId('session', sessionId).slice(3)}`;
}

const weiAndEth = (atomic: bigint, offer: Offer) => ({
  wei: atomic.toString(),
  eth: formatAtomic(atomic, offer.decimals),
});

const methodResource = (offer: Offer) => ({
  id: offer.method,
  network: offer.network,
  token: offer.contract,
  symbol: offer.symbol,
  decimals: offer.decimals,
  chainId: offer.chainId,
});

const idOrNull = (kind: IdKind, uuid: string | null) => (uuid === null ? null : toPublicId(kind, uuid));

const discountResource = ({ discountId, ...rest }: AppliedDiscount) => ({
  discountId: idOrNull('discount', discountId),
  ...rest,
});

const recurringResource = ({ endsAt, ...rest }: Recurring) => ({ ...rest, endsAt: isoTimeOrNull(endsAt) });

const periodResource = ({ number, startsAt, endsAt }: SubscriptionPeriod) => ({
  number,
  startsAt: isoTime(startsAt),
  endsAt: isoTime(endsAt),
});

export function chosenOffer(session: Session): Offer | null {
  return session.terms.offers.find((offer) => offer.method === session.method) ?? null;
}

/**
 * A session as the canonical API shows it: the fields of the table of seed 003, then ours. `status`, `version`, `paidAt`
 * and `txHash` are what was told; everything about amounts is derived from the facts as they stand.
 */
export function sessionResource({ session, derived, payments, heads }: SessionView, context: ResourceContext) {
  const { terms } = session;
  const offer = chosenOffer(session);
  const total = formatMoney(terms.total);
  const discounted = discountedMinor(session.discounts, terms.total.currency);
  const transfers = listedTransfers(derived.transfers).map((classified) =>
    transferResource(classified, heads, context.findAsset),
  );
  return {
    id: toPublicId('session', session.id),
    object: 'checkout_session' as const,
    linkId: idOrNull('paymentLink', session.linkId),
    mode: session.mode,
    siteId: toPublicId('site', session.siteId),
    status: session.status,
    version: session.version,
    address: session.address,
    amount: offer && weiAndEth(offer.askedAtomic, offer),
    fiat: { amount: total, currency: terms.total.currency },
    ethPriceUsd: offer?.nativeUsd ?? null,
    expiresAt: isoTime(session.expiresAt),
    graceEndsAt: isoTime(session.graceEndsAt),
    paidAt: isoTimeOrNull(session.paidAt),
    txHash: session.txHash,
    chainId: offer?.chainId ?? null,
    metadata: session.metadata,
    successUrl: session.successUrl,
    cancelUrl: session.cancelUrl,
    returnUrl: session.returnUrl,
    customerEmail: session.customerEmail,
    livemode: session.livemode,
    checkoutUrl: checkoutUrl(context.publicUrl, session.id),
    createdAt: isoTime(session.createdAt),
    updatedAt: isoTime(session.updatedAt),
    currency: terms.total.currency,
    amountSubtotal: formatMoney(subtotalOf(terms.total, session.discounts)),
    amountDiscount: formatMoney({ ...terms.total, minor: discounted }),
    amountTotal: total,
    method: offer && methodResource(offer),
    methods: terms.offers.map((each) => ({
      ...methodResource(each),
      amount: weiAndEth(each.askedAtomic, each),
      rate: each.rate,
      requiredConfirmations: each.requiredConfirmations,
    })),
    payments: payments.map((payment) => paymentResource(payment, session)),
    transfers,
    transfersTotal: derived.transfers.length,
    ...amounts(session, derived, offer),
    confirmations: countedConfirmations(derived, heads),
    requiredConfirmations: offer?.requiredConfirmations ?? null,
    waitingFor: derived.waitingFor,
    canExtend: derived.canExtend,
    graceOver: derived.graceOver,
    description: session.description,
    lineItems: session.lineItems,
    discounts: session.discounts?.map(discountResource) ?? [],
    customerId: idOrNull('customer', session.customerId),
    customerDetails: session.customerDetails,
    subscriptionId: idOrNull('subscription', session.subscriptionId),
    subscriptionPeriod: session.subscriptionPeriod && periodResource(session.subscriptionPeriod),
    recurring: session.recurring && recurringResource(session.recurring),
    accessedAt: isoTimeOrNull(session.accessedAt),
    completedAt: isoTimeOrNull(session.completedAt),
    refundStatus: session.refundStatus,
    dialectFields: session.dialectFields,
    testClockId: idOrNull('testClock', session.testClockId),
  };
}
export type SessionResource = ReturnType<typeof sessionResource>;

function paymentResource(payment: Payment, session: Session) {
  const offer = session.terms.offers.find((each) => each.method === payment.method)!;
  return {
    id: toPublicId('payment', payment.id),
    method: payment.method,
    address: session.address,
    amount: weiAndEth(offer.askedAtomic, offer),
    createdAt: isoTime(payment.createdAt),
  };
}

function amounts({ terms }: Session, derived: DerivedSession, offer: Offer | null) {
  const received = derived.perAsset.map((sum) => assetAmount(sum.offer, sum.receivedAtomic));
  const confirmed = derived.perAsset
    .filter((sum) => sum.confirmedAtomic > 0n)
    .map((sum) => assetAmount(sum.offer, sum.confirmedAtomic));
  const remaining = offer === null ? [] : [assetAmount(offer, remainingAtomic(derived, offer))];
  const { overpaid } = derived;
  return {
    amountReceived: amountSums(terms, derived.received, 'down', received),
    amountConfirmed: amountSums(terms, derived.confirmed, 'down', confirmed),
    /** Asked in the chosen method, rounded up. */
    amountRemaining: amountSums(terms, terms.total.minor === 0n ? ZERO : derived.remaining, 'up', remaining),
    overpaidAmount:
      overpaid === null
        ? null
        : amountSums(terms, overpaid.share, 'down', [assetAmount(overpaid.offer, overpaid.atomic)]),
  };
}

/** The least confirmed of all transfers that count, listed or not: how far the payment as a whole has come. */
function countedConfirmations({ transfers }: DerivedSession, heads: Heads): number {
  const least = (few: number | null, { transfer }: CountedTransfer) =>
    Math.min(few ?? Number.POSITIVE_INFINITY, confirmationsOf(transfer, heads));
  return transfers.filter(isCounted).reduce<number | null>(least, null) ?? 0;
}
