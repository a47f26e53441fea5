import { countLinkUses, handOverPlace, NO_USES } from '../store/link-uses.ts';
import { lockPaymentLink } from '../store/payment-links.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Runtime } from './runtime.ts';
import type { SessionGuard } from './write-guarded-session.ts';

export interface LinkUse {
  readonly organizationId: string;
  readonly livemode: boolean;
  readonly linkId: string;
  readonly sessionId: string;
  /** The visitor's own session that has ended unpaid: its place goes to the new one. */
  readonly instead?: string | undefined;
}

/**
 * Holds the link while its uses are counted, the session that was just written among them: of two visits for the last use
 * one is refused. A use comes back when its session is canceled, or its grace window is over without the money.
 */
export function guardLinkUse({ now }: Pick<Runtime, 'now'>, use: LinkUse): SessionGuard {
  return async (tx) => {
    const { organizationId, linkId, sessionId, instead } = use;
    const link = await lockPaymentLink(tx, use, linkId);
    if (!link?.active) return linkInactive();
    if (instead !== undefined) await handOverPlace(tx, { organizationId, linkId }, instead, sessionId);
    if (link.useLimit === null) return undefined;
    const uses = await countLinkUses(tx, { organizationId, linkIds: [linkId], now: now() });
    const { completed, reserved } = uses.get(linkId) ?? NO_USES;
    return completed + reserved > link.useLimit ? limitReached(completed >= link.useLimit) : undefined;
  };
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
