import { type Fraction, reaches } from '../money/fraction.ts';
import type { SessionStatus } from './facts.ts';
import type { CountedSums } from './sums.ts';

/** Everything that the rules look at. */
export interface Standing {
  readonly nothingToPay: boolean;
  readonly canceled: boolean;
  /** A person attached a transfer that is still on its chain. */
  readonly somethingAttached: boolean;
  readonly toldPaid: boolean;
  readonly expiredByPerson: boolean;
  /** Every offered network has been read past the deadline. */
  readonly expiryPassed: boolean;
  readonly sums: CountedSums;
  readonly needed: Fraction;
  readonly exceeds: boolean;
}

export interface Rule {
  readonly number: number;
  readonly holds: (standing: Standing) => boolean;
  readonly status: (standing: Standing) => SessionStatus;
}

const always = (status: SessionStatus) => () => status;

/** In this order; the first that holds decides. `docs/specs/session.md` names each. */
const RULES: readonly Rule[] = [
  { number: 1, holds: (s) => s.nothingToPay, status: always('paid') },
  // A canceled session that was told paid had something attached; when a reorg takes that, rule 3 must say so.
  { number: 2, holds: (s) => s.canceled && !s.somethingAttached && !s.toldPaid, status: always('canceled') },
  { number: 3, holds: (s) => s.toldPaid && !reaches(s.sums.confirmed, s.needed), status: always('failed') },
  { number: 4, holds: (s) => reaches(s.sums.onTimeConfirmed, s.needed), status: always('paid') },
  {
    number: 5,
    holds: (s) => !reaches(s.sums.onTime, s.needed) && reaches(s.sums.confirmed, s.needed),
    status: always('paid_late'),
  },
  {
    number: 6,
    holds: (s) => s.sums.onTime.numerator === 0n,
    status: (s) => (s.expiryPassed || s.expiredByPerson ? 'expired' : 'pending'),
  },
  { number: 7, holds: (s) => s.exceeds, status: always('overpaid') },
  { number: 8, holds: (s) => reaches(s.sums.received, s.needed), status: always('detected') },
  { number: 9, holds: () => true, status: always('underpaid') },
];

/** The status that the first rule to hold gives. The last one always holds. */
export function decideStatus(standing: Standing): SessionStatus {
  for (const rule of RULES) {
    if (rule.holds(standing)) return rule.status(standing);
  }
  throw new Error('the last rule holds for every standing');
}
