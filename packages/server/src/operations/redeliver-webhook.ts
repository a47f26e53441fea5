import type { WebhookDelivery } from '../core/webhook/delivery.ts';
import type { Queries } from '../store/database.ts';
import { findEvent } from '../store/events.ts';
import { findWebhookDelivery, insertRedelivery } from '../store/webhook-deliveries.ts';
import { findWebhookEndpoint } from '../store/webhook-endpoints.ts';
import { visibleEvents } from './event-retention.ts';
import type { Principal } from './principal.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Runtime } from './runtime.ts';
import { webhookEndpointDisabled, webhookEndpointNotFound } from './webhook-url.ts';

/**
 * Sends a delivery's event to its endpoint once more, as a new delivery with the same `webhook-id`: a receiver that has
 * it already drops it. The caller wakes `deliveries` after its commit.
 */
export async function redeliverWebhook(
  { runtime }: { readonly runtime: Runtime },
  queries: Queries,
  principal: Principal,
  deliveryId: string,
): Promise<{ readonly outcome: 'queued'; readonly delivery: WebhookDelivery } | Refusal> {
  const delivery = await findWebhookDelivery(queries, principal, deliveryId);
  if (!delivery) return webhookDeliveryNotFound();
  const endpoint = await findWebhookEndpoint(queries, principal, delivery.endpointId);
  if (!endpoint) return webhookEndpointNotFound();
  if (endpoint.status === 'disabled') return webhookEndpointDisabled();
  const at = runtime.now();
  const event = await findEvent(queries, visibleEvents(principal, at), delivery.eventId);
  if (!event) return refuse('event_not_found', 'The event of this delivery is older than 90 days.');
  const fresh = { id: runtime.newId(), at };
  return { outcome: 'queued', delivery: await insertRedelivery(queries, principal, delivery, fresh) };
}

function webhookDeliveryNotFound(): Refusal {
  return refuse('webhook_delivery_not_found', 'There is no such webhook delivery for this key.');
}
