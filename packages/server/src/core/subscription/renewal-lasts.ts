import type { Instant } from '../time.ts';
import { graceEndsAt, opensAt, periodAfter } from './deadlines.ts';
import type { AskedPeriod, Subscription } from './subscription.ts';

type Facts = Pick<
  Subscription,
  'anchor' | 'recurring' | 'policy' | 'current' | 'misses' | 'cancelAtPeriodEnd' | 'pausedAt' | 'canceledAt' | 'endedAt'
>;

/**
 * Until when the address of an unpaid renewal leads to a session that can be paid, however often one runs out and is
 * replaced: to the opening of the next period, or to the subscription's own end where that comes first. Null where the
 * renewal is not replaced (any more). By the subscription's clock.
 */
export function renewalLastsUntil(facts: Facts, asked: AskedPeriod): Instant | null {
  if (facts.canceledAt !== null || facts.endedAt !== null || facts.pausedAt !== null) return null;
  const missedAt = graceEndsAt(asked, facts.policy);
  if (missedAt === null || asked.paidAt !== null || asked.voidedAt !== null) return null;
  if (facts.cancelAtPeriodEnd) return facts.current.endsAt;
  if (asked.missedAt === null && facts.misses + 1 >= facts.policy.maxMisses) return missedAt;
  const next = periodAfter(facts, asked.number);
  return next === null ? asked.endsAt : opensAt(next, facts.policy);
}
