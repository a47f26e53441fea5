import { toPublicId } from '../core/identity/public-id.ts';
import type { Event } from '../core/webhook/envelope.ts';
import { TEST_EVENT_TYPE } from '../core/webhook/event-types.ts';
import type { Queries } from '../store/database.ts';
import { insertEvents } from '../store/events.ts';
import { findWebhookEndpoint } from '../store/webhook-endpoints.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Runtime } from './runtime.ts';
import { webhookEndpointDisabled, webhookEndpointNotFound } from './webhook-url.ts';

/** Puts a `webhook.test` event into the outbox, for this endpoint alone. The caller wakes `outbox` after its commit. */
export async function sendTestEvent(
  { runtime }: { readonly runtime: Runtime },
  queries: Queries,
  principal: Principal,
  endpointId: string,
): Promise<{ readonly outcome: 'queued'; readonly event: Event } | Refusal> {
  const endpoint = await findWebhookEndpoint(queries, principal, endpointId);
  if (!endpoint) return webhookEndpointNotFound();
  if (endpoint.status === 'disabled') return webhookEndpointDisabled();
  if (endpoint.ipn)
    return refuse('webhook_endpoint_of_ipn', 'This endpoint stands for the ipnUrls of checkouts: pay a test checkout.');
  const event: Event = {
    organizationId: principal.organizationId,
    id: runtime.newId(),
    livemode: principal.livemode,
    type: TEST_EVENT_TYPE,
    sessionId: null,
    version: null,
    data: { object: 'webhook_test', endpoint: toPublicId('webhookEndpoint', endpointId) },
    createdAt: runtime.now(),
  };
  await insertEvents(queries, [{ ...event, endpointId }]);
  return { outcome: 'queued', event };
}
