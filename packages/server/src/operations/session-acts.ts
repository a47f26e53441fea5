import type { SessionView } from '../core/resource/session-resource.ts';
import type { Act } from '../core/session/facts.ts';
import type { Session } from '../core/session/session.ts';
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

/** Statuses in which the merchant's API can still end or prolong a session. */
const OPEN: ReadonlySet<Session['status']> = new Set(['pending']);
const ENDED: ReadonlySet<Session['status']> = new Set(['paid', 'paid_late', 'expired', 'canceled', 'failed']);

/**
 * Adds what a person did to the session's facts and derives it again, in the caller's transaction. Refused, with
 * nothing changed, where the session has ended or any transfer has reached its address.
 */
async function act(
  deps: RederiveDeps,
  tx: Transaction,
  principal: Principal,
  sessionId: string,
  decide: (view: SessionView) => Act | Refusal,
  alsoTell: readonly 'session.extended'[] = [],
): Promise<ActDone | Refusal> {
  const key: SessionKey = { organizationId: principal.organizationId, sessionId };
  const [session] = await lockSessions(tx, [key]);
  if (!session || session.livemode !== principal.livemode) return notFound();
  const [view] = await viewSessions(tx, [session], deps.runtime.now());
  const decided = decide(view!);
  if ('outcome' in decided) return decided;
  await setSessionActs(tx, key, [...session.acts, decided]);
  await rederiveSessions(deps, tx, [key], alsoTell);
  const after = await findSession(tx, principal, sessionId);
  const [afterView] = await viewSessions(tx, [after!], deps.runtime.now());
  return { outcome: 'done', view: afterView!, sessionId };
}

export function notFound(): Refusal {
  return refuse('session_not_found', 'There is no such checkout session for this key.');
}

function refuseUnlessUnpaid({ session }: SessionView, verb: string): Refusal | undefined {
  const { status } = session;
  if (ENDED.has(status)) return refuse('session_ended', `A session that is ${status} cannot be ${verb}.`);
  return OPEN.has(status) ? undefined : hasPayment(verb);
}

/** Stricter: not even a transfer that does not count. */
function refuseUnlessUntouched(view: SessionView, verb: string): Refusal | undefined {
  return refuseUnlessUnpaid(view, verb) ?? (view.derived.transfers.length > 0 ? hasPayment(verb) : undefined);
}

export function hasPayment(verb: string): Refusal {
  return refuse('session_has_payment', `A payment has been seen for this session: it cannot be ${verb}.`);
}

/**
 * The merchant withdraws the session. The caller has read its networks to their tip first and found nothing pending;
 * once accepted this outranks all that is read later.
 */
export function cancelSession(deps: RederiveDeps, tx: Transaction, principal: Principal, sessionId: string) {
  const at = deps.runtime.now();
  return act(
    deps,
    tx,
    principal,
    sessionId,
    (view) => refuseUnlessUntouched(view, 'canceled') ?? { kind: 'cancel', at },
  );
}

/** Ends the quote now; the grace window runs from now. */
export function expireSession(deps: RederiveDeps, tx: Transaction, principal: Principal, sessionId: string) {
  const at = deps.runtime.now();
  return act(deps, tx, principal, sessionId, (view) => refuseUnlessUnpaid(view, 'expired') ?? { kind: 'expire', at });
}

/** Moves both deadlines by one TTL; quotes and address stay. */
export function extendSession(deps: RederiveDeps, tx: Transaction, principal: Principal, sessionId: string) {
  const at = deps.runtime.now();
  const decide = (view: SessionView): Act | Refusal =>
    refuseUnlessUnpaid(view, 'extended') ??
    (view.derived.canExtend
      ? { kind: 'extend', at }
      : refuse('extension_not_allowed', 'The session has no extension left, or its time is over: see `canExtend`.'));
  return act(deps, tx, principal, sessionId, decide, ['session.extended']);
}
