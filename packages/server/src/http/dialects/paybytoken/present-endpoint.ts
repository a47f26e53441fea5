import type { z } from 'zod';
import { toPublicId } from '../../../core/identity/public-id.ts';
import type { WebhookEndpoint } from '../../../core/webhook/endpoint.ts';
import { ALL_EVENTS, type Subscription } from '../../../core/webhook/event-types.ts';
import type { endpointObject } from './endpoint-schema.ts';
import { eventWord, typesOf } from './event-words.ts';

/** A receiver of events, whichever API it was made through. */
export function presentEndpoint(endpoint: WebhookEndpoint): z.output<typeof endpointObject> {
  return {
    id: toPublicId('webhookEndpoint', endpoint.id),
    object: 'webhook_endpoint',
    url: endpoint.url,
    description: endpoint.description,
    events: [...new Set(endpoint.eventTypes.map((type) => (type === ALL_EVENTS ? type : eventWord(type))))],
    status: endpoint.status,
    disabled_reason: endpoint.disabledReason,
    livemode: endpoint.livemode,
    created_at: new Date(endpoint.createdAt).toISOString(),
    updated_at: new Date(endpoint.updatedAt).toISOString(),
  };
}

/** The canonical types to subscribe to. */
export const subscriptions = (words: readonly string[]): readonly Subscription[] =>
  words.flatMap((word): readonly Subscription[] => (word === ALL_EVENTS ? [ALL_EVENTS] : typesOf(word)));
