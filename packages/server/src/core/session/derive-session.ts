import type { Hex } from '../hex.ts';
import { type Fraction, ONE, reaches, reduceFraction, subtractFractions, ZERO } from '../money/fraction.ts';
import type { Instant } from '../time.ts';
import { type ClassifiedTransfer, type CountedTransfer, classifyTransfers, isCounted } from './classify-transfers.ts';
import { hasPassed, nextDeadline, offeredNetworks, unreadNetworks } from './deadlines.ts';
import { type Excess, excessOf } from './excess.ts';
import type { SessionFacts, SessionStatus, Watermarks } from './facts.ts';
import { leastNeed, type NeedStep, needSteps } from './need.ts';
import { decisiveTxHash, reachedAt } from './payment-moment.ts';
import { decideStatus } from './rules.ts';
import { type AssetSum, type CountedSums, sumCounted } from './sums.ts';
import { inClockTime } from './test-clock.ts';
import { extendedDeadline, type Timeline, timelineOf } from './timeline.ts';

/** What the facts say. Fractions are shares of the total, exact and in lowest terms. */
export interface DerivedSession {
  readonly status: SessionStatus;
  /** The deadlines after every extension and expiry. */
  readonly expiresAt: Instant;
  readonly graceEndsAt: Instant;
  /** The next moment at which reading a network past it can change this result; null when none can. */
  readonly nextDeadline: Instant | null;
  /** Offered networks that have not been read past `expiresAt`, while the session is pending after it. */
  readonly waitingFor: readonly string[];
  readonly canExtend: boolean;
  /** Every offered network has been read past the grace window: nothing more counts by itself. */
  readonly graceOver: boolean;
  readonly paidAt: Instant | null;
  readonly txHash: Hex | null;
  /** The share that makes the session paid. */
  readonly needed: Fraction;
  /** What counts, on time and late. */
  readonly received: Fraction;
  /** The confirmed part of it. */
  readonly confirmed: Fraction;
  /** What is missing of the whole; zero once what is needed has been received. */
  readonly remaining: Fraction;
  /** Received and confirmed by asset; only assets in which something counted, in the order they first did. */
  readonly perAsset: readonly AssetSum[];
  readonly overpaid: Excess | null;
  /** Every canonical transfer to the session's address, in chain order. */
  readonly transfers: readonly ClassifiedTransfer[];
}

/**
 * Derives a session from its facts and from how far its networks have been read. Pure: the same facts give the same
 * result in whatever order they were found. Moments of the result are in the session's test clock's time, where it has
 * one. `serverNow` decides only where no network is offered, and whether
 * `waitingFor` and `canExtend` look past the deadline.
 */
export function deriveSession(given: SessionFacts, readTo: Watermarks, serverNow: Instant): DerivedSession {
  const { facts, watermarks, now } = inClockTime(given, readTo, serverNow);
  const timeline = timelineOf(facts);
  const transfers = classifyTransfers(facts, watermarks, timeline);
  const counted = transfers.filter(isCounted);
  const sums = sumCounted(counted);
  const steps = needSteps(facts);
  const needed = leastNeed(steps);
  const overpaid = excessOf(sums, facts.terms);
  const networks = offeredNetworks(facts.terms);
  const status = decideStatus({
    nothingToPay: facts.terms.total.minor === 0n,
    canceled: timeline.canceled,
    somethingAttached: counted.some((transfer) => transfer.attachedAt !== null),
    toldPaid: facts.toldPaid,
    expiredByPerson: timeline.expiredByPerson,
    expiryPassed: hasPassed(timeline.expiresAt, networks, watermarks, now),
    sums,
    needed,
    exceeds: overpaid !== null,
  });
  const overdue = status === 'pending' && now > timeline.expiresAt;
  return {
    status,
    expiresAt: timeline.expiresAt,
    graceEndsAt: timeline.graceEndsAt,
    nextDeadline: nextDeadline(status, transfers, timeline),
    waitingFor: overdue ? unreadNetworks(networks, timeline.expiresAt, watermarks) : [],
    canExtend: status === 'pending' && !overdue && counted.length === 0 && hasExtensionLeft(facts, timeline),
    graceOver: hasPassed(timeline.graceEndsAt, networks, watermarks, now),
    paidAt: paidAt(status, facts, counted, steps),
    txHash: decisiveTxHash(counted, needed),
    ...sharesOf(sums, needed),
    overpaid,
    transfers,
  };
}

function sharesOf(sums: CountedSums, needed: Fraction) {
  return {
    needed,
    received: reduceFraction(sums.received),
    confirmed: reduceFraction(sums.confirmed),
    remaining: reaches(sums.received, needed) ? ZERO : reduceFraction(subtractFractions(ONE, sums.received)),
    perAsset: sums.perAsset,
  };
}

function paidAt(
  status: SessionStatus,
  facts: SessionFacts,
  counted: readonly CountedTransfer[],
  steps: readonly NeedStep[],
): Instant | null {
  if (status !== 'paid' && status !== 'paid_late') return null;
  if (facts.terms.total.minor === 0n) return facts.createdAt;
  const deciding = counted.filter(
    ({ confirmed, disposition }) => confirmed && (status === 'paid_late' || disposition === 'on_time'),
  );
  return reachedAt(deciding, steps);
}

function hasExtensionLeft(facts: SessionFacts, { extensionsUsed, expiresAt }: Timeline): boolean {
  return extensionsUsed < facts.terms.maxExtensions && extendedDeadline(facts, extensionsUsed + 1) > expiresAt;
}
