import { z } from 'zod';
import { ALL_EVENTS } from '../../../core/webhook/event-types.ts';
import { instant } from '../../routes/field-types.ts';
import { EVENT_WORDS } from './event-words.ts';
import { listOf } from './list.ts';

const url = z
  .string()
  .max(2048)
  .meta({ description: 'https:, in test mode also http:.', example: 'https://shop.example/webhooks' });
const description = z.string().max(500).nullish();
const events = z
  .array(z.enum([ALL_EVENTS, ...EVENT_WORDS], { error: `must be one of ${EVENT_WORDS.join(', ')}, or * for all` }))
  .min(1, 'must name at least one event type, or * for all')
  .max(EVENT_WORDS.length)
  .refine((words) => new Set(words).size === words.length, 'must name no event type twice')
  .refine((words) => !words.includes(ALL_EVENTS) || words.length === 1, 'must be either ["*"] or a list of event types')
  .meta({ description: 'Event types, or `["*"]` for all.', example: ['checkout_session:completed'] });

export const createEndpointBody = z
  .strictObject({ url, events: events.default([ALL_EVENTS]), description })
  .meta({ id: 'PayByTokenCreateWebhookEndpoint' });

export const updateEndpointBody = z
  .strictObject({
    url: url.optional(),
    events: events.optional(),
    description,
    status: z.enum(['enabled', 'disabled'], { error: 'must be enabled or disabled' }).optional(),
  })
  .meta({ id: 'PayByTokenUpdateWebhookEndpoint' });

export const endpointObject = z
  .object({
    id: z.string().meta({ example: 'we_01JQ…' }),
    object: z.literal('webhook_endpoint'),
    url: z.string(),
    description: z.string().nullable(),
    events: z.array(z.string()),
    status: z.enum(['enabled', 'disabled']),
    disabled_reason: z.string().nullable(),
    livemode: z.boolean(),
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'PayByTokenWebhookEndpoint' });

export const endpointWithSecret = endpointObject
  .extend({
    secret: z.string().meta({ description: 'Signs the deliveries. Shown here and never again.', example: 'whsec_…' }),
  })
  .meta({ id: 'PayByTokenWebhookEndpointWithSecret' });

export const deletedEndpoint = z
  .object({ id: z.string(), object: z.literal('webhook_endpoint'), deleted: z.literal(true) })
  .meta({ id: 'PayByTokenDeletedWebhookEndpoint' });

export const endpointList = listOf('PayByTokenWebhookEndpointList', endpointObject);
