import { clockNow } from '../core/session/test-clock.ts';
import { attachToSession } from '../store/attach-transfer.ts';
import type { Transaction } from '../store/database.ts';
import { findSession, setSessionActs } from '../store/sessions.ts';
import { type Decided, decide } from './decide-unexpected.ts';
import { openUnexpected, refuseUnconfirmed } from './open-unexpected.ts';
import type { Principal } from './principal.ts';
import { type RederiveDeps, rederiveSessions } from './rederive-sessions.ts';
import { type Refusal, refuse } from './refusal.ts';
import { notFound } from './session-acts.ts';
import { keyOf } from './view-sessions.ts';

/**
 * A person takes unexpected money as payment: of the session whose address it reached, or of another of the same
 * organization and mode that offers this asset, at that session's quote.
 */
export async function attachTransfer(
  deps: RederiveDeps,
  tx: Transaction,
  principal: Principal,
  transferId: string,
  { sessionId, note }: { readonly sessionId: string | undefined; readonly note: string | null },
): Promise<Decided | Refusal> {
  const opened = await openUnexpected(tx, principal, transferId, sessionId === undefined ? [] : [sessionId]);
  if (opened.outcome === 'refused') return opened;
  const { transfer } = opened;
  const refusal = refuseUnconfirmed(transfer);
  if (refusal) return refusal;
  const target = await findSession(tx, principal, sessionId ?? transfer.sessionId);
  if (!target) return { ...notFound(), param: 'sessionId' };
  const quoted = target.terms.offers.some(
    (offer) => offer.network === transfer.network && offer.contract === transfer.contract,
  );
  if (!quoted) {
    return refuse(
      'method_not_offered',
      'That session has no quote for this asset on this network: attach it to one that has, refund it or write it off.',
      'sessionId',
    );
  }
  const at = clockNow(target, deps.runtime.now());
  const decided = await decide(deps, tx, principal, transferId, {
    status: 'attached',
    attachedSessionId: target.id,
    refundId: null,
    note,
  });
  if (target.id !== transfer.sessionId) await attachToSession(tx, principal.organizationId, transferId, target.id);
  await setSessionActs(tx, keyOf(target), [...target.acts, { kind: 'attach', at, transferId }]);
  const { organizationId } = principal;
  await rederiveSessions(
    deps,
    tx,
    decided.sessionIds.map((id) => ({ organizationId, sessionId: id })),
  );
  return decided;
}
