import { type LinkChoice, linkOrder } from '../core/link/link-order.ts';
import type { PaymentLink } from '../core/link/payment-link.ts';
import { NO_DETAILS } from '../core/session/details.ts';
import type { CreateSessionInput } from './create-session.ts';
import { guardLinkUse, type LinkUse, linkInactive } from './link-use-guard.ts';
import { type MethodCatalogue, methodsOf } from './method-catalogue.ts';
import type { RederiveDeps } from './rederive-sessions.ts';
import { type Refusal, refuse } from './refusal.ts';

export interface LinkSessionDeps extends RederiveDeps {
  readonly catalogue: MethodCatalogue;
}

/** What a session of this link starts from; whoever makes it may lay more over it. Refused where the link takes none. */
export function linkSessionInput(
  deps: LinkSessionDeps,
  link: PaymentLink,
  choice: LinkChoice = {},
  visitor: Pick<LinkUse, 'instead' | 'holder'> = {},
): CreateSessionInput | Refusal {
  if (!link.active || link.deletedAt !== null) return linkInactive();
  const order = linkOrder(link, choice);
  if (order === undefined) {
    return refuse(
      'payment_link_invalid',
      'The customer chooses this link’s amount on its own page: send them to its `url`, or create a session with `amount`.',
      'linkId',
    );
  }
  const allowedMethods = switchedOn(deps.catalogue, link);
  if (allowedMethods?.length === 0) {
    return refuse(
      'method_not_offered',
      'None of the payment link’s methods is on offer on this server any more.',
      'linkId',
    );
  }
  const sessionId = deps.runtime.newId();
  const { organizationId, livemode, id: linkId } = link;
  // Most links are not limited: their sessions are written with others, without holding anything.
  const guarded = link.useLimit !== null || visitor.instead !== undefined;
  return {
    ...NO_DETAILS,
    ...order,
    allowedMethods,
    method: undefined,
    expiresIn: link.expiresIn ?? undefined,
    graceSeconds: undefined,
    siteId: link.siteId,
    sessionId,
    guards: guarded ? [guardLinkUse(deps, { organizationId, livemode, linkId, sessionId, ...visitor })] : [],
    description: link.name,
    metadata: link.metadata,
    linkId,
    successUrl: link.successUrl,
    cancelUrl: link.cancelUrl,
  };
}

/** Undefined: all that are on offer. */
function switchedOn(
  catalogue: MethodCatalogue,
  { allowedMethods, livemode }: PaymentLink,
): readonly string[] | undefined {
  if (allowedMethods.length === 0) return undefined;
  const on = new Set(methodsOf(catalogue, livemode).map(({ id }) => id));
  return allowedMethods.filter((method) => on.has(method));
}
