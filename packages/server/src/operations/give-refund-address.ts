import { toPublicId } from '../core/identity/public-id.ts';
import type { Refund } from '../core/refund/refund.ts';
import type { Transaction } from '../store/database.ts';
import { findRefundById, updateRefund } from '../store/refunds.ts';
import { lockSessions } from '../store/sessions.ts';
import { readRefundAddress } from './check-refund-address.ts';
import type { Principal } from './principal.ts';
import { changed } from './refund-acts.ts';
import type { RefundAddressFlaw, RefundDeps } from './refund-deps.ts';
import { auditRefund, tellRefund } from './tell-refund.ts';

export type GivenAddress =
  | { readonly outcome: 'given'; readonly refund: Refund }
  /** It is known already, or the refund was given up, or the link was replaced while the page stood open. */
  | { readonly outcome: 'too_late' }
  | { readonly outcome: 'flawed'; readonly flaw: RefundAddressFlaw };

/** The customer says where their money shall go: once. Whoever finds the link later changes nothing. */
export async function giveRefundAddress(
  deps: RefundDeps,
  tx: Transaction,
  shown: Refund,
  text: string,
): Promise<GivenAddress> {
  await lockSessions(tx, [shown]);
  const refund = await findRefundById(tx, shown.id);
  if (refund?.status !== 'awaiting_address' || refund.linkNumber !== shown.linkNumber) return { outcome: 'too_late' };
  const reading = await readRefundAddress(deps, tx, refund, text);
  if (reading.kind === 'flaw') return { outcome: 'flawed', flaw: reading.flaw };
  const now = deps.runtime.now();
  const given = changed(refund, now, { status: 'ready', toAddress: reading.address, addressGivenAt: now });
  await updateRefund(tx, given);
  await auditRefund(deps, tx, customerOf(refund), given, 'give_address');
  await tellRefund(deps, tx, given, 'refund.address_given');
  return { outcome: 'given', refund: given };
}

const customerOf = ({ organizationId, livemode, id }: Refund): Principal => ({
  organizationId,
  livemode,
  actor: `page:${toPublicId('refund', id)}`,
  permissions: 'public',
});
