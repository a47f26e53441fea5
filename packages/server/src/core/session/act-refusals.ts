import type { DerivedSession } from './derive-session.ts';
import type { SessionStatus } from './facts.ts';
import { TRANSITIONS } from './transitions.ts';

/** Why a person's act is answered with a conflict. */
export type ActRefusal = 'session_ended' | 'session_has_payment' | 'extension_not_allowed';

/** On the way to being paid: not ended, and not to be interfered with. */
const IN_PROGRESS: readonly SessionStatus[] = ['detected', 'underpaid', 'overpaid'];

/**
 * Whether a session may be canceled, expired or extended as it now stands; null when it may. Any transfer to its address
 * refuses a cancel, also one that does not count, because nothing read later could be credited; only what counts refuses
 * an expire. The caller has read the session's networks to their tip before a cancel, sightings included.
 */
export function refusalOf(
  act: 'cancel' | 'expire' | 'extend',
  derived: Pick<DerivedSession, 'status' | 'transfers' | 'canExtend'>,
): ActRefusal | null {
  if (TRANSITIONS[derived.status][act] === 'refused') {
    return IN_PROGRESS.includes(derived.status) ? 'session_has_payment' : 'session_ended';
  }
  const inTheWay = derived.transfers.some(({ disposition }) => act === 'cancel' || disposition !== 'unexpected');
  if (inTheWay) return 'session_has_payment';
  return act === 'extend' && !derived.canExtend ? 'extension_not_allowed' : null;
}
