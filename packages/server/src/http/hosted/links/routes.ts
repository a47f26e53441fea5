import { brandCss, qrModules, qrSvgFile, renderError, renderNoLink } from '@opentill/checkout/server';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { asksCustomer } from '../../../core/link/payment-link.ts';
import { toApiError } from '../../error-handler.ts';
import { ApiError } from '../../errors.ts';
import { linkUrl } from '../../link-url.ts';
import { closedReason, sendClosed } from './closed.ts';
import { type LinkPageDeps, LOCALE } from './deps.ts';
import { isOwnPost, sendForm } from './form.ts';
import { findLink, findLinkVisit, type LinkRequest } from './link-visit.ts';
import { qrPng } from './qr-png.ts';
import { readForm } from './read-form.ts';
import { sendHtml } from './send-html.ts';
import { leadTo, NOTHING_FILLED, startVisit } from './start-visit.ts';
import { isLookingOnly, isPrefetch } from './visitor.ts';

/** A visit makes a session: the guests of a shop behind one address may come, a script that fills the books may not. */
const VISITS = { rateLimit: { max: 60, timeWindow: 60_000 } };
const PIXELS_A_MODULE = 10;

/** The public face of payment links: `/l/<slug>`. */
export async function linkPages(app: FastifyInstance, { deps }: { deps: LinkPageDeps }): Promise<void> {
  answerErrors(app, deps);

  app.get('/l/:slug', { config: VISITS, exposeHeadRoute: false }, async (request: LinkRequest, reply) => {
    // What is fetched ahead is thrown away unless it is a success: the visit itself must be the one that counts.
    if (isPrefetch(request)) return sendHtml(reply.code(503), '');
    const visit = await findLinkVisit(deps, request);
    const asks = asksCustomer(visit.link);
    const { open, reloaded } = visit.visitor;
    if (reloaded !== undefined) return leadTo(deps, visit, reply, reloaded);
    if (open && !asks) return leadTo(deps, visit, reply, open.session.id);
    const reason = await closedReason(deps, visit.link);
    if (reason === 'in_use' && open) return leadTo(deps, visit, reply, open.session.id);
    if (reason !== undefined && !(reason === 'in_use' && visit.visitor.ended)) {
      return sendClosed(deps, visit, reply, reason);
    }
    if (asks || isLookingOnly(request)) return sendForm(deps, visit, request, reply);
    return startVisit(deps, visit, request, reply, NOTHING_FILLED);
  });

  app.head('/l/:slug', { config: VISITS }, async (request: LinkRequest, reply) => {
    const found = await findLink(deps, request);
    const reason = await closedReason(deps, found.link);
    return reason === undefined ? sendHtml(reply, '') : sendClosed(deps, found, reply, reason);
  });

  app.post('/l/:slug', { config: VISITS }, async (request: LinkRequest, reply) => {
    const visit = await findLinkVisit(deps, request);
    const { link } = visit;
    const reason = await closedReason(deps, link);
    // A use that is held may be the visitor's own: that is for the session's making to say.
    if (reason !== undefined && reason !== 'in_use') return sendClosed(deps, visit, reply, reason);
    const body = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    const form = readForm(link, body, LOCALE);
    if (!isOwnPost(deps, link, request, body['csrfToken'])) {
      return sendForm(deps, visit, request, reply.code(403), { values: form.values, notice: 'outdated' });
    }
    if (Object.keys(form.problems).length > 0) return sendForm(deps, visit, request, reply.code(400), form);
    return startVisit(deps, visit, request, reply, form, body['visitToken']);
  });

  app.get('/l/:slug/brand.css', async (request: LinkRequest, reply) => {
    const { site } = await findLink(deps, request);
    return reply.header('cache-control', 'public, max-age=300').type('text/css').send(brandCss(site.brand));
  });

  app.get('/l/:slug/qr.svg', async (request: LinkRequest, reply) =>
    picture(reply, 'image/svg+xml').send(qrSvgFile(await urlOf(deps, request))),
  );

  app.get('/l/:slug/qr.png', async (request: LinkRequest, reply) =>
    picture(reply, 'image/png').send(qrPng(qrModules(await urlOf(deps, request)), PIXELS_A_MODULE)),
  );
}

function answerErrors(app: FastifyInstance, { assets }: LinkPageDeps): void {
  app.setErrorHandler((error, request, reply) => {
    const known = toApiError(error);
    if (!known) request.log.error({ err: error }, 'payment link failed');
    const { status, retryAfterSeconds } = known ?? new ApiError('internal_error');
    if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
    const why = status === 429 ? 'tooMany' : status === 404 ? 'notFound' : undefined;
    const html = why ? renderNoLink(why, { assets }) : renderError({ assets, requestId: request.id });
    return sendHtml(reply.code(status), html);
  });
}

async function urlOf(deps: LinkPageDeps, request: LinkRequest): Promise<string> {
  const { link } = await findLink(deps, request);
  if (link.deletedAt !== null) throw new ApiError('payment_link_not_found');
  return linkUrl(deps.resource.publicUrl, link.slug);
}

/** Shops show it in their own pages. */
const picture = (reply: FastifyReply, type: string): FastifyReply =>
  reply
    .header('cache-control', 'public, max-age=300')
    .header('cross-origin-resource-policy', 'cross-origin')
    .type(type);
