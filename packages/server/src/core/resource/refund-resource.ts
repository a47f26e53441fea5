import { toPublicId } from '../identity/public-id.ts';
import { formatAtomic } from '../money/amounts.ts';
import type { Refund } from '../refund/refund.ts';
import type { LinkedRefund } from '../refund/refund-links.ts';
import { isoTime, isoTimeOrNull, type ResourceContext } from './session-resource.ts';

export interface RefundContext extends ResourceContext {
  readonly refundToken: (refund: LinkedRefund) => string;
}

/**
 * A refund as the API and the events show it. Whoever has the customer's link says where the money goes: it is shown only to
 * those who may write the books, and so in no event.
 */
export function refundResource(refund: Refund, context: RefundContext, { showLink }: { readonly showLink: boolean }) {
  const asset = context.findAsset(refund.network, refund.contract);
  return {
    id: toPublicId('refund', refund.id),
    object: 'refund' as const,
    livemode: refund.livemode,
    status: refund.status,
    sessionId: toPublicId('session', refund.sessionId),
    unexpectedTransferId: refund.transferId && toPublicId('transfer', refund.transferId),
    network: refund.network,
    chainId: asset?.chainId ?? null,
    asset: asset?.symbol ?? null,
    token: refund.contract,
    amount: {
      wei: refund.amountAtomic.toString(),
      eth: asset ? formatAtomic(refund.amountAtomic, asset.decimals) : null,
    },
    toAddress: refund.toAddress,
    txHash: refund.txHash,
    problem: refund.problem,
    reason: refund.reason,
    /** Where the customer gives the address, and later sees what became of it. */
    refundUrl: showLink ? `${context.publicUrl}/refund/${context.refundToken(refund)}` : null,
    blockNumber: refund.block?.number.toString() ?? null,
    blockHash: refund.block?.hash ?? null,
    addressGivenAt: isoTimeOrNull(refund.addressGivenAt),
    sentAt: isoTimeOrNull(refund.sentAt),
    confirmedAt: isoTimeOrNull(refund.confirmedAt),
    version: refund.version,
    createdAt: isoTime(refund.createdAt),
    updatedAt: isoTime(refund.updatedAt),
  };
}
export type RefundResource = ReturnType<typeof refundResource>;
