import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { createWebhookEndpoint } from '../../../operations/create-webhook-endpoint.ts';
import { deleteWebhookEndpoint } from '../../../operations/delete-webhook-endpoint.ts';
import { updateWebhookEndpoint } from '../../../operations/update-webhook-endpoint.ts';
import { findWebhookEndpoint, listWebhookEndpoints } from '../../../store/webhook-endpoints.ts';
import { accepted } from '../../answer.ts';
import { ApiError } from '../../errors.ts';
import { answerIdempotently } from '../../idempotency.ts';
import { listPage } from '../../pagination.ts';
import { idParams } from '../field-types.ts';
import { pageOf } from '../page-of.ts';
import { webhookEndpointActRoutes } from './act-routes.ts';
import { presentEndpoint, presentWithSecret } from './present.ts';
import { endpointUuid, TAGS, type WebhookRouteDeps } from './route-deps.ts';
import {
  createBody,
  deletedEndpoint,
  endpointList,
  endpointListQuery,
  endpointObject,
  endpointWithSecret,
  updateBody,
} from './schema.ts';

export type { WebhookRouteDeps } from './route-deps.ts';

/** `/api/v1/webhook_endpoints`. */
export const webhookEndpointRoutes: FastifyPluginAsyncZod<{ deps: WebhookRouteDeps }> = async (app, { deps }) => {
  await app.register(webhookEndpointActRoutes, { deps });

  app.post(
    '/webhook_endpoints',
    {
      config: { scope: 'webhooks:write' },
      schema: {
        tags: TAGS,
        summary: 'Create a webhook endpoint',
        operationId: 'createWebhookEndpoint',
        description: 'Its secret is in this answer and in no other: keep it.',
        body: createBody,
        response: { 201: endpointWithSecret },
      },
    },
    async (request, reply) =>
      answerIdempotently(deps, request, reply, async (tx) => {
        const { url, events, description, dialect = 'canonical' } = request.body;
        const input = { url, eventTypes: events, description: description ?? null, dialect };
        const created = accepted(await createWebhookEndpoint(deps, tx, request.principal, input));
        return { status: 201, body: presentWithSecret(created, deps.runtime.now()) };
      }),
  );

  app.get(
    '/webhook_endpoints',
    {
      config: { scope: 'webhooks:read' },
      schema: {
        tags: TAGS,
        summary: 'List webhook endpoints',
        operationId: 'listWebhookEndpoints',
        description: 'Newest first, without their secrets.',
        querystring: endpointListQuery,
        response: { 200: endpointList },
      },
    },
    async ({ query, principal }) => {
      const endpoints = await listWebhookEndpoints(deps.store, principal, {
        ...pageOf('webhookEndpoint', query),
        ipn: query.ipn === 'true',
      });
      return listPage(
        endpoints.map((endpoint) => presentEndpoint(endpoint, deps.runtime.now())),
        query.limit,
      );
    },
  );

  app.get(
    '/webhook_endpoints/:id',
    {
      config: { scope: 'webhooks:read' },
      schema: {
        tags: TAGS,
        summary: 'Retrieve a webhook endpoint',
        operationId: 'retrieveWebhookEndpoint',
        description: 'Without its secret, which was shown when it was made.',
        params: idParams,
        response: { 200: endpointObject },
      },
    },
    async ({ params, principal }) => {
      const endpoint = await findWebhookEndpoint(deps.store, principal, endpointUuid(params.id));
      if (!endpoint) throw new ApiError('webhook_endpoint_not_found');
      return presentEndpoint(endpoint, deps.runtime.now());
    },
  );

  app.patch(
    '/webhook_endpoints/:id',
    {
      config: { scope: 'webhooks:write' },
      schema: {
        tags: TAGS,
        summary: 'Update a webhook endpoint',
        operationId: 'updateWebhookEndpoint',
        description: 'Changes the fields that are given. Enabling it, or a new URL, forgets its failures.',
        params: idParams,
        body: updateBody,
        response: { 200: endpointObject },
      },
    },
    async ({ params, principal, body }) => {
      const { events, ...rest } = body;
      const change = { ...rest, eventTypes: events };
      const id = endpointUuid(params.id);
      const updated = accepted(await updateWebhookEndpoint(deps, deps.store, principal, id, change));
      // What waited while it was disabled, or rested, is due now.
      deps.wake.emit('deliveries', null);
      return presentEndpoint(updated.endpoint, deps.runtime.now());
    },
  );

  app.delete(
    '/webhook_endpoints/:id',
    {
      config: { scope: 'webhooks:write' },
      schema: {
        tags: TAGS,
        summary: 'Delete a webhook endpoint',
        operationId: 'deleteWebhookEndpoint',
        description: 'What was on its way to it is given up. Its deliveries can still be read.',
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
