import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { sessionResource } from '../../../core/resource/session-resource.ts';
import { viewSessions } from '../../../operations/view-sessions.ts';
import { readNumberedPage } from '../../../store/numbered-pages.ts';
import { findSession } from '../../../store/sessions.ts';
import { ApiError } from '../../errors.ts';
import { checkoutObject, checkoutPage } from './answer-schema.ts';
import { checkoutUuid } from './checkout-id.ts';
import { listQuerySchema, toFilters } from './filters.ts';
import { checkout } from './present.ts';
import { type GatewayRouteOptions, TAGS } from './route-options.ts';
import { checkoutParams } from './schema.ts';

/** `GET …/checkouts` and `GET …/checkouts/{id}`: every session of the key's mode, whichever API it was made through. */
export const readCheckoutRoutes: FastifyPluginAsyncZod<GatewayRouteOptions> = async (app, { deps, idEnding }) => {
  app.get(
    '/checkouts',
    {
      config: { scope: 'sessions:read' },
      schema: {
        tags: TAGS,
        summary: 'List checkouts over all sites',
        operationId: `listSiteCheckouts${idEnding}`,
        description: 'Newest first, page by page, with how many there are.',
        querystring: listQuerySchema,
        response: { 200: checkoutPage },
      },
    },
    async ({ query, principal }) => {
      const { page, limit } = query;
      const filters = toFilters(query);
      const { sessions, totalItems } = await readNumberedPage(deps.store, principal, filters, { page, limit });
      const views = await viewSessions(deps.store, sessions, deps.runtime.now());
      const data = views.map((view) => checkout(sessionResource(view, deps.resource)));
      return { data, page, limit, totalItems, totalPages: Math.ceil(totalItems / limit) };
    },
  );

  app.get(
    '/checkouts/:id',
    {
      config: { scope: 'sessions:read' },
      schema: {
        tags: TAGS,
        summary: 'Retrieve a checkout of a site',
        operationId: `retrieveSiteCheckout${idEnding}`,
        description: 'As it is now.',
        params: checkoutParams,
        response: { 200: checkoutObject },
      },
    },
    async ({ params, principal }) => {
      const session = await findSession(deps.store, principal, checkoutUuid(params.id));
      if (!session) throw new ApiError('session_not_found');
      const [view] = await viewSessions(deps.store, [session], deps.runtime.now());
      return checkout(sessionResource(view!, deps.resource));
    },
  );
};
