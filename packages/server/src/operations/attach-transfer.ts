import { stricter } from '../core/chain/assurance.ts';
import type { Offer } from '../core/session/facts.ts';
import { clockNow } from '../core/session/test-clock.ts';
import {
  askMoreOf,
  attachToSession,
  confirmByKeptHeader,
  holdTransferStanding,
  type TransferStanding,
} from '../store/attach-transfer.ts';
import type { Transaction } from '../store/database.ts';
import { findSession, setSessionActs } from '../store/sessions.ts';
import { type Decided, decide } from './decide-unexpected.ts';
import { findDecidable, openUnexpected, refuseUnconfirmed } from './open-unexpected.ts';
import type { Principal } from './principal.ts';
import { type RederiveDeps, rederiveSessions } from './rederive-sessions.ts';
import { type Refusal, refuse } from './refusal.ts';
import { notFound } from './session-acts.ts';
import { hasRefunds } from './session-money.ts';
import { keyOf } from './view-sessions.ts';

/**
 * A person takes unexpected money as payment: of the session whose address it reached, or of another of the same
 * organization and mode that offers this asset, at that session's quote, and once it has the confirmations that one asks.
 */
export async function attachTransfer(
  deps: RederiveDeps,
  tx: Transaction,
  principal: Principal,
  transferId: string,
  { sessionId, note }: { readonly sessionId: string | undefined; readonly note: string | null },
): Promise<Decided | Refusal> {
  const { organizationId } = principal;
  const known = await findDecidable(tx, principal, transferId);
  if ('code' in known) return known;
  const tooEarly = refuseUnconfirmed(known);
  if (tooEarly) return tooEarly;
  const standing = await holdTransferStanding(tx, organizationId, transferId);
  const opened = await openUnexpected(tx, principal, transferId, sessionId === undefined ? [] : [sessionId]);
  if (opened.outcome === 'refused') return opened;
  const { transfer } = opened;
  const refusal = refuseUnconfirmed(transfer);
  if (refusal) return refusal;
  if (transfer.refundedAtomic > 0n) {
    return refuse('transfer_refunded', 'A part of it has gone back: refund the rest or write it off.');
  }
  const target = await findSession(tx, principal, sessionId ?? transfer.sessionId);
  if (!target) return { ...notFound(), param: 'sessionId' };
  const isPaid = target.status === 'paid' || target.status === 'paid_late';
  if (!isPaid && (await hasRefunds(tx, keyOf(target)))) {
    return refuse(
      'session_refunded',
      'Something of what came to that session has gone back: it cannot be paid any more.',
    );
  }
  // Of a token outside the catalogue: it counts nowhere, also where the token was put into it since.
  if (transfer.reason === 'unlisted_token') {
    return refuse('method_not_offered', 'It came as a token outside the catalogue: refund it or write it off.');
  }
  const offer = target.terms.offers.find(
    ({ network, contract }) => network === transfer.network && contract === transfer.contract,
  );
  if (!offer) {
    return refuse(
      'method_not_offered',
      'That session has no quote for this asset on this network: attach it to one that has, refund it or write it off.',
      'sessionId',
    );
  }
  if (standing) await askWhatTheOfferAsks(tx, { id: transferId, organizationId }, standing, offer);
  const at = clockNow(target, deps.runtime.now());
  const decided = await decide(deps, tx, principal, transferId, {
    status: 'attached',
    attachedSessionId: target.id,
    refundId: null,
    note,
  });
  if (target.id !== transfer.sessionId) await attachToSession(tx, organizationId, transferId, target.id);
  await setSessionActs(tx, keyOf(target), [...target.acts, { kind: 'attach', at, transferId }]);
  await rederiveSessions(
    deps,
    tx,
    decided.sessionIds.map((id) => ({ organizationId, sessionId: id })),
  );
  return decided;
}

/**
 * It was confirmed by what the session asks whose address it reached, perhaps by a block that a reorg has taken since: what
 * was told as paid stands for that session alone (docs/adr/0005-told-confirmations.md). For this one it is confirmed by the
 * blocks that stand now, and by as many as this one asks; until then it counts here as seen. Where a tag or several nodes
 * are asked, they are asked again: the header that is kept is one node's word.
 */
async function askWhatTheOfferAsks(
  tx: Transaction,
  transfer: { readonly id: string; readonly organizationId: string },
  { network, blockNumber, confirmNumber, finality, gated, cursor }: TransferStanding,
  { requiredConfirmations, requiredFinality }: Offer,
): Promise<void> {
  const own = { confirmations: Number(confirmNumber - blockNumber) + 1, finality };
  const asked = stricter(own, { confirmations: requiredConfirmations, finality: requiredFinality ?? null });
  const needed = blockNumber + BigInt(asked.confirmations) - 1n;
  const isSame = needed === confirmNumber && asked.finality === finality;
  if (cursor === undefined && isSame) return;
  const isReached = cursor !== undefined && needed <= cursor.number && asked.finality === finality;
  if (isReached && !gated) return confirmByKeptHeader(tx, transfer, network, needed);
  await askMoreOf(tx, transfer, { confirmNumber: needed, finality: asked.finality });
}
