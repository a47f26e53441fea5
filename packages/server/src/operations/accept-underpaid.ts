import { toPublicId } from '../core/identity/public-id.ts';
import { compareFractions, ZERO } from '../core/money/fraction.ts';
import { clockNow } from '../core/session/test-clock.ts';
import type { Transaction } from '../store/database.ts';
import { lockSessions, setSessionActs } from '../store/sessions.ts';
import { audit } from './audit.ts';
import type { Principal } from './principal.ts';
import { type RederiveDeps, rederiveSessions } from './rederive-sessions.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type ActDone, notFound } from './session-acts.ts';
import { hasRefunds } from './session-money.ts';
import { keyOf, viewSessions } from './view-sessions.ts';

/**
 * The merchant takes what has come as enough: what is needed becomes what is confirmed. Only while the session is
 * underpaid and everything that counts is confirmed, so that nothing uncertain is accepted.
 */
export async function acceptUnderpaid(
  deps: RederiveDeps,
  tx: Transaction,
  principal: Principal,
  sessionId: string,
  reason: string | null,
): Promise<ActDone | Refusal> {
  const [session] = await lockSessions(tx, [{ organizationId: principal.organizationId, sessionId }]);
  if (!session || session.livemode !== principal.livemode) return notFound();
  const now = deps.runtime.now();
  const [view] = await viewSessions(tx, [session], now);
  const { status, confirmed, received } = view!.derived;
  if (status !== 'underpaid') {
    return refuse('accept_not_allowed', `Only an underpaid session can be accepted; this one is ${status}.`);
  }
  if (compareFractions(confirmed, received) !== 0 || compareFractions(confirmed, ZERO) === 0) {
    return refuse(
      'accept_not_allowed',
      'What came is not confirmed yet: accept it once `amountConfirmed` is all of it.',
    );
  }
  if (await hasRefunds(tx, keyOf(session))) {
    return refuse(
      'session_refunded',
      'Something of what came has gone back, or is about to: that pays nothing any more.',
    );
  }
  const need = [confirmed.numerator, confirmed.denominator] as const;
  await setSessionActs(tx, keyOf(session), [...session.acts, { kind: 'accept', at: clockNow(session, now), need }]);
  await audit(deps.runtime, tx, principal, {
    action: 'session.accept',
    subject: toPublicId('session', sessionId),
    reason,
    details: { share: need.join('/') },
  });
  await rederiveSessions(deps, tx, [keyOf(session)]);
  const [after] = await lockSessions(tx, [keyOf(session)]);
  const [afterView] = await viewSessions(tx, [after!], now);
  return { outcome: 'done', view: afterView!, sessionId };
}
