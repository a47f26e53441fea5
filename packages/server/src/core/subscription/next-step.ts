import type { Instant } from '../time.ts';
import type { Period } from './billing-calendar.ts';
import { graceEndsAt, nextToAsk, opensAt, periodAfter } from './deadlines.ts';
import type { AskedPeriod, Subscription } from './subscription.ts';

export type StepFacts = Pick<
  Subscription,
  'anchor' | 'recurring' | 'policy' | 'current' | 'misses' | 'cancelAtPeriodEnd' | 'pausedAt' | 'canceledAt' | 'endedAt'
> & {
  /** The newest period that was asked and not withdrawn. */
  readonly latest: AskedPeriod | null;
  /** How its newest session stands; null where there is none yet. */
  readonly session: RenewalSession | null;
};

export interface RenewalSession {
  /** `paying`: money that counts has come, all of it or on its way. `ran_out`: its time is over and none has come. */
  readonly state: 'payable' | 'paying' | 'ran_out' | 'withdrawn';
  /** Everything that came to it up to this moment is in the books. */
  readonly readTo: Instant;
  /** When time alone may have changed it. */
  readonly lookAgainAt: Instant;
}

/** What to do about a subscription now. */
export type Step =
  /** Ask for the period: claim it in the books; its session follows. */
  | { readonly kind: 'ask_period'; readonly period: Period }
  /** Create the session of a claimed period, or find it, and tell of it. */
  | { readonly kind: 'open_renewal'; readonly period: AskedPeriod }
  /** Put a fresh session in the place of one that ran out. */
  | { readonly kind: 'replace_renewal'; readonly period: AskedPeriod }
  /** The grace of the newest period is over without its money. */
  | { readonly kind: 'mark_past_due'; readonly period: AskedPeriod }
  /** The calendar has reached the next period. */
  | { readonly kind: 'begin_period'; readonly period: Period }
  | { readonly kind: 'cancel'; readonly reason: 'period_end' | 'payments_missed' }
  /** Its last period is over. */
  | { readonly kind: 'end' }
  /** Nothing before `until`; null: nothing by itself. */
  | { readonly kind: 'wait'; readonly until: Instant | null };

const WAIT: Step = { kind: 'wait', until: null };

/**
 * The next act for a subscription, by its facts and the moment alone: asked again after each act, until it says `wait`.
 * At most one period is open at a time, so that after a long absence periods are asked one after the other, each with
 * its own grace.
 */
export function nextStep(facts: StepFacts, now: Instant): Step {
  if (facts.canceledAt !== null || facts.endedAt !== null || facts.pausedAt !== null) return WAIT;
  const { latest, policy } = facts;
  if (latest !== null && latest.openedAt === null) return { kind: 'open_renewal', period: latest };
  if (latest !== null && isMissed(latest, facts, now)) return { kind: 'mark_past_due', period: latest };
  if (facts.misses >= policy.maxMisses) return { kind: 'cancel', reason: 'payments_missed' };
  if (now >= facts.current.endsAt) return afterCurrent(facts);
  const next = nextToAsk(facts, latest);
  if (next !== null && now >= opensAt(next, policy)) return { kind: 'ask_period', period: next };
  if (latest !== null && latest.paidAt === null && facts.session?.state === 'ran_out') {
    return { kind: 'replace_renewal', period: latest };
  }
  return { kind: 'wait', until: nextLook(facts, next, now) };
}

/** Judged by how far the chains have been read, so that a server that was away finds what was paid meanwhile first. */
function isMissed(latest: AskedPeriod, { policy, session }: StepFacts, now: Instant): boolean {
  if (latest.paidAt !== null || latest.missedAt !== null || session?.state === 'paying') return false;
  const until = graceEndsAt(latest, policy);
  return until !== null && Math.min(now, session?.readTo ?? now) >= until;
}

function afterCurrent(facts: StepFacts): Step {
  if (facts.cancelAtPeriodEnd && !isPaidAhead(facts)) return { kind: 'cancel', reason: 'period_end' };
  const period = periodAfter(facts, facts.current.number);
  return period === null ? { kind: 'end' } : { kind: 'begin_period', period };
}

/** Time that was paid for is given, also to one who goes after it. */
function isPaidAhead({ latest, current, session }: StepFacts): boolean {
  return latest !== null && latest.number > current.number && (latest.paidAt !== null || session?.state === 'paying');
}

function nextLook(facts: StepFacts, next: Period | null, now: Instant): Instant {
  const { latest, policy, session } = facts;
  const moments = [facts.current.endsAt];
  if (next !== null) moments.push(opensAt(next, policy));
  if (latest !== null && latest.paidAt === null) {
    const until = graceEndsAt(latest, policy);
    const isOverdue = until !== null && until <= now && latest.missedAt === null;
    if (until !== null && until > now) moments.push(until);
    if (session !== null && (isOverdue || session.state !== 'withdrawn')) moments.push(session.lookAgainAt);
  }
  return Math.min(...moments);
}
