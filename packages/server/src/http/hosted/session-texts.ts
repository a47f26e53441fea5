import type { SessionView as SessionTexts } from '@opentill/checkout/view';
import { parseMoney } from '../../core/money/amounts.ts';
import { formatForReading } from '../../core/money/reading.ts';
import { discountedMinor, subtotalOf } from '../../core/pricing/subtotal.ts';
import { chosenOffer, isoTime, type SessionView } from '../../core/resource/session-resource.ts';
import { canRestart } from '../../core/session/can-restart.ts';
import type { Offer } from '../../core/session/facts.ts';
import { isAcceptedShort } from '../../core/session/need.ts';
import { remainingAtomic } from '../../core/session/remainder.ts';
import type { LineItem, Session } from '../../core/session/session.ts';
import { missedTransfers, type TakenBack } from '../../core/session/taken-back.ts';
import type { Instant } from '../../core/time.ts';
import type { MoneyDecisions } from '../../store/money-decisions.ts';
import type { Site } from '../../store/organizations.ts';
import { type AmountTextOptions, amountText } from './amount-text.ts';
import { codeOf } from './code.ts';
import { recurringTexts } from './recurring-texts.ts';
import { goingBackAtomic } from './refunded-views.ts';

export interface SessionMoments {
  readonly now: Instant;
  /** Of a renewal: until when its address leads to a session that can be paid; null where it is no renewal, or not replaced. */
  readonly lastsUntil: Instant | null;
  /** Of a renewal: its period is still to be paid. */
  readonly isAsked: boolean;
  /** What a reorg took from the session, and has not returned. */
  readonly takenBack: readonly TakenBack[];
  /** What the shop has made of money that came. */
  readonly decisions: MoneyDecisions;
}

/** The session's own part of the page: status, order, sums, where to go. */
export function sessionTexts(
  view: SessionView,
  site: Site,
  options: AmountTextOptions,
  { now, lastsUntil, isAsked, takenBack, decisions }: SessionMoments,
): SessionTexts {
  const { session } = view;
  const { locale } = options;
  const mayReturn = missedTransfers(session, takenBack).length > 0;
  return {
    code: codeOf(session.id),
    status: session.status,
    version: session.version,
    description: session.description,
    lineItems: (session.lineItems ?? []).map((item) => lineItemTexts(item, session, locale)),
    discounted: discountTexts(session, locale),
    total: formatForReading(session.terms.total, locale),
    currency: session.terms.total.currency,
    recurring: recurringTexts(session, locale, lastsUntil),
    createdAt: isoTime(session.createdAt),
    expiresAt: isoTime(session.expiresAt),
    graceEndsAt: isoTime(session.graceEndsAt),
    paidAt: session.paidAt === null ? null : isoTime(session.paidAt),
    successUrl: session.successUrl,
    cancelUrl: session.cancelUrl,
    returnUrl: session.returnUrl,
    canRestart: canRestart({ ...view, isAsked, mayReturn, isAllowed: site.policy.allowRestart }, now),
    restartedAs: session.restartedAs === null ? null : `/checkout/${codeOf(session.restartedAs)}`,
    ...(session.acts.some(({ kind }) => kind === 'cancel') && { isCanceled: true }),
    ...(session.refundStatus !== null && { refundStatus: session.refundStatus }),
    ...sums(view, decisions, options),
  };
}

function lineItemTexts(item: LineItem, { terms }: Session, locale: string): SessionTexts['lineItems'][number] {
  const unit = parseMoney(item.unitAmount, terms.total.currency);
  const minor = unit.kind === 'amount' ? unit.money.minor * BigInt(item.quantity) : 0n;
  return {
    name: item.name,
    description: item.description,
    imageUrl: item.imageUrl,
    quantity: item.quantity,
    amount: formatForReading({ minor, currency: terms.total.currency }, locale),
  };
}

function discountTexts({ discounts, terms }: Session, locale: string): NonNullable<SessionTexts['discounted']> | null {
  if (discounts === null || discounts.length === 0) return null;
  const { total } = terms;
  const text = (minor: bigint) => formatForReading({ ...total, minor }, locale);
  return {
    subtotal: formatForReading(subtotalOf(total, discounts), locale),
    saved: text(discountedMinor(discounts, total.currency)),
    discounts: discounts.map((discount) => ({
      name: discount.name,
      code: discount.code,
      percentOff: discount.percentOff,
      amount: text(-discountedMinor([discount], total.currency)),
    })),
  };
}

function sums({ session, derived }: SessionView, decisions: MoneyDecisions, options: AmountTextOptions) {
  const text = (atomic: bigint, offer: Offer) => `${amountText(atomic, offer, options)} ${offer.symbol}`;
  const received = derived.perAsset.map((sum) => text(sum.receivedAtomic, sum.offer));
  const offer = chosenOffer(session);
  const missing = offer === null ? 0n : remainingAtomic(derived, offer);
  const { overpaid } = derived;
  return {
    received: received.length === 0 ? null : received.join(' + '),
    remaining: offer === null || missing === 0n || received.length === 0 ? null : text(missing, offer),
    isAcceptedShort: isAcceptedShort(session, derived.received),
    // Once so much goes back, nobody is to ask for it.
    overpaid:
      overpaid === null || goingBackAtomic(derived, decisions, overpaid.offer) >= overpaid.atomic
        ? null
        : text(overpaid.atomic, overpaid.offer),
  };
}
