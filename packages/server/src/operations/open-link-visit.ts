import type { LinkChoice } from '../core/link/link-order.ts';
import type { PaymentLink } from '../core/link/payment-link.ts';
import type { CustomerDetails } from '../core/session/details.ts';
import type { Store } from '../store/database.ts';
import { type CreateSessionDeps, createSession } from './create-session.ts';
import { findKeyedSession } from './find-keyed-session.ts';
import { linkSessionInput } from './link-session.ts';
import type { Principal } from './principal.ts';
import type { Refusal } from './refusal.ts';

export interface LinkVisitInput {
  readonly choice: LinkChoice;
  readonly email: string | null;
  readonly details: CustomerDetails | null;
  /** The same key makes the same session, as when a button is clicked twice; null: a fresh one. */
  readonly key: string | null;
  /** The visitor's own session with this link that ended unpaid. */
  readonly instead: string | undefined;
  /** A keyed hash of the address that they come from. */
  readonly holder: Uint8Array;
}

/** A visitor of a payment link gets a session: what the link asks, by what they chose and told of themselves. */
export async function openLinkVisit(
  deps: CreateSessionDeps & { readonly store: Store },
  link: PaymentLink,
  { choice, email, details, key, instead, holder }: LinkVisitInput,
): Promise<{ readonly outcome: 'opened'; readonly sessionId: string } | Refusal> {
  const base = linkSessionInput(deps, link, choice, { instead, holder });
  if ('outcome' in base) return base;
  const { organizationId, livemode } = link;
  const principal: Principal = { organizationId, livemode, actor: `link:${link.id}`, permissions: 'all' };
  const scope = key === null ? null : { route: `link ${link.id}`, key };
  const input = { ...base, customerEmail: email, customerDetails: details };
  const made = await createSession(deps, principal, input, scope && { ...scope, body: null });
  if (made.outcome === 'refused') return made;
  if (made.outcome === 'created') return { outcome: 'opened', sessionId: made.sessionId };
  return { outcome: 'opened', sessionId: await findKeyedSession(deps.store, { organizationId, livemode, ...scope! }) };
}
