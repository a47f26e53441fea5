import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import staticFiles from '@fastify/static';
import {
  brandCss,
  clientDirectory,
  readAssets,
  renderError,
  renderNotFound,
  renderPage,
} from '@opentill/checkout/server';
import type { FastifyInstance } from 'fastify';
import { toApiError } from '../error-handler.ts';
import { ApiError, errorBody } from '../errors.ts';
import { acceptJsonBodies } from '../json-body.ts';
import { pageActions } from './actions.ts';
import { checkedAt } from './checked.ts';
import { embedScript } from './embed-script.ts';
import { allowFraming } from './framing.ts';
import { linkPages } from './links/routes.ts';
import { newestRenewal } from './newest-renewal.ts';
import { noteLoad } from './note-load.ts';
import { noteStart } from './note-start.ts';
import { refundPages } from './refunds/routes.ts';
import { renderingOf } from './rendering.ts';
import { type CodeRequest, findVisit, type HostedDeps, renderVisit, viewOf, visitOf, wantsJson } from './visit.ts';

/** The page's runtime under `/checkout/<code>`: no key, knows one session, and can do only what its customer may. */
export async function hostedPage(app: FastifyInstance, { deps }: { deps: HostedDeps }): Promise<void> {
  const assets = readAssets(clientDirectory);
  await app.register(cookie);
  await app.register(formbody, { bodyLimit: 16_384 });
  acceptJsonBodies(app, { keepOthers: true });
  await app.register(helmet, PAGE_HEADERS);
  await app.register(staticFiles, {
    root: clientDirectory,
    prefix: '/assets/checkout/',
    immutable: true,
    maxAge: '1y',
    index: false,
    list: false,
    dotfiles: 'ignore',
    // What the browser loads, and nothing that merely lies beside it.
    allowedPath: (path) => /^\/?[\w.-]+\.(js|css|svg|woff2)$/.test(path),
  });

  app.setErrorHandler((error, request, reply) => {
    const known = toApiError(error);
    if (!known) request.log.error({ err: error }, 'hosted page failed');
    const answer = known ?? new ApiError('internal_error');
    request.refusedWith = answer;
    reply.code(answer.status);
    if (answer.retryAfterSeconds !== undefined) reply.header('retry-after', answer.retryAfterSeconds);
    if (wantsJson(request)) return reply.send(errorBody(answer, request.id));
    const html = answer.status === 404 ? renderNotFound({ assets }) : renderError({ assets, requestId: request.id });
    return reply.type('text/html; charset=utf-8').send(html);
  });

  app.get('/checkout/:code', async (request: CodeRequest, reply) => {
    const visit = await visitOf(deps, request);
    const newest = await newestRenewal(deps, visit);
    if (newest !== null) return reply.header('cache-control', 'no-store').redirect(newest, 303);
    const view = await viewOf(deps, visit, request, reply);
    const html = renderPage({ ...view, checkedAt: checkedAt(deps, visit, request) }, { assets });
    noteLoad(deps, visit, request);
    noteStart(deps, visit, request);
    allowFraming(reply, visit.site.allowedOrigins);
    return reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(html);
  });

  app.get('/checkout/:code/state', async (request: CodeRequest, reply) => {
    const visit = await visitOf(deps, request);
    return reply.header('cache-control', 'no-store').send(await viewOf(deps, visit, request, reply));
  });

  app.get('/checkout/:code/brand.css', async (request: CodeRequest, reply) => {
    const { site } = await visitOf(deps, request);
    return reply.header('cache-control', 'public, max-age=300').type('text/css').send(brandCss(site.brand));
  });

  app.get('/checkout/:code/events', async (request: CodeRequest, reply) => {
    const visit = await visitOf(deps, request);
    if (!deps.live.hasRoomFor(visit.session.id)) throw new ApiError('too_many_requests', { retryAfterSeconds: 30 });
    const csrfToken = deps.csrf.tokenFor(request, reply, visit.code);
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value);
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // Proxies that buffer would hold a status back.
      'x-accel-buffering': 'no',
    });
    deps.live.watch(visit.session.id, reply.raw, {
      render: async () => {
        const fresh = await findVisit(deps, visit.code);
        return fresh && renderingOf(await renderVisit(deps, fresh));
      },
      csrfToken,
    });
  });

  embedScript(app);
  pageActions(app, deps);
  await app.register(linkPages, { deps: { ...deps, assets } });
  await app.register(refundPages, { deps: { ...deps, assets } });
}

/** No script, style, frame or connection from anywhere else; logos and pictures over https. */
const PAGE_HEADERS = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'https:'],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      // `allowFraming` opens single pages to the origins of their site.
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
  },
  xFrameOptions: { action: 'deny' as const },
  // Wallet extensions and the way back to the shop need neither; the page's address is the customer's own.
  referrerPolicy: { policy: 'same-origin' as const },
  crossOriginEmbedderPolicy: false,
};
