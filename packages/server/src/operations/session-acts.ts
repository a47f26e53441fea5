import type { SessionView } from '../core/resource/session-resource.ts';
import { refusalOf } from '../core/session/act-refusals.ts';
import { clockNow } from '../core/session/test-clock.ts';
import type { Transaction } from '../store/database.ts';
import { findSession, lockSessions, type SessionKey, setSessionActs } from '../store/sessions.ts';
import type { Principal } from './principal.ts';
import { type RederiveDeps, rederiveSessions } from './rederive-sessions.ts';
import { type Refusal, refuse } from './refusal.ts';
import { viewSessions } from './view-sessions.ts';

export interface ActDone {
  readonly outcome: 'done';
  readonly view: SessionView;
  /** For the wake after the commit. */
  readonly sessionId: string;
}

/**
 * Adds what a person did to the session's facts and derives it again, in the caller's transaction. Refused, with
 * nothing changed, where the session has ended or any transfer has reached its address.
 */
async function act(
  deps: RederiveDeps,
  tx: Transaction,
  principal: Principal,
  sessionId: string,
  kind: 'cancel' | 'expire' | 'extend',
  alsoTell: readonly 'session.extended'[] = [],
): Promise<ActDone | Refusal> {
  const key: SessionKey = { organizationId: principal.organizationId, sessionId };
  const [session] = await lockSessions(tx, [key]);
  if (!session || session.livemode !== principal.livemode) return notFound();
  const now = deps.runtime.now();
  const [view] = await viewSessions(tx, [session], now);
  const refusal = refuseUnlessAllowed(kind, view!);
  if (refusal) return refusal;
  await setSessionActs(tx, key, [...session.acts, { kind, at: clockNow(session, now) }]);
  await rederiveSessions(deps, tx, [key], alsoTell);
  const after = await findSession(tx, principal, sessionId);
  const [afterView] = await viewSessions(tx, [after!], deps.runtime.now());
  return { outcome: 'done', view: afterView!, sessionId };
}

export function notFound(): Refusal {
  return refuse('session_not_found', 'There is no such checkout session for this key.');
}

/** Judged by the facts as they stand, not by what was last told: a deadline may have passed since. */
function refuseUnlessAllowed(kind: 'cancel' | 'expire' | 'extend', { derived }: SessionView): Refusal | undefined {
  const verb = { cancel: 'canceled', expire: 'expired', extend: 'extended' }[kind];
  switch (refusalOf(kind, derived)) {
    case 'session_ended':
      return refuse('session_ended', `A session that is ${derived.status} cannot be ${verb}.`);
    case 'session_has_payment':
      return hasPayment(verb);
    case 'extension_not_allowed':
      return refuse(
        'extension_not_allowed',
        'The session has no extension left, or its time is over: see `canExtend`.',
      );
    case null:
      return undefined;
  }
}

export function hasPayment(verb: string): Refusal {
  return refuse('session_has_payment', `A payment has been seen for this session: it cannot be ${verb}.`);
}

/**
 * The merchant withdraws the session. The caller has read its networks to their tip first and found nothing pending;
 * once accepted this outranks all that is read later.
 */
export function cancelSession(deps: RederiveDeps, tx: Transaction, principal: Principal, sessionId: string) {
  return act(deps, tx, principal, sessionId, 'cancel');
}

/** Ends the quote now; the grace window runs from now. */
export function expireSession(deps: RederiveDeps, tx: Transaction, principal: Principal, sessionId: string) {
  return act(deps, tx, principal, sessionId, 'expire');
}

/** Moves both deadlines by one TTL; quotes and address stay. */
export function extendSession(deps: RederiveDeps, tx: Transaction, principal: Principal, sessionId: string) {
  return act(deps, tx, principal, sessionId, 'extend', ['session.extended']);
}
