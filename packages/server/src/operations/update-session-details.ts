import type { SessionView } from '../core/resource/session-resource.ts';
import type { SessionDetails } from '../core/session/details.ts';
import type { Session } from '../core/session/session.ts';
import type { Transaction } from '../store/database.ts';
import { setSessionDetails } from '../store/session-details.ts';
import { findSession, lockSessions } from '../store/sessions.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Runtime } from './runtime.ts';
import { notFound } from './session-acts.ts';
import { viewSessions } from './view-sessions.ts';
import type { SessionGuard } from './write-guarded-session.ts';

/** What may change without changing what the customer was asked to pay; absent fields stay. */
export type DetailChange = Partial<
  Pick<SessionDetails, 'customerEmail' | 'metadata' | 'successUrl' | 'cancelUrl' | 'dialectFields'>
>;

/**
 * Changes what the merchant attached to a session that waits for its payment. Refused, with nothing changed, once a
 * transfer has reached it or it has ended. `changeOf` sees the session under its lock, and guards are asked once nothing else
 * refuses it. Nothing is told: the status stays. The caller undoes the transaction of what is refused.
 */
export async function updateSessionDetails(
  { runtime }: { readonly runtime: Runtime },
  tx: Transaction,
  principal: Principal,
  sessionId: string,
  changeOf: (session: Session) => DetailChange | Refusal,
  guards: readonly SessionGuard[] = [],
): Promise<{ readonly outcome: 'updated'; readonly view: SessionView } | Refusal> {
  const key = { organizationId: principal.organizationId, sessionId };
  const [session] = await lockSessions(tx, [key]);
  if (!session || session.livemode !== principal.livemode) return notFound();
  const [view] = await viewSessions(tx, [session], runtime.now());
  const refusal = refuseUnlessWaiting(view!);
  if (refusal) return refusal;
  const change = changeOf(session);
  if ('outcome' in change) return change;
  for (const guard of guards) {
    const flaw = await guard(tx);
    if (flaw) return flaw;
  }
  await setSessionDetails(tx, key, change, runtime.now());
  const [after] = await viewSessions(tx, [(await findSession(tx, principal, sessionId))!], runtime.now());
  return { outcome: 'updated', view: after! };
}

function refuseUnlessWaiting({ derived }: SessionView): Refusal | undefined {
  const { status } = derived;
  if (status === 'pending') return undefined;
  const seen = status === 'detected' || status === 'underpaid' || status === 'overpaid';
  return seen
    ? refuse('session_has_payment', 'A payment has been seen for this session: it can no longer be changed.')
    : refuse('session_ended', `A session that is ${status} can no longer be changed.`);
}
