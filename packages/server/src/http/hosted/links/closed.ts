import type { LinkClosedReason } from '@opentill/checkout/link-view';
import { renderLinkClosed } from '@opentill/checkout/server';
import type { FastifyReply } from 'fastify';
import type { PaymentLink } from '../../../core/link/payment-link.ts';
import { countLinkUses, NO_USES } from '../../../store/link-uses.ts';
import { allowFraming } from '../framing.ts';
import { type LinkPageDeps, LOCALE } from './deps.ts';
import { linkClosedView } from './link-texts.ts';
import type { LinkVisit } from './link-visit.ts';
import { sendHtml } from './send-html.ts';

const STATUS: Readonly<Record<LinkClosedReason, number>> = {
  inactive: 410,
  deleted: 410,
  used_up: 410,
  in_use: 409,
  unavailable: 503,
};
const RETRY_AFTER_SECONDS = 60;

/** Why the link takes nobody's payment now; undefined while it does. */
export async function closedReason(deps: LinkPageDeps, link: PaymentLink): Promise<LinkClosedReason | undefined> {
  if (link.deletedAt !== null) return 'deleted';
  if (!link.active) return 'inactive';
  return link.useLimit === null ? undefined : limitReason(deps, link, link.useLimit);
}

async function limitReason({ store }: LinkPageDeps, { organizationId, id }: PaymentLink, limit: number) {
  const uses = await countLinkUses(store, { organizationId, linkIds: [id] });
  const { completed, reserved } = uses.get(id) ?? NO_USES;
  if (completed >= limit) return 'used_up';
  return completed + reserved >= limit ? 'in_use' : undefined;
}

/** The shop's own page that says why. */
export function sendClosed(
  deps: LinkPageDeps,
  { link, site }: Pick<LinkVisit, 'link' | 'site'>,
  reply: FastifyReply,
  reason: LinkClosedReason,
): FastifyReply {
  const status = STATUS[reason];
  if (status === 503) reply.header('retry-after', RETRY_AFTER_SECONDS);
  allowFraming(reply, site.allowedOrigins);
  return sendHtml(reply.code(status), renderLinkClosed(linkClosedView(link, site, reason, LOCALE), deps));
}
