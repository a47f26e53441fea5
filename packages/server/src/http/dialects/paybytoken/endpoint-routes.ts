import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { createWebhookEndpoint } from '../../../operations/create-webhook-endpoint.ts';
import { deleteWebhookEndpoint } from '../../../operations/delete-webhook-endpoint.ts';
import { updateWebhookEndpoint } from '../../../operations/update-webhook-endpoint.ts';
import { findWebhookEndpoint, listWebhookEndpoints } from '../../../store/webhook-endpoints.ts';
import { accepted } from '../../answer.ts';
import { ApiError } from '../../errors.ts';
import { answerIdempotently } from '../../idempotency.ts';
import { listQuery } from '../../pagination.ts';
import { idParams } from '../../routes/field-types.ts';
import { pageOf } from '../../routes/page-of.ts';
import { endpointUuid, type WebhookRouteDeps } from '../../routes/webhook-endpoints/route-deps.ts';
import {
  createEndpointBody,
  deletedEndpoint,
  endpointList,
  endpointObject,
  endpointWithSecret,
  updateEndpointBody,
} from './endpoint-schema.ts';
import { listOfObjects } from './list.ts';
import { presentEndpoint, subscriptions } from './present-endpoint.ts';

const TAGS = ['PayByToken'];

/** `/v1/webhook_endpoints`: what is made here is told in this API's words. */
export const endpointRoutes: FastifyPluginAsyncZod<{ deps: WebhookRouteDeps }> = async (app, { deps }) => {
  app.post(
    '/webhook_endpoints',
    {
      config: { scope: 'webhooks:write' },
      schema: {
        tags: TAGS,
        summary: 'Create a webhook endpoint (PayByToken)',
        operationId: 'payByTokenCreateWebhookEndpoint',
        description: 'It is told in this API’s words. Its secret is in this answer and in no other: keep it.',
        body: createEndpointBody,
        response: { 201: endpointWithSecret },
      },
    },
    async (request, reply) =>
      answerIdempotently(deps, request, reply, async (tx) => {
        const { url, events, description = null } = request.body;
        const input = { url, eventTypes: subscriptions(events), description, dialect: 'paybytoken' as const };
        const made = accepted(await createWebhookEndpoint(deps, tx, request.principal, input));
        return { status: 201, body: { ...presentEndpoint(made.endpoint), secret: made.secret } };
      }),
  );

  app.get(
    '/webhook_endpoints',
    {
      config: { scope: 'webhooks:read' },
      schema: {
        tags: TAGS,
        summary: 'List webhook endpoints (PayByToken)',
        operationId: 'payByTokenListWebhookEndpoints',
        description: 'Newest first, whichever API made them, without their secrets.',
        querystring: z.strictObject(listQuery),
        response: { 200: endpointList },
      },
    },
    async ({ query, principal }) => {
      const endpoints = await listWebhookEndpoints(deps.store, principal, pageOf('webhookEndpoint', query));
      return listOfObjects(endpoints.map(presentEndpoint), query.limit);
    },
  );

  app.get(
    '/webhook_endpoints/:id',
    {
      config: { scope: 'webhooks:read' },
      schema: {
        tags: TAGS,
        summary: 'Retrieve a webhook endpoint (PayByToken)',
        operationId: 'payByTokenRetrieveWebhookEndpoint',
        description: 'Without its secret, which was shown when it was made.',
        params: idParams,
        response: { 200: endpointObject },
      },
    },
    async ({ params, principal }) => {
      const endpoint = await findWebhookEndpoint(deps.store, principal, endpointUuid(params.id));
      if (!endpoint) throw new ApiError('webhook_endpoint_not_found');
      return presentEndpoint(endpoint);
    },
  );

  app.patch(
    '/webhook_endpoints/:id',
    {
      config: { scope: 'webhooks:write' },
      schema: {
        tags: TAGS,
        summary: 'Update a webhook endpoint (PayByToken)',
        operationId: 'payByTokenUpdateWebhookEndpoint',
        description: 'Changes the fields that are given. Enabling it, or a new URL, forgets its failures.',
        params: idParams,
        body: updateEndpointBody,
        response: { 200: endpointObject },
      },
    },
    async ({ params, principal, body }) => {
      const { events, ...rest } = body;
      const change = { ...rest, eventTypes: events && subscriptions(events) };
      const id = endpointUuid(params.id);
      const updated = accepted(await updateWebhookEndpoint(deps, deps.store, principal, id, change));
      // What waited while it was disabled, or rested, is due now.
      deps.wake.emit('deliveries', null);
      return presentEndpoint(updated.endpoint);
    },
  );

  app.delete(
    '/webhook_endpoints/:id',
    {
      config: { scope: 'webhooks:write' },
      schema: {
        tags: TAGS,
        summary: 'Delete a webhook endpoint (PayByToken)',
        operationId: 'payByTokenDeleteWebhookEndpoint',
        description: 'What was on its way to it is given up.',
        params: idParams,
        response: { 200: deletedEndpoint },
      },
    },
    async ({ params, principal }) => {
      accepted(await deleteWebhookEndpoint(deps, deps.store, principal, endpointUuid(params.id)));
      return { id: params.id, object: 'webhook_endpoint' as const, deleted: true as const };
    },
  );
};
