import type { Hex } from '../../../core/hex.ts';
import { fromPublicId, toPublicId } from '../../../core/identity/public-id.ts';
import { type SessionResource, sessionResource } from '../../../core/resource/session-resource.ts';
import type { Principal } from '../../../operations/principal.ts';
import { viewSessions } from '../../../operations/view-sessions.ts';
import { type PaymentAttempt, readSenders } from '../../../store/payment-attempts.ts';
import { findSessions } from '../../../store/sessions.ts';
import { contextOf, type PayByTokenDeps } from './context.ts';
import { decidingTransfer, type PaymentIntent, paymentIntent } from './present-intent.ts';

/** Attempts with their sessions as they are now, in the order given: five queries for any number. */
export async function readIntents(
  deps: PayByTokenDeps,
  principal: Principal,
  attempts: readonly PaymentAttempt[],
): Promise<readonly PaymentIntent[]> {
  const ids = attempts.map(({ sessionId }) => sessionId);
  const sessions = await findSessions(deps.store, principal, ids);
  const views = await viewSessions(deps.store, sessions, deps.runtime.now());
  const resources = new Map(views.map((view) => [view.session.id, sessionResource(view, deps.resource)]));
  const known = attempts.flatMap((attempt) => withSession(attempt, resources.get(attempt.sessionId)));
  const transferIds = known.flatMap(({ transferId }) => (transferId === null ? [] : [transferId]));
  const senders = await readSenders(deps.store, principal.organizationId, transferIds);
  const context = contextOf(deps, principal.organizationId);
  return known.map(({ session, payment, transferId }) =>
    paymentIntent(session, payment, context, senderOf(senders, transferId)),
  );
}

const senderOf = (senders: ReadonlyMap<string, Hex>, transferId: string | null): Hex | null =>
  (transferId === null ? undefined : senders.get(transferId)) ?? null;

function withSession({ id }: PaymentAttempt, session: SessionResource | undefined) {
  const payment = session?.payments.find((each) => each.id === toPublicId('payment', id));
  if (!session || !payment) return [];
  const transfer = decidingTransfer(session, payment);
  return [{ session, payment, transferId: transfer === null ? null : fromPublicId('transfer', transfer.id)! }];
}
