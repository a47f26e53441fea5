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
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fromPublicId } from '../../core/identity/public-id.ts';
import type { Session } from '../../core/session/session.ts';
import { viewSessions } from '../../operations/view-sessions.ts';
import { findSite, type Site } from '../../store/organizations.ts';
import { findSessionById } from '../../store/sessions.ts';
import type { ApiDeps } from '../api-deps.ts';
import { toApiError } from '../error-handler.ts';
import { ApiError, errorBody } from '../errors.ts';
import { acceptJsonBodies } from '../json-body.ts';
import { pageActions } from './actions.ts';
import type { Csrf } from './csrf.ts';
import type { LiveSessions } from './live.ts';
import { checkoutView, type PageContext } from './view.ts';

export interface HostedDeps extends ApiDeps {
  readonly csrf: Csrf;
  readonly live: LiveSessions;
  readonly page: Omit<PageContext, 'scenarios'> & { readonly scenarios: readonly string[] };
}

const LOCALE = 'en';
type CodeRequest = FastifyRequest<{ Params: { code: string } }>;

/** A session and its site, by the code in the page's address. */
export interface Visit {
  readonly code: string;
  readonly session: Session;
  readonly site: Site;
}

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
    reply.code(answer.status);
    if (answer.retryAfterSeconds !== undefined) reply.header('retry-after', answer.retryAfterSeconds);
    if (wantsJson(request)) return reply.send(errorBody(answer, request.id));
    const html = answer.status === 404 ? renderNotFound({ assets }) : renderError({ assets, requestId: request.id });
    return reply.type('text/html; charset=utf-8').send(html);
  });

  app.get('/checkout/:code', async (request: CodeRequest, reply) => {
    const visit = await visitOf(deps, request);
    const html = renderPage(await viewOf(deps, visit, request, reply), { assets });
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
    const token = deps.csrf.tokenFor(request, reply, visit.code);
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
        return fresh && JSON.stringify(await render(deps, fresh, ''));
      },
      personal: (view) => view.replace('"csrfToken":""', `"csrfToken":${JSON.stringify(token)}`),
    });
  });

  pageActions(app, deps);
}

export async function visitOf(deps: HostedDeps, request: CodeRequest): Promise<Visit> {
  const visit = await findVisit(deps, request.params.code);
  if (!visit) throw new ApiError('session_not_found');
  return visit;
}

async function findVisit(deps: HostedDeps, code: string): Promise<Visit | undefined> {
  const id = fromPublicId('session', `cs_${code}`);
  const session = id === undefined ? undefined : await findSessionById(deps.store, id);
  const site = session && (await findSite(deps.store, session.organizationId, session.siteId));
  return session && site && { code, session, site };
}

async function render(deps: HostedDeps, { session, site }: Visit, csrfToken: string) {
  const now = deps.runtime.now();
  const [view] = await viewSessions(deps.store, [session], now);
  const scenarios = session.livemode ? [] : deps.page.scenarios;
  return checkoutView(view!, site, { ...deps.page, scenarios, locale: LOCALE }, { now, csrfToken });
}

export function viewOf(deps: HostedDeps, visit: Visit, request: FastifyRequest, reply: FastifyReply) {
  return render(deps, visit, deps.csrf.tokenFor(request, reply, visit.code));
}

export function wantsJson(request: FastifyRequest): boolean {
  return (
    request.headers['content-type']?.startsWith('application/json') === true ||
    request.headers.accept === 'application/json'
  );
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
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
  },
  // Wallet extensions and the way back to the shop need neither; the page's address is the customer's own.
  referrerPolicy: { policy: 'same-origin' as const },
  crossOriginEmbedderPolicy: false,
};
