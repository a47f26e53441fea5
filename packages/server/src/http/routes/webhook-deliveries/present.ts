import type { z } from 'zod';
import { toPublicId } from '../../../core/identity/public-id.ts';
import type { WebhookAttempt, WebhookDelivery } from '../../../core/webhook/delivery.ts';
import type { deliveryObject, deliveryWithAttempts } from './schema.ts';

/** A delivery as the API shows it. */
export function presentDelivery(delivery: WebhookDelivery): z.output<typeof deliveryObject> {
  return {
    id: toPublicId('webhookDelivery', delivery.id),
    object: 'webhook_delivery',
    endpoint: toPublicId('webhookEndpoint', delivery.endpointId),
    event: toPublicId('event', delivery.eventId),
    eventType: delivery.eventType,
    status: delivery.status,
    attemptCount: delivery.attemptCount,
    nextAttemptAt: delivery.nextAttemptAt === null ? null : new Date(delivery.nextAttemptAt).toISOString(),
    livemode: delivery.livemode,
    createdAt: new Date(delivery.createdAt).toISOString(),
    updatedAt: new Date(delivery.updatedAt).toISOString(),
  };
}

/** With the log of its attempts. */
export function presentWithAttempts(
  delivery: WebhookDelivery,
  attempts: readonly WebhookAttempt[],
): z.output<typeof deliveryWithAttempts> {
  const log = attempts.map((attempt) => ({ ...attempt, startedAt: new Date(attempt.startedAt).toISOString() }));
  return { ...presentDelivery(delivery), attempts: log };
}
