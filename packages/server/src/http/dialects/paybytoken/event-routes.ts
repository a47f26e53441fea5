import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { fromPublicId } from '../../../core/identity/public-id.ts';
import { visibleEvents } from '../../../operations/event-retention.ts';
import { findEvent, listEvents } from '../../../store/events.ts';
import { ApiError } from '../../errors.ts';
import { listQuery } from '../../pagination.ts';
import { idParams } from '../../routes/field-types.ts';
import { pageOf } from '../../routes/page-of.ts';
import { contextOf, type PayByTokenDeps } from './context.ts';
import { eventList, eventObject } from './event-schema.ts';
import { listOfObjects } from './list.ts';
import { presentPayByTokenEvent } from './present-event.ts';

const TAGS = ['PayByToken'];

/** `/v1/events`. */
export const eventRoutes: FastifyPluginAsyncZod<{ deps: PayByTokenDeps }> = async (app, { deps }) => {
  app.get(
    '/events',
    {
      config: { scope: 'events:read' },
      schema: {
        tags: TAGS,
        summary: 'List events (PayByToken)',
        operationId: 'payByTokenListEvents',
        description: 'Newest first; kept for 90 days.',
        querystring: z.strictObject(listQuery),
        response: { 200: eventList },
      },
    },
    async ({ query, principal }) => {
      const context = contextOf(deps, principal.organizationId);
      const scope = visibleEvents(principal, deps.runtime.now());
      const events = await listEvents(deps.store, scope, {}, pageOf('event', query));
      return listOfObjects(
        events.map((event) => presentPayByTokenEvent(event, context)),
        query.limit,
      );
    },
  );

  app.get(
    '/events/:id',
    {
      config: { scope: 'events:read' },
      schema: {
        tags: TAGS,
        summary: 'Retrieve an event (PayByToken)',
        operationId: 'payByTokenRetrieveEvent',
        description: 'As it was, or is still to be, delivered to endpoints made through this API.',
        params: idParams,
        response: { 200: eventObject },
      },
    },
    async ({ params, principal }) => {
      const id = fromPublicId('event', params.id);
      const event = id && (await findEvent(deps.store, visibleEvents(principal, deps.runtime.now()), id));
      if (!event) throw new ApiError('event_not_found');
      return presentPayByTokenEvent(event, contextOf(deps, principal.organizationId));
    },
  );
};
