import type { SessionView } from '../core/resource/session-resource.ts';
import { detailsOf } from '../core/session/details.ts';
import { redeemsCode } from '../core/session/holds.ts';
import { renamedUrls } from '../core/session/renamed-urls.ts';
import type { Session } from '../core/session/session.ts';
import type { TakenBack } from '../core/session/taken-back.ts';
import type { Store } from '../store/database.ts';
import { retriedTransaction } from '../store/retried-transaction.ts';
import { lockSessions, setRestartedAs } from '../store/sessions.ts';
import { readTakenBack } from '../store/taken-back.ts';
import { cannotRestart, renewalGuards } from './asked-renewal.ts';
import { sessionSaysSo } from './copied-guard.ts';
import { type CreateSessionDeps, type CreateSessionInput, createSession } from './create-session.ts';
import { findKeyedSession } from './find-keyed-session.ts';
import { handOverGuard } from './hand-over.ts';
import { guardLinkUse } from './link-use-guard.ts';
import { methodsOf } from './method-catalogue.ts';
import type { Principal } from './principal.ts';
import type { Refusal } from './refusal.ts';
import { keyOf, viewSessions } from './view-sessions.ts';
import type { SessionGuard } from './write-guarded-session.ts';

export interface RestartOptions {
  /** What to ask instead of the same once more. */
  readonly asOrdered?: (session: Session) => CreateSessionInput | undefined;
  /** A keyed hash of the customer's address: a use of a limited link is theirs. */
  readonly holder?: Uint8Array | undefined;
}

/** The session as it stands, and what of it a reorg has taken back. */
export interface RestartView extends SessionView {
  readonly takenBack: readonly TakenBack[];
}

type RestartDeps = CreateSessionDeps & { readonly store: Store };

/**
 * The customer starts again on an expired session: a fresh one of the same order, with fresh quotes and an address of
 * its own. Two clicks make one: the idempotency key is the session's id, and whoever comes second finds the successor by
 * it, also when the first one crashed before it could link the two. `allowed` judges the session as it stands now. A
 * renewal is started again only while its period is asked.
 */
export async function restartSession(
  deps: RestartDeps,
  session: Session,
  allowed: (view: RestartView) => boolean,
  { asOrdered = (ordered) => inputOf(deps, ordered), holder }: RestartOptions = {},
): Promise<{ outcome: 'restarted'; sessionId: string } | Refusal> {
  const current = await viewLocked(deps, session);
  if (current === undefined) return cannotRestart();
  const { restartedAs } = current.session;
  if (restartedAs !== null) return { outcome: 'restarted', sessionId: restartedAs };
  if (!allowed(current)) return cannotRestart();
  const input = asOrdered(session);
  if (input === undefined) return cannotRestart();
  const sessionId = input.sessionId ?? deps.runtime.newId();
  const guards = [
    ...(input.guards ?? []),
    ...successionGuards(deps, session, sessionId, holder),
    sessionSaysSo(session),
  ];
  const { organizationId, livemode } = session;
  const principal: Principal = { organizationId, livemode, actor: `page:${session.id}`, permissions: 'all' };
  const key = { route: 'restart', key: session.id };
  const made = await createSession(deps, principal, { ...input, sessionId, guards }, { ...key, body: null });
  if (made.outcome === 'refused') return made;
  const successorId =
    made.outcome === 'created'
      ? made.sessionId
      : await findKeyedSession(deps.store, { organizationId, livemode, ...key });
  await linkSuccessor(deps.store, session, successorId);
  return { outcome: 'restarted', sessionId: successorId };
}

/** With the row locked, no fact is half told. */
async function viewLocked({ store, runtime }: RestartDeps, session: Session): Promise<RestartView | undefined> {
  return retriedTransaction(store, async (tx) => {
    const locked = await lockSessions(tx, [keyOf(session)]);
    const [view] = await viewSessions(tx, locked, runtime.now());
    return view && { ...view, takenBack: await readTakenBack(tx, keyOf(view.session)) };
  });
}

/** What the old session has a place in decides under which lock the new one takes it. */
function successionGuards(
  deps: RestartDeps,
  session: Session,
  sessionId: string,
  holder: Uint8Array | undefined,
): readonly SessionGuard[] {
  const { organizationId, livemode, linkId } = session;
  if (linkId !== null) {
    return [guardLinkUse(deps, { organizationId, livemode, linkId, sessionId, instead: session.id, holder })];
  }
  if (redeemsCode(session)) return [handOverGuard(deps, { from: keyOf(session), to: sessionId, isLimited: false })];
  return renewalGuards(session, sessionId);
}

async function linkSuccessor(store: Store, session: Session, successorId: string): Promise<void> {
  const key = keyOf(session);
  await retriedTransaction(store, async (tx) => {
    await lockSessions(tx, [key]);
    await setRestartedAs(tx, key, successorId);
  });
}

/** The same order again, by those of its methods that are still switched on; undefined when none is. */
function inputOf({ catalogue, runtime }: RestartDeps, session: Session): CreateSessionInput | undefined {
  const switchedOn = new Set(methodsOf(catalogue, session.livemode).map((method) => method.id));
  const allowedMethods = session.terms.offers.map((offer) => offer.method).filter((method) => switchedOn.has(method));
  if (allowedMethods.length === 0) return undefined;
  const sessionId = runtime.newId();
  return {
    sessionId,
    total: session.terms.total,
    allowedMethods,
    method: undefined,
    expiresIn: session.terms.ttlMs / 1000,
    graceSeconds: session.terms.graceMs / 1000,
    siteId: session.siteId,
    ...renamedUrls(detailsOf(session), session.id, sessionId),
  };
}
