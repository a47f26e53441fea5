import { z } from 'zod';
import { DIALECTS } from '../../../core/dialect.ts';
import { ALL_EVENTS, TOLD_EVENT_TYPES } from '../../../core/webhook/event-types.ts';
import { nearestEventTypes } from '../../../core/webhook/nearest-event-types.ts';
import { listOf, listQuery } from '../../pagination.ts';
import { instant } from '../field-types.ts';

const DAY_SECONDS = 24 * 3600;

const url = z
  .string()
  .max(2048)
  .meta({ description: 'https:, in test mode also http:.', example: 'https://shop.example/webhooks' });
const description = z.string().max(500).nullish();
const events = z
  .array(
    z.enum([ALL_EVENTS, ...TOLD_EVENT_TYPES], {
      // The nearest ones: of all thirty the right one would be hard to find.
      error: ({ input }) => {
        if (input === undefined) return undefined;
        const near = nearestEventTypes(String(input).slice(0, 100), TOLD_EVENT_TYPES).join(', ');
        return `must be an event type in full, such as ${near}, or * for all (docs/webhooks.md has the list)`;
      },
    }),
  )
  .min(1, 'must name at least one event type, or * for all')
  .max(TOLD_EVENT_TYPES.length)
  .refine((types) => new Set(types).size === types.length, 'must name no event type twice')
  .refine((types) => !types.includes(ALL_EVENTS) || types.length === 1, 'must be either ["*"] or a list of event types')
  .meta({
    description: 'Event types, or `["*"]` for all, those of later versions included.',
    example: ['session.paid'],
  });

const dialect = z.enum(DIALECTS, { error: `must be one of ${DIALECTS.join(', ')}` }).meta({
  description: 'Whose words a session’s events are told in. See docs/webhooks.md.',
  example: 'canonical',
});

export const createBody = z
  .strictObject({ url, events, description, dialect: dialect.optional() })
  .meta({ id: 'CreateWebhookEndpoint' });

export const updateBody = z
  .strictObject({
    url: url.optional(),
    events: events.optional(),
    description,
    status: z
      .enum(['enabled', 'disabled'], { error: 'must be enabled or disabled' })
      .optional()
      .meta({ description: 'A disabled endpoint is sent nothing; what was queued waits.' }),
  })
  .meta({ id: 'UpdateWebhookEndpoint' });

export const rotateBody = z
  .strictObject({
    expiresInSeconds: z
      .number()
      .int()
      .min(0)
      .max(7 * DAY_SECONDS)
      .default(DAY_SECONDS)
      .meta({ description: 'How long the old secret signs beside the new one; 0 ends it at once.' }),
  })
  .nullish();

export const endpointObject = z
  .object({
    id: z.string().meta({ example: 'we_01JQ…' }),
    object: z.literal('webhook_endpoint'),
    url: z.string(),
    description: z.string().nullable(),
    events: z.array(z.string()),
    dialect,
    ipn: z.boolean().meta({ description: 'Nobody made it: it stands for the host of checkouts’ `ipnUrl`s.' }),
    status: z.enum(['enabled', 'disabled']),
    disabledReason: z.string().nullable().meta({ description: 'Why the server disabled it: it answered 410 Gone.' }),
    previousSecretExpiresAt: instant
      .nullable()
      .meta({ description: 'Until then the secret before the last rotation signs too.' }),
    restingUntil: instant.nullable().meta({
      description: 'It has failed several times in a row, and nothing is sent to it before then; what is queued waits.',
    }),
    livemode: z.boolean(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'WebhookEndpoint' });

export const endpointWithSecret = endpointObject
  .extend({
    secret: z.string().meta({ description: 'Signs the deliveries. Shown here and never again.', example: 'whsec_…' }),
  })
  .meta({ id: 'WebhookEndpointWithSecret' });

export const deletedEndpoint = z
  .object({ id: z.string(), object: z.literal('webhook_endpoint'), deleted: z.literal(true) })
  .meta({ id: 'DeletedWebhookEndpoint' });

export const endpointListQuery = z.strictObject({
  ...listQuery,
  ipn: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .optional()
    .meta({ description: 'Instead of the endpoints that were made, those that stand for the hosts of `ipnUrl`s.' }),
});

export const endpointList = listOf('WebhookEndpointList', endpointObject);
