import { leastOf } from '../money/least.ts';
import type { Instant } from '../time.ts';
import { creditForChange } from './credit.ts';
import { addBacking, type Funds, giveCredit } from './funds.ts';
import type { AskedPeriod, Subscription } from './subscription.ts';

/** A completed session of a period. Minor units. */
export interface PeriodPayment {
  readonly sessionId: string;
  readonly createdAt: Instant;
  readonly paidAt: Instant;
  /** What it asked. */
  readonly total: bigint;
  /** What of that was confirmed: less where a person took less as enough. */
  readonly received: bigint;
  /** What of that has gone back, or is about to: it becomes no credit. */
  readonly refunded: bigint;
}

export interface SettledPeriod {
  readonly period: AskedPeriod;
  readonly funds: Funds;
}

type Payer = Funds & Pick<Subscription, 'price' | 'canceledAt' | 'endedAt'>;

/**
 * A period once the money of one of its sessions has come, and what that adds to the credit: all of it where it buys
 * nothing, otherwise what an older session brought beyond what the newest asks, and the rest of a price that has changed
 * meanwhile. Counted is what came, not what was asked.
 */
export function settlePeriod(asked: AskedPeriod, payer: Payer, payment: PeriodPayment): SettledPeriod {
  const { received, refunded, paidAt } = payment;
  const kept = received > refunded ? received - refunded : 0n;
  const came = addBacking(payer, received);
  if (asked.paidAt !== null || buysNothing(asked, payer)) {
    return { period: asked, funds: giveCredit(came, kept).funds };
  }
  const beyond = beyondAsked(asked, payment);
  const { funds } = giveCredit(useCredit(came, asked), leastOf(beyond, kept));
  const worth = within(received + asked.creditUsed - beyond, asked.price);
  const period: AskedPeriod = {
    ...asked,
    openedAt: asked.openedAt ?? payment.createdAt,
    paidAt,
    paidSessionId: payment.sessionId,
    voidedAt: null,
    worth,
    creditable: worth,
  };
  return repricePeriod(period, funds, { from: asked.price, to: payer.price, now: paidAt, refunded });
}

export interface Repricing {
  readonly from: bigint;
  readonly to: bigint;
  readonly now: Instant;
  /** What of the money that paid the period has gone back, or is about to. */
  readonly refunded: bigint;
}

/** Sets what a paid period's time costs now off against what was paid for it and has not gone back. */
export function repricePeriod(
  period: AskedPeriod,
  funds: Funds,
  { from, to, now, refunded }: Repricing,
): SettledPeriod {
  const { funds: after, given } = giveCredit(
    funds,
    leastOf(creditForChange(period, from, to, now), within(period.creditable - refunded, period.creditable)),
  );
  return { period: { ...period, creditable: period.creditable - given }, funds: after };
}

/** The subscription is over, and the period was taken back from it or would only have begun afterwards. */
function buysNothing(asked: AskedPeriod, { canceledAt, endedAt }: Payer): boolean {
  const overAt = canceledAt ?? endedAt;
  return overAt !== null && (asked.voidedAt !== null || asked.startsAt >= overAt);
}

/** Above zero: what came beyond what the newest session asks. Below: what that asks beyond this one. */
function beyondAsked({ amount }: AskedPeriod, { total, received }: PeriodPayment): bigint {
  if (received > amount) return received - amount;
  return total < amount ? total - amount : 0n;
}

/** What was given back when the period was withdrawn is used after all. */
function useCredit(funds: Funds, { voidedAt, creditUsed }: AskedPeriod): Funds {
  if (voidedAt !== null) return giveCredit(funds, -creditUsed).funds;
  return addBacking(funds, creditUsed > 0n ? creditUsed : 0n);
}

const within = (amount: bigint, most: bigint) => (amount < 0n ? 0n : leastOf(amount, most));
