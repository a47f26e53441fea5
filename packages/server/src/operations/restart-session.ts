import type { Money } from '../core/money/money.ts';
import type { Session } from '../core/session/session.ts';
import type { Store } from '../store/database.ts';
import { findSessionById, lockSessions, setRestartedAs } from '../store/sessions.ts';
import { type CreateSessionDeps, createSession } from './create-session.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';

/**
 * The customer starts again on an expired session: a fresh one of the same order, with fresh quotes and an address of
 * its own. Two clicks make one: the second is led to the first's.
 */
export async function restartSession(
  deps: CreateSessionDeps & { readonly store: Store },
  session: Session,
  allowed: (session: Session) => boolean,
): Promise<{ outcome: 'restarted'; sessionId: string } | Refusal> {
  if (session.restartedAs !== null) return { outcome: 'restarted', sessionId: session.restartedAs };
  if (!allowed(session)) return refuse('restart_not_allowed', 'This session cannot be started again.');
  const principal: Principal = {
    organizationId: session.organizationId,
    livemode: session.livemode,
    actor: `page:${session.id}`,
  };
  const key = { route: 'restart', key: session.id, body: null };
  const made = await createSession(deps, principal, inputOf(session), key);
  if (made.outcome === 'refused') return made;
  if (made.outcome === 'created') await linkSuccessor(deps.store, session, made.sessionId);
  const after = await findSessionById(deps.store, session.id);
  return after?.restartedAs
    ? { outcome: 'restarted', sessionId: after.restartedAs }
    : refuse('restart_not_allowed', 'This session is being started again. Reload the page in a moment.');
}

async function linkSuccessor(store: Store, session: Session, successorId: string): Promise<void> {
  const key = { organizationId: session.organizationId, sessionId: session.id };
  await store.transaction().execute(async (tx) => {
    await lockSessions(tx, [key]);
    await setRestartedAs(tx, key, successorId);
  });
}

function inputOf(session: Session) {
  const total: Money = session.terms.total;
  return {
    total,
    allowedMethods: session.terms.offers.map((offer) => offer.method),
    method: undefined,
    expiresIn: session.terms.ttlMs / 1000,
    graceSeconds: session.terms.graceMs / 1000,
    description: session.description,
    lineItems: session.lineItems,
    metadata: session.metadata,
    customerEmail: session.customerEmail,
    successUrl: session.successUrl,
    cancelUrl: session.cancelUrl,
    returnUrl: session.returnUrl,
  };
}
