import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { fromPublicId } from '../../../core/identity/public-id.ts';
import { redeliverWebhook } from '../../../operations/redeliver-webhook.ts';
import { findWebhookDelivery, listWebhookDeliveries, readWebhookAttempts } from '../../../store/webhook-deliveries.ts';
import { accepted } from '../../answer.ts';
import { ApiError } from '../../errors.ts';
import { answerIdempotently } from '../../idempotency.ts';
import { listPage } from '../../pagination.ts';
import { idParams } from '../field-types.ts';
import { idFilter, pageOf } from '../page-of.ts';
import type { WebhookRouteDeps } from '../webhook-endpoints/route-deps.ts';
import { presentDelivery, presentWithAttempts } from './present.ts';
import { deliveryList, deliveryObject, deliveryWithAttempts, listQuerySchema } from './schema.ts';

const TAGS = ['Webhook deliveries'];

function deliveryUuid(id: string): string {
  const uuid = fromPublicId('webhookDelivery', id);
  if (uuid === undefined) throw new ApiError('webhook_delivery_not_found');
  return uuid;
}

/** `/api/v1/webhook_deliveries`. */
export const webhookDeliveryRoutes: FastifyPluginAsyncZod<{ deps: WebhookRouteDeps }> = async (app, { deps }) => {
  app.get(
    '/webhook_deliveries',
    {
      config: { scope: 'webhooks:read' },
      schema: {
        tags: TAGS,
        summary: 'List webhook deliveries',
        operationId: 'listWebhookDeliveries',
        description: 'Newest first; kept for 90 days.',
        querystring: listQuerySchema,
        response: { 200: deliveryList },
      },
    },
    async ({ query, principal }) => {
      const filters = {
        endpointId: idFilter('webhookEndpoint', 'endpoint', query.endpoint),
        eventId: idFilter('event', 'event', query.event),
        status: query.status,
      };
      const page = pageOf('webhookDelivery', query);
      const deliveries = await listWebhookDeliveries(deps.store, principal, filters, page);
      return listPage(deliveries.map(presentDelivery), query.limit);
    },
  );

  app.get(
    '/webhook_deliveries/:id',
    {
      config: { scope: 'webhooks:read' },
      schema: {
        tags: TAGS,
        summary: 'Retrieve a webhook delivery with its attempts',
        operationId: 'retrieveWebhookDelivery',
        description: 'Each attempt with its status, duration and the first 2 kB of the reply.',
        params: idParams,
        response: { 200: deliveryWithAttempts },
      },
    },
    async ({ params, principal }) => {
      const delivery = await findWebhookDelivery(deps.store, principal, deliveryUuid(params.id));
      if (!delivery) throw new ApiError('webhook_delivery_not_found');
      return presentWithAttempts(
        delivery,
        await readWebhookAttempts(deps.store, principal.organizationId, delivery.id),
      );
    },
  );

  app.post(
    '/webhook_deliveries/:id/redeliver',
    {
      config: { scope: 'webhooks:write' },
      schema: {
        tags: TAGS,
        summary: 'Send a webhook delivery once more',
        operationId: 'redeliverWebhook',
        description: 'Makes a new delivery of the same event to the same endpoint; its `webhook-id` stays the event’s.',
        params: idParams,
        response: { 201: deliveryObject },
      },
    },
    async (request, reply) => {
      const id = deliveryUuid(request.params.id);
      const sent = await answerIdempotently(deps, request, reply, async (tx) => {
        const queued = accepted(await redeliverWebhook(deps, tx, request.principal, id));
        return { status: 201, body: presentDelivery(queued.delivery) };
      });
      deps.wake.emit('deliveries', null);
      return sent;
    },
  );
};
