import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { rotateWebhookSecret } from '../../../operations/rotate-webhook-secret.ts';
import { sendTestEvent } from '../../../operations/send-test-event.ts';
import { accepted } from '../../answer.ts';
import { answerIdempotently } from '../../idempotency.ts';
import { presentEvent } from '../events/present.ts';
import { eventObject } from '../events/schema.ts';
import { idParams } from '../field-types.ts';
import { presentWithSecret } from './present.ts';
import { endpointUuid, TAGS, type WebhookRouteDeps } from './route-deps.ts';
import { endpointWithSecret, rotateBody } from './schema.ts';

const DEFAULT_OVERLAP_SECONDS = 24 * 3600;

/** What can be done to an endpoint beside changing it. */
export const webhookEndpointActRoutes: FastifyPluginAsyncZod<{ deps: WebhookRouteDeps }> = async (app, { deps }) => {
  app.post(
    '/webhook_endpoints/:id/rotate_secret',
    {
      config: { scope: 'webhooks:write' },
      schema: {
        tags: TAGS,
        summary: 'Rotate the secret of a webhook endpoint',
        operationId: 'rotateWebhookSecret',
        description: 'Until `previousSecretExpiresAt` both secrets sign each delivery. The new one is shown here only.',
        params: idParams,
        body: rotateBody,
        response: { 200: endpointWithSecret },
      },
    },
    async (request, reply) => {
      const id = endpointUuid(request.params.id);
      const overlapSeconds = request.body?.expiresInSeconds ?? DEFAULT_OVERLAP_SECONDS;
      return answerIdempotently(deps, request, reply, async (tx) => {
        const rotated = accepted(await rotateWebhookSecret(deps, tx, request.principal, id, overlapSeconds));
        return { status: 200, body: presentWithSecret(rotated, deps.runtime.now()) };
      });
    },
  );

  app.post(
    '/webhook_endpoints/:id/test',
    {
      config: { scope: 'webhooks:write' },
      schema: {
        tags: TAGS,
        summary: 'Send a test event to a webhook endpoint',
        operationId: 'sendTestEvent',
        description: 'Queues a `webhook.test` event for this endpoint alone. Its deliveries show what came of it.',
        params: idParams,
        response: { 201: eventObject },
      },
    },
    async (request, reply) => {
      const id = endpointUuid(request.params.id);
      const sent = await answerIdempotently(deps, request, reply, async (tx) => {
        const queued = accepted(await sendTestEvent(deps, tx, request.principal, id));
        return { status: 201, body: presentEvent(queued.event) };
      });
      deps.wake.emit('outbox', null);
      return sent;
    },
  );
};
