import type { Instant } from '../time.ts';
import type { DerivedSession } from './derive-session.ts';
import type { Session } from './session.ts';

/** A code of the merchant's own was taken off it; one that was spelled out in the request is no code. */
export const redeemsCode = ({ discounts }: Pick<Session, 'discounts'>): boolean =>
  (discounts ?? []).some(({ discountId }) => discountId !== null);

/**
 * Until when an ended session keeps what it holds of something limited, a use of its link or a code: to the end of its
 * grace, since money that comes within it still counts. Null where it holds nothing, or that is over. In the session's
 * own time, as `graceEndsAt` is.
 */
export function holdsUntil(
  session: Pick<Session, 'linkId' | 'discounts'>,
  { status, graceOver, graceEndsAt }: Pick<DerivedSession, 'status' | 'graceOver' | 'graceEndsAt'>,
): Instant | null {
  if (graceOver || (status !== 'expired' && status !== 'underpaid')) return null;
  return session.linkId !== null || redeemsCode(session) ? graceEndsAt : null;
}
