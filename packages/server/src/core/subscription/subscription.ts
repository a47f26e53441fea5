import type { Metadata } from '../metadata.ts';
import type { LineItem, Recurring } from '../session/details.ts';
import type { Instant, Milliseconds } from '../time.ts';
import type { Anchor, Period } from './billing-calendar.ts';

export const SUBSCRIPTION_STATUSES = ['trialing', 'active', 'past_due', 'paused', 'canceled', 'ended'] as const;
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];
export type CancelReason = 'requested' | 'period_end' | 'payments_missed';

/** Copied from the site when the subscription is made, and never read there again. */
export interface RenewalPolicy {
  /** How long before a period its renewal is created; a quarter of the period at most. */
  readonly leadMs: Milliseconds;
  /** How long after a period has begun it may be paid before the subscription is past due; a quarter of it at most. */
  readonly graceMs: Milliseconds;
  /** After so many unpaid periods in a row it is canceled. */
  readonly maxMisses: number;
}

/** A period that was asked. Amounts in minor units of the subscription's currency. */
export interface AskedPeriod extends Period {
  /** What the whole period costs. */
  readonly price: bigint;
  /** What credit took off it; below zero: what was added to it. */
  readonly creditUsed: bigint;
  /** What its newest session asks: the price less the credit. */
  readonly amount: bigint;
  /** Its newest session. */
  readonly sessionId: string;
  /** When it could first be paid; null until its session is known to exist. */
  readonly openedAt: Instant | null;
  readonly paidAt: Instant | null;
  readonly paidSessionId: string | null;
  readonly missedAt: Instant | null;
  /** Withdrawn before it was paid. */
  readonly voidedAt: Instant | null;
  /** What its time was paid with, money and credit together, at most its price; zero until it is paid. */
  readonly worth: bigint;
  /** What of its worth can still become credit. */
  readonly creditable: bigint;
  /** How much of its grace had run when it was withdrawn and asked again. */
  readonly graceSpentMs: Milliseconds;
}

/** A subscription as the books hold it. `status` is what was last told. */
export interface Subscription {
  readonly organizationId: string;
  readonly id: string;
  readonly livemode: boolean;
  readonly siteId: string;
  readonly firstSessionId: string;
  readonly customerId: string | null;
  readonly customerEmail: string | null;
  readonly status: SubscriptionStatus;
  readonly version: number;
  readonly currency: string;
  /** Minor units, for each period from now on. */
  readonly price: bigint;
  /** Minor units to take off renewals to come; below zero: to add to the next. */
  readonly credit: bigint;
  /** Minor units of money that came and is not in the credit: what new credit is given from. See `Funds`. */
  readonly backing: bigint;
  readonly description: string | null;
  readonly lineItems: readonly LineItem[] | null;
  readonly metadata: Metadata | null;
  readonly recurring: Recurring;
  readonly policy: RenewalPolicy;
  readonly anchor: Anchor;
  /** The period that it is in by its calendar. */
  readonly current: Period;
  /** Periods in a row whose grace ended without their money. */
  readonly misses: number;
  readonly cancelAtPeriodEnd: boolean;
  readonly pausedAt: Instant | null;
  readonly canceledAt: Instant | null;
  readonly cancelReason: CancelReason | null;
  readonly endedAt: Instant | null;
  /** How far its test clock is ahead of the server's; added to every `now` that decides something about it. */
  readonly clockOffsetMs: Milliseconds;
  readonly testClockId: string | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** The status that the other fields stand for. */
export function statusOf(
  facts: Pick<Subscription, 'canceledAt' | 'endedAt' | 'pausedAt' | 'misses' | 'current'>,
): SubscriptionStatus {
  if (facts.canceledAt !== null) return 'canceled';
  if (facts.endedAt !== null) return 'ended';
  if (facts.pausedAt !== null) return 'paused';
  if (facts.misses > 0) return 'past_due';
  return facts.current.number === 0 ? 'trialing' : 'active';
}
