import { ceilOfFraction } from '../money/fraction.ts';
import type { DerivedSession } from './derive-session.ts';
import type { Offer } from './facts.ts';

/**
 * What is still to be sent, if it were sent in this method: atomic units, rounded up, so that sending exactly this pays
 * the session. Zero once what is needed has been received.
 */
export function remainingAtomic(derived: Pick<DerivedSession, 'remaining'>, offer: Offer): bigint {
  return ceilOfFraction(derived.remaining, offer.askedAtomic);
}
