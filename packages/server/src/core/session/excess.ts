import { type Fraction, floorOfFraction, ONE, subtractFractions } from '../money/fraction.ts';
import type { Offer, SessionTerms } from './facts.ts';
import { BASIS_POINTS } from './need.ts';
import type { CountedSums } from './sums.ts';

/** What came above the total, in whole units of the coarsest asset that was used. */
export interface Excess {
  readonly offer: Offer;
  readonly atomic: bigint;
  /** `atomic / askedAtomic` of that asset. */
  readonly share: Fraction;
}

/**
 * The excess, or null while the sum stays within the tolerance. It takes at least one atomic unit of the coarsest asset
 * used above `1 + overTolerance`: a remainder asked in any of them was rounded up by less than that, so that a customer
 * who sends exactly what was asked never overpays. Once there is one, all that came above the total is excess; floored.
 */
export function excessOf(sums: CountedSums, terms: SessionTerms): Excess | null {
  const offer = coarsestOffer(sums);
  if (offer === null) return null;
  const tolerated = { numerator: BASIS_POINTS + terms.overToleranceBps, denominator: BASIS_POINTS };
  if (floorOfFraction(subtractFractions(sums.received, tolerated), offer.askedAtomic) < 1n) return null;
  const atomic = floorOfFraction(subtractFractions(sums.received, ONE), offer.askedAtomic);
  return { offer, atomic, share: { numerator: atomic, denominator: offer.askedAtomic } };
}

/** The used asset of which one atomic unit is worth most: the one of which the fewest were asked. */
function coarsestOffer(sums: CountedSums): Offer | null {
  let coarsest: Offer | null = null;
  for (const { offer } of sums.perAsset) {
    if (coarsest === null || offer.askedAtomic < coarsest.askedAtomic) coarsest = offer;
  }
  return coarsest;
}
