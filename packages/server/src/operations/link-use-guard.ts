import { mostHeldByOne } from '../core/link/held-uses.ts';
import type { Transaction } from '../store/database.ts';
import { countLinkUses, holdLinkUse, NO_USES } from '../store/link-uses.ts';
import { lockPaymentLink } from '../store/payment-links.ts';
import { handOver } from './hand-over.ts';
import type { RederiveDeps } from './rederive-sessions.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { SessionGuard } from './write-guarded-session.ts';

export interface LinkUse {
  readonly organizationId: string;
  readonly livemode: boolean;
  readonly linkId: string;
  readonly sessionId: string;
  /** The visitor's own session that has ended unpaid: its place goes to the new one. */
  readonly instead?: string | undefined;
  /** A keyed hash of the address that the visitor comes from; absent for the merchant's own server. */
  readonly holder?: Uint8Array | undefined;
}

/**
 * Holds the link while its uses are counted, the session that was just written among them: of two visits for the last use
 * one is refused. A use comes back when its session is canceled, or its networks were read past its grace without the
 * money. The link is locked before any session, and sessions before discounts, so that no two transactions wait for each
 * other.
 */
export function guardLinkUse(deps: RederiveDeps, use: LinkUse): SessionGuard {
  return async (tx) => {
    const { organizationId, linkId, sessionId, instead } = use;
    const link = await lockPaymentLink(tx, use, linkId);
    if (!link?.active) return linkInactive();
    const isLimited = link.useLimit !== null;
    if (instead !== undefined) {
      await handOver(deps, tx, { from: { organizationId, sessionId: instead }, to: sessionId, isLimited });
    }
    return link.useLimit === null ? undefined : refuseBeyond(tx, use, link.useLimit);
  };
}

async function refuseBeyond(tx: Transaction, use: LinkUse, useLimit: number): Promise<Refusal | undefined> {
  const { organizationId, linkId, holder } = use;
  const uses = await countLinkUses(tx, { organizationId, linkIds: [linkId] });
  const { completed, reserved } = uses.get(linkId) ?? NO_USES;
  if (completed + reserved > useLimit) return limitReached(completed >= useLimit);
  if (holder === undefined) return undefined;
  return (await holdLinkUse(tx, { ...use, holder })) > mostHeldByOne(useLimit) ? heldByOne() : undefined;
}

export const linkInactive = (): Refusal =>
  refuse(
    'payment_link_inactive',
    'The payment link is not active. PATCH it with {"active": true} to take payments again.',
    'linkId',
  );

const limitReached = (usedUp: boolean): Refusal =>
  refuse(
    'payment_link_limit_reached',
    usedUp
      ? 'The payment link has been paid as often as its `useLimit` allows. Raise the limit, or make another link.'
      : 'Sessions that are open hold what is left of the payment link’s `useLimit`. A use comes back when one ends unpaid.',
    'linkId',
  );

const heldByOne = (): Refusal =>
  refuse(
    'payment_link_limit_reached',
    'Visitors from this address hold as many uses of the payment link as one address may. Pay one of them, or wait until one ends.',
    'linkId',
  );
