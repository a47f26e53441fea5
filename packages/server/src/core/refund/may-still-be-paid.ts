import { reaches } from '../money/fraction.ts';
import type { DerivedSession } from '../session/derive-session.ts';

/**
 * Whether what came may still be made up to a payment: until the grace window is over, by more money; then by what has come and
 * is not confirmed yet. What goes back meanwhile would pay all the same, since refunds never change a status.
 */
export function mayStillBePaid({
  status,
  graceOver,
  received,
  needed,
}: Pick<DerivedSession, 'status' | 'graceOver' | 'received' | 'needed'>): boolean {
  if (status === 'paid' || status === 'paid_late') return false;
  return !graceOver || reaches(received, needed);
}
