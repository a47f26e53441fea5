import { mayStillBePaid } from '../core/refund/may-still-be-paid.ts';
import type { Offer } from '../core/session/facts.ts';
import type { Transaction } from '../store/database.ts';
import { type Refundable, readRefundable } from '../store/refundable.ts';
import { lockSessions } from '../store/sessions.ts';
import type { RefundSource } from './create-refund.ts';
import { isNamed, type MethodReference } from './method-reference.ts';
import { openUnexpected, refuseUnconfirmed } from './open-unexpected.ts';
import type { Principal } from './principal.ts';
import type { RefundDeps } from './refund-deps.ts';
import { type Refusal, refuse } from './refusal.ts';
import { notFound } from './session-acts.ts';
import { viewSessions } from './view-sessions.ts';

type Found = { readonly outcome: 'found'; readonly source: RefundSource } | Refusal;

/**
 * What was credited to a session, in the asset that the request names or the only one that came; once nothing can come that
 * makes it a payment together with that. Locks the session.
 */
export async function sourceOfSession(
  { runtime }: Pick<RefundDeps, 'runtime'>,
  tx: Transaction,
  { organizationId, livemode }: Principal,
  sessionId: string,
  method: MethodReference | undefined,
): Promise<Found> {
  const [session] = await lockSessions(tx, [{ organizationId, sessionId }]);
  if (!session || session.livemode !== livemode) return { ...notFound(), param: 'sessionId' };
  const came = (await readRefundable(tx, { organizationId, sessionId })).filter(
    ({ creditedAtomic, refundedAtomic }) => creditedAtomic + refundedAtomic > 0n,
  );
  const { offers } = session.terms;
  if (method !== undefined && !offers.some((offer) => isNamed(offer, method))) {
    return refuse('method_not_offered', 'This session does not offer that method: see its `methods`.', 'method');
  }
  const chosen = method === undefined ? came : came.filter((asset) => isNamed(offerOf(offers, asset), method));
  if (chosen.length > 1) {
    const ids = methodsOf(chosen, offers);
    return refuse('refund_method_missing', `Several assets were received: give \`method\`, one of ${ids}.`, 'method');
  }
  const [asset] = chosen;
  if (!asset || asset.since === null) return nothingCame(came, offers);
  const [view] = await viewSessions(tx, [session], runtime.now());
  if (mayStillBePaid(view!.derived)) {
    const until = new Date(view!.derived.graceEndsAt).toISOString();
    return refuse(
      'refund_too_early',
      `More can still count as payment of this session, until ${until} or until it is paid.`,
    );
  }
  const { network, contract, creditedAtomic, reservedAtomic, since } = asset;
  const decimals = offerOf(offers, asset)?.decimals ?? null;
  const availableAtomic = creditedAtomic - reservedAtomic;
  return {
    outcome: 'found',
    source: { sessionId, transferId: null, network, contract, decimals, availableAtomic, since },
  };
}

/** What came instead, where anything did: else the method that was named looks wrong for no reason. */
function nothingCame(came: readonly Refundable[], offers: readonly Offer[]): Refusal {
  const message =
    came.length === 0
      ? 'Nothing that this session received is credited to it and confirmed: there is nothing to refund.'
      : `Nothing that was received in this asset is credited to the session and confirmed; what came is ${methodsOf(came, offers)}.`;
  return refuse('refund_amount_exceeded', message);
}

/** What has not gone back of an unexpected transfer that waits for a decision. Locks its session. */
export async function sourceOfTransfer(
  { context }: RefundDeps,
  tx: Transaction,
  principal: Principal,
  transferId: string,
  method?: MethodReference,
): Promise<Found> {
  const opened = await openUnexpected(tx, principal, transferId);
  if (opened.outcome === 'refused') return opened;
  const { transfer } = opened;
  const refusal = refuseUnconfirmed(transfer);
  if (refusal) return refusal;
  const { sessionId, network, contract, amountAtomic, refundedAtomic, arrivedAt } = transfer;
  const asset = context.findAsset(network, contract);
  const symbol = asset?.symbol ?? '';
  const named = { method: `${network}:${symbol}`, network, symbol, contract };
  if (method !== undefined && !isNamed(named, method)) {
    const message = 'The transfer came in another asset: leave `method` out, or name what it came in.';
    return refuse('method_not_offered', message, 'method');
  }
  const decimals = asset?.decimals ?? null;
  const source = {
    sessionId,
    transferId,
    network,
    contract,
    decimals,
    availableAtomic: amountAtomic - refundedAtomic,
    since: arrivedAt,
  };
  return { outcome: 'found', source };
}

const methodsOf = (assets: readonly Refundable[], offers: readonly Offer[]) =>
  assets.map((asset) => offerOf(offers, asset)?.method ?? asset.network).join(', ');

const offerOf = (offers: readonly Offer[], { network, contract }: Refundable) =>
  offers.find((offer) => offer.network === network && offer.contract === contract);
