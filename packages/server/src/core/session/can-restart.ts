import type { Instant } from '../time.ts';
import type { DerivedSession } from './derive-session.ts';
import type { Session } from './session.ts';

const OFFERED_FOR_MS = 86_400_000;

export interface RestartQuestion {
  /** The site's policy. */
  readonly isAllowed: boolean;
  /** Of a renewal: its period is still to be paid. True of what renews nothing. */
  readonly isAsked: boolean;
  /** Money that came was taken back by the network, and may return. */
  readonly mayReturn: boolean;
  readonly session: Pick<Session, 'status' | 'acts' | 'restartedAs'>;
  readonly derived: Pick<DerivedSession, 'status' | 'expiresAt' | 'transfers'>;
}

/**
 * Whether the customer may start again: only what ran out by itself within the last day, told and derived, and no money of
 * any kind came, also none that a reorg has taken back, so that a payment on its way is never forgotten or made twice.
 */
export function canRestart(
  { isAllowed, isAsked, mayReturn, session, derived }: RestartQuestion,
  now: Instant,
): boolean {
  const sinceMs = now - derived.expiresAt;
  return (
    isAllowed &&
    isAsked &&
    !mayReturn &&
    session.status === 'expired' &&
    derived.status === 'expired' &&
    session.restartedAs === null &&
    derived.transfers.length === 0 &&
    !session.acts.some(({ kind }) => kind === 'expire') &&
    sinceMs > 0 &&
    sinceMs <= OFFERED_FOR_MS
  );
}
