import type { LinkNotice } from '@opentill/checkout/link-view';
import { renderLink } from '@opentill/checkout/server';
import type { FastifyReply } from 'fastify';
import type { PaymentLink } from '../../../core/link/payment-link.ts';
import { ApiError } from '../../errors.ts';
import { allowFraming } from '../framing.ts';
import { type LinkPageDeps, LOCALE } from './deps.ts';
import { linkView } from './link-texts.ts';
import type { LinkRequest, LinkVisit } from './link-visit.ts';
import type { Problems, Values } from './read-form.ts';
import { sendHtml } from './send-html.ts';
import { framedVisit } from './visitor.ts';

export interface FormState {
  readonly values?: Values;
  readonly problems?: Problems;
  readonly notice?: LinkNotice;
}

/** The link's form; after an error with what was entered. Each has a token of its own, by which two posts of it are one. */
export function sendForm(
  deps: LinkPageDeps,
  { link, site, visitor }: LinkVisit,
  request: LinkRequest,
  reply: FastifyReply,
  state: FormState = {},
): FastifyReply {
  const csrfToken = deps.csrf.tokenFor(request, reply, tokenScope(link), '/l');
  const visitToken = Buffer.from(deps.runtime.randomBytes(16)).toString('base64url');
  const visitCode = framedVisit(request)?.code ?? null;
  const shown = { ...state, locale: LOCALE, csrfToken, visitToken, visitCode, open: visitor.open };
  const view = linkView(link, site, shown);
  allowFraming(reply, site.allowedOrigins);
  return sendHtml(reply, renderLink(view, deps));
}

/** Whether the post comes from the form that this visitor was shown. */
export function isOwnPost(deps: LinkPageDeps, link: PaymentLink, request: LinkRequest, csrfToken: unknown): boolean {
  // A link's address is no secret, and neither is what a page in a frame may be handed: the browser's own word counts too.
  const from = request.headers['sec-fetch-site'];
  if (from !== undefined && from !== 'same-origin') return false;
  try {
    deps.csrf.check(request, tokenScope(link), csrfToken);
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'csrf_token_invalid') return false;
    throw error;
  }
}

const tokenScope = ({ id }: PaymentLink) => `link ${id}`;
