import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { fromPublicId } from '../../../core/identity/public-id.ts';
import { visibleEvents } from '../../../operations/event-retention.ts';
import { findEvent, listEvents } from '../../../store/events.ts';
import { ApiError } from '../../errors.ts';
import { listPage } from '../../pagination.ts';
import { idParams } from '../field-types.ts';
import { idFilter, pageOf } from '../page-of.ts';
import type { WebhookRouteDeps } from '../webhook-endpoints/route-deps.ts';
import { presentEvent } from './present.ts';
import { eventList, eventObject, listQuerySchema } from './schema.ts';

const TAGS = ['Events'];
const instant = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));

/** `/api/v1/events`. */
export const eventRoutes: FastifyPluginAsyncZod<{ deps: WebhookRouteDeps }> = async (app, { deps }) => {
  app.get(
    '/events',
    {
      config: { scope: 'events:read' },
      schema: {
        tags: TAGS,
        summary: 'List events',
        operationId: 'listEvents',
        description: 'Newest first; kept for 90 days.',
        querystring: listQuerySchema,
        response: { 200: eventList },
      },
    },
    async ({ query, principal }) => {
      const filters = {
        type: query.type,
        sessionId: idFilter('session', 'session', query.session),
        createdFrom: instant(query.created_gte),
        createdBefore: instant(query.created_lt),
      };
      const scope = visibleEvents(principal, deps.runtime.now());
      const events = await listEvents(deps.store, scope, filters, pageOf('event', query));
      return listPage(events.map(presentEvent), query.limit);
    },
  );

  app.get(
    '/events/:id',
    {
      config: { scope: 'events:read' },
      schema: {
        tags: TAGS,
        summary: 'Retrieve an event',
        operationId: 'retrieveEvent',
        description: 'As it was, or is still to be, delivered.',
        params: idParams,
        response: { 200: eventObject },
      },
    },
    async ({ params, principal }) => {
      const id = fromPublicId('event', params.id);
      const event = id && (await findEvent(deps.store, visibleEvents(principal, deps.runtime.now()), id));
      if (!event) throw new ApiError('event_not_found');
      return presentEvent(event);
    },
  );
};
