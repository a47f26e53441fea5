import { compareFractions, type Fraction } from '../money/fraction.ts';
import type { Instant } from '../time.ts';
import type { SessionFacts } from './facts.ts';

/** One basis point is a hundredth of a percent. */
export const BASIS_POINTS = 10_000n;

/** From a moment on, this share of the total was enough. */
export interface NeedStep {
  readonly share: Fraction;
  readonly since: Instant;
}

/** What was needed from the start (`1 − underTolerance`), then what a person accepted, each with the moment it took effect. */
export function needSteps(facts: SessionFacts): readonly NeedStep[] {
  const steps: NeedStep[] = [{ share: agreedNeed(facts), since: facts.createdAt }];
  for (const act of facts.acts) {
    if (act.kind !== 'accept') continue;
    steps.push({ share: { numerator: act.need[0], denominator: act.need[1] }, since: act.at });
  }
  return steps;
}

/** The share that makes a session paid: the least of the steps, since an acceptance only ever asks for less. */
export function leastNeed(steps: readonly NeedStep[]): Fraction {
  return steps.map((step) => step.share).reduce((least, share) => (compareFractions(share, least) < 0 ? share : least));
}

/** Somebody took less than was agreed as enough, and no more has come since. */
export function isAcceptedShort(facts: Pick<SessionFacts, 'acts' | 'terms'>, received: Fraction): boolean {
  return facts.acts.some((act) => act.kind === 'accept') && compareFractions(received, agreedNeed(facts)) < 0;
}

function agreedNeed({ terms }: Pick<SessionFacts, 'terms'>): Fraction {
  return { numerator: BASIS_POINTS - terms.underToleranceBps, denominator: BASIS_POINTS };
}
